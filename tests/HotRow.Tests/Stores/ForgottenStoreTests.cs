using System.Runtime.CompilerServices;

namespace HotRow.Tests;

/// <summary>Stores that nobody disposes are given back by the collector, except those with threads. Counted over the whole process.</summary>
[Collection(Alone.Name)]
public sealed class ForgottenStoreTests : IDisposable
{
    private readonly DiskFolder _folder = new();
    private readonly StoredTable _table;

    public ForgottenStoreTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what is mapped stands in /proc");
        _table = new(_folder.File("rows"), 0, 1000, 4, RowFormats.Fp32);
        File.WriteAllBytes(_table.Path, new byte[_table.Bytes]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MappedStore_Forgotten_IsUnmapped()
    {
        ReadOnce(() => MappedFileRowStore.Open(_table));
        Collect();

        Assert.DoesNotContain(Maps(), line => line.EndsWith("/rows", StringComparison.Ordinal) && line.Contains(_folder.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void RingStore_Forgotten_GivesItsRingsBack()
    {
        Assert.SkipUnless(IoRing.WhyNot is null, IoRing.WhyNot ?? "");
        Collect();
        var before = Rings();
        ReadOnce(() =>
        {
            var store = DirectFileRowStore.Open(_table, engine: ReadEngine.IoUring);
            Assert.True(Rings() > before, "an open ring shows in no line of /proc/self/maps");
            return store;
        });
        Collect();

        Assert.Equal(before, Rings());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadOnce(Func<IRowStore> open) => open().ReadRows([1, 2], new float[8]);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static int Rings() => Maps().Count(line => line.Contains("io_uring", StringComparison.Ordinal));

    private static string[] Maps() => File.ReadAllLines("/proc/self/maps");
}
