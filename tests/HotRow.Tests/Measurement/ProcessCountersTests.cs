namespace HotRow.Tests.Measurement;

public class ProcessCountersTests
{
    [Fact]
    public void Since_TouchingFreshPages_CountsTheirFaults()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "page faults are read from /proc, which this system does not have");
        const int Pages = 2_000;
        var before = ProcessCounters.Now();

        var memory = GC.AllocateUninitializedArray<byte>(Pages * 4096, pinned: true);
        for (var i = 0; i < memory.Length; i += 4096)
        {
            memory[i] = 1;
        }

        var added = ProcessCounters.Now().Since(before);
        GC.KeepAlive(memory);

        // Fresh memory faults at least once per 2 MiB, whatever the page size.
        Assert.InRange(added.MinorFaults, Pages / 512, double.MaxValue);

        // May be negative: a thread of another test that ends takes its switches with it.
        Assert.False(double.IsNaN(added.ContextSwitches));
    }
}
