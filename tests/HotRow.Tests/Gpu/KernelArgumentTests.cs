using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>What the kernels' wrappers refuse before a device sees it, and what they say.</summary>
public sealed class KernelArgumentTests : IDisposable
{
    private const int Dim = 8;
    private readonly Device _device = DeviceBackends.Open("cpu");
    private readonly DeviceStream _stream;
    private readonly DeviceTable _table;
    private readonly DeviceBuffer<int> _rows;
    private readonly DeviceBuffer<float> _output;

    public KernelArgumentTests()
    {
        using var table = new EmbeddingTable(5, Dim);
        using var store = new DramRowStore(table);
        _stream = _device.CreateStream();
        _table = DeviceTable.Upload(_device, store);
        _rows = _device.Allocate<int>(4, "row numbers");
        _output = _device.Allocate<float>(4 * Dim, "rows");
        _stream.UploadAndWait<int>(_rows, 0, [0, 1, 2, 3]);
    }

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData("fp8-e4m3")]
    [InlineData("iq4-nl")]
    public void Gather_OfAFormatThatKernelsDoNotRead_SaysWhichTheyRead(string format)
    {
        var error = Assert.Throws<InputException>(() => new GatherKernel(_device, RowFormats.Find(format), 32));

        Assert.Contains($"no rows of {format}; they read fp32, fp16, bf16, int8, int4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gather_OfALengthThatTheFormatHasNot_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new GatherKernel(_device, RowFormats.Int4, 3));

    [Fact]
    public void Gather_OfAnotherTable_NamesBoth()
    {
        using var kernel = new GatherKernel(_device, RowFormats.Fp16, Dim);

        var error = Assert.Throws<ArgumentException>(() => kernel.Launch(_stream, _table, _rows, 1, _output));

        Assert.Contains("rows of 8 fp32 elements, and the kernel was compiled for 8 fp16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gather_OfLongerRows_NamesBoth()
    {
        using var kernel = new GatherKernel(_device, RowFormats.Fp32, Dim + 4);

        var error = Assert.Throws<ArgumentException>(() => kernel.Launch(_stream, _table, _rows, 1, _output));

        Assert.Contains("rows of 8 fp32 elements, and the kernel was compiled for 12 fp32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Launch_OfMoreThanTheBuffersHold_IsRefused(int count)
    {
        using var gather = new GatherKernel(_device, RowFormats.Fp32, Dim);
        using var pooled = new PooledGatherKernel(_device, RowFormats.Fp32, Dim, PoolingMode.Sum);
        using var oneHot = new OneHotKernel(_device);
        using var product = new BlockProductKernel(_device, Dim, Dim);
        using var gemm = new DeviceGemm(_device, GemmPrecision.Fp32);

        Assert.ThrowsAny<ArgumentException>(() => gather.Launch(_stream, _table, _rows, count, _output));
        Assert.ThrowsAny<ArgumentException>(() => pooled.Launch(_stream, _table, _rows, count, _rows, 3, _output));
        Assert.ThrowsAny<ArgumentException>(() => pooled.Launch(_stream, _table, _rows, 4, _rows, count, _output));
        Assert.ThrowsAny<ArgumentException>(() => oneHot.Launch(_stream, _rows, count, Dim, _output));
        Assert.ThrowsAny<ArgumentException>(() => product.Launch(_stream, _table, _rows, count, _output, _output));
        Assert.ThrowsAny<ArgumentException>(() => gemm.Multiply(_stream, count, Dim, Dim, _output, _output, _output));
    }

    [Fact]
    public void Product_OfSizesWhoseBytesOverflow_IsRefused()
    {
        using var gemm = new DeviceGemm(_device, GemmPrecision.Fp32);

        Assert.Throws<OverflowException>(() => gemm.Multiply(_stream, int.MaxValue, 1, int.MaxValue, _output, _output, _output));
    }

    [Fact]
    public void Product_OfAnotherDevicesMemory_NamesIt()
    {
        using var other = DeviceBackends.Open("cpu");
        using var foreign = other.Allocate<float>(64, "elsewhere");
        using var gemm = new DeviceGemm(_device, GemmPrecision.Fp32);

        var error = Assert.Throws<ArgumentException>(() => gemm.Multiply(_stream, 2, 2, 2, _output, foreign, _output));

        Assert.Contains("b belongs to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PooledGather_WithoutPooling_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PooledGatherKernel(_device, RowFormats.Fp32, Dim, PoolingMode.None));

    [Theory]
    [InlineData(4, 0)]
    [InlineData(1, 0)]
    [InlineData(32, 3)]
    [InlineData(128, 5)]
    [InlineData(96, 3)]
    [InlineData(768, 5)]
    [InlineData(3, 1)]
    public void Lanes_ShareARow_WithFewOfThemIdle(int dim, int shift) => Assert.Equal(shift, RowLanes.For(dim).Shift);

    [Fact]
    public void Launch_OnceWarm_AllocatesNothing()
    {
        using var gather = new GatherKernel(_device, RowFormats.Fp32, Dim);
        using var gemm = new DeviceGemm(_device, GemmPrecision.Fp32);

        var launch = () =>
        {
            gather.Launch(_stream, _table, _rows, 4, _output);
            gemm.Multiply(_stream, 4, 4, 2, _output, _output, _output);
        };
        launch();

        Assert.Equal(0, AllocatedBytes.Of(launch));
    }
}
