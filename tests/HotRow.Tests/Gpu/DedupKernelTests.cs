using FsCheck;
using FsCheck.Fluent;
using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

public sealed class DedupKernelTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(200);

    private readonly Device _device = DeviceBackends.Open("cpu");

    public void Dispose() => _device.Dispose();

    // One kernel for all batches: each finds the table as the one before left it.
    [Fact]
    public void Launch_AnyBatches_NamesEachRowOnce()
    {
        using var kernel = new DedupKernel(_device, 1_000);

        Check.One(s_fixedSeed, Prop.ForAll<int[]>(rows => DedupCheck.Compare(_device, kernel, rows, exact: true) is null));
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        using var kernel = new DedupKernel(_device, 4);
        using var stream = _device.CreateStream();
        using var rows = _device.Allocate<int>(4, "rows");
        using var unique = _device.Allocate<int>(4, "distinct rows");
        using var inverse = _device.Allocate<int>(3, "places");
        using var count = _device.Allocate<int>(1, "their number");

        Assert.Throws<ArgumentOutOfRangeException>(() => kernel.Launch(stream, rows, -1, unique, inverse, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel.Launch(stream, rows, 5, unique, inverse, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => kernel.Launch(stream, rows, 4, unique, inverse, count));
        Assert.Throws<ArgumentException>(() => kernel.Launch(stream, rows, 3, rows, inverse, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DedupKernel(_device, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DedupKernel(_device, (1 << 28) + 1));
    }
}
