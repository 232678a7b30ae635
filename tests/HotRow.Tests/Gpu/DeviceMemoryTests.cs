using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>What streams and buffers refuse before a driver sees it: ranges, other devices' memory, and what was given back.</summary>
public sealed class DeviceMemoryTests : IDisposable
{
    private const int Length = 8;
    private readonly Device _device = DeviceBackends.Open("cpu");
    private readonly Device _other = DeviceBackends.Open("cpu");
    private readonly DeviceStream _stream;
    private readonly DeviceBuffer<int> _buffer;
    private readonly DeviceBuffer<int> _second;
    private readonly HostBuffer<int> _host;
    private readonly HostBuffer<byte> _bytes;

    public DeviceMemoryTests()
    {
        _stream = _device.CreateStream();
        _buffer = _device.Allocate<int>(Length, "a buffer");
        _second = _device.Allocate<int>(Length, "a buffer");
        _host = _device.AllocateHost<int>(Length, HostMemoryKind.Pinned, "a host buffer");
        _bytes = _device.AllocateHost<byte>(Length * sizeof(int), HostMemoryKind.Pinned, "a host buffer");
    }

    public void Dispose()
    {
        _device.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, Length + 1)]
    [InlineData(Length, 1)]
    [InlineData(1, Length)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Ranges_OutsideABuffer_AreRefused(long first, long length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Upload(_buffer, first, _host, 0, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Upload(_buffer, 0, _host, first, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Download(_host, first, _buffer, 0, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Download(_host, 0, _buffer, first, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Copy(_second, first, _buffer, 0, length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.Copy(_second, 0, _buffer, first, length));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 33)]
    [InlineData(32, 1)]
    [InlineData(1, 32)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Bytes_OutsideABuffer_AreRefused(long first, long bytes)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.UploadBytes(_buffer, first, _bytes, 0, bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.UploadBytes(_buffer, 0, _bytes, first, bytes));
    }

    [Fact]
    public void Bytes_OfTheHostThatDoNotFit_AreRefused()
    {
        using var large = _device.AllocateHost<byte>(100, HostMemoryKind.Pinned, "a larger host buffer");

        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.UploadBytes(_buffer, 1, large, 0, 32));
    }

    [Fact]
    public void Arrays_LongerThanWhatIsBehindThatPlace_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.UploadAndWait<int>(_buffer, 1, new int[Length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.DownloadAndWait(new int[Length], _buffer, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _stream.UploadBytesAndWait(_buffer, 1, new byte[Length * sizeof(int)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _host.Span(1, Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => _host.Span(-1, 1));
    }

    [Fact]
    public void MemoryOfAnotherDevice_IsNamed()
    {
        using var foreign = _other.Allocate<int>(Length, "elsewhere");
        using var foreignHost = _other.AllocateHost<int>(Length, HostMemoryKind.Pinned, "elsewhere");
        using var foreignEvent = _other.CreateEvent();

        Assert.All(
            new Action[]
            {
                () => _stream.Upload(foreign, 0, _host, 0, 1),
                () => _stream.Upload(_buffer, 0, foreignHost, 0, 1),
                () => _stream.Download(_host, 0, foreign, 0, 1),
                () => _stream.Copy(foreign, 0, _buffer, 0, 1),
                () => _stream.Copy(_buffer, 0, foreign, 0, 1),
                () => _stream.Fill(foreign, 1),
                () => _stream.UploadBytes(foreign, 0, _bytes, 0, 1),
                () => _stream.Record(foreignEvent),
                () => _stream.Wait(foreignEvent),
            },
            call => Assert.Contains("belongs to cpu", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Kernel_GivenAnotherDevicesMemory_IsNotStarted()
    {
        using var oneHot = new OneHotKernel(_device);
        using var foreign = _other.Allocate<float>(Length, "elsewhere");

        Assert.Contains("belongs to cpu", Assert.Throws<ArgumentException>(() => oneHot.Launch(_stream, _buffer, 1, Length, foreign)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GivenBack_TwiceOrBeforeUse_NeverReachesTheDriver()
    {
        _buffer.Dispose();
        _buffer.Dispose();
        _host.Dispose();
        _host.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _stream.Fill(_buffer, 1));
        Assert.Throws<ObjectDisposedException>(() => _stream.Copy(_second, 0, _buffer, 0, 1));
        Assert.Throws<ObjectDisposedException>(() => _stream.Download(_host, 0, _second, 0, 1));
        Assert.Throws<ObjectDisposedException>(() => _host.AsSpan());
        _stream.Dispose();
        _stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _stream.Fill(_second, 1));
        Assert.Throws<ObjectDisposedException>(_stream.Synchronize);
    }

    [Fact]
    public void Device_GivenBackBeforeWhatItGaveOut_TakesItAlong()
    {
        var happening = _device.CreateEvent();
        _stream.Record(happening);
        _device.Dispose();
        _device.Dispose();

        Assert.True(_buffer.IsDisposed && _host.IsDisposed);
        _buffer.Dispose();
        _stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _stream.Fill(_second, 1));
        Assert.Throws<ObjectDisposedException>(() => happening.HasHappened);
        Assert.Throws<ObjectDisposedException>(() => _device.Allocate<int>(1, "more"));
        Assert.Throws<ObjectDisposedException>(_device.CreateStream);
        Assert.Throws<ObjectDisposedException>(() => _device.Memory());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData((long.MaxValue / 4) + 1)]
    public void Sizes_ThatAreNone_AreRefused(long length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _device.Allocate<int>(length, "a buffer"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _device.AllocateHost<int>(length, HostMemoryKind.Pinned, "a buffer"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void HostMemory_OfNoKind_IsRefused(int kind) =>
        Assert.Contains("allowed are Pinned, ZeroCopy, WriteCombined", Assert.Throws<ArgumentOutOfRangeException>(() => _device.AllocateHost<int>(1, (HostMemoryKind)kind, "a buffer")).Message, StringComparison.Ordinal);

    [Fact]
    public void Kernel_GivenMemoryThatWasGivenBackSince_IsNotStarted()
    {
        using var module = _device.Compile(DeviceKernels.Dialect);
        using var output = _device.Allocate<float>(Length, "output");
        var kernel = module.Kernel("arguments");
        var args = new KernelArg[] { _buffer, 2, (long)Length, 1f, output };
        _buffer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _stream.Launch(kernel, KernelGrid.For(Length, 64), args));
    }

    [Fact]
    public void Sizes_BeyondTheMemory_SayHowMuchIsFree()
    {
        Assert.Contains("are free", Assert.Throws<DeviceException>(() => _device.Allocate<int>(long.MaxValue / 4, "a buffer")).Message, StringComparison.Ordinal);
        Assert.Contains("are free", Assert.Throws<DeviceException>(() => _device.AllocateHost<int>(long.MaxValue / 4, HostMemoryKind.Pinned, "a buffer")).Message, StringComparison.Ordinal);
    }
}
