using HotRow.Lab;
using HotRow.Serving;

namespace HotRow.Tests.Lab;

/// <summary>The gate: 300 real requests of vLLM, simulated. Means within 3 %, 90th percentiles within 5 %, with nothing fitted to the log.</summary>
public sealed class VllmReplayTests
{
    private static readonly ValidRange s_valid = LineLatency.Rtx4090WithLlama31With8B.Valid;

    [Fact]
    public void Replay_PerLayerTables_IsWithinTheTolerances()
    {
        var log = VllmLog.Read(Find(VllmLog.FileName));
        var figures = VllmReplay.Compare(log, VllmReplay.Run(log, VllmReplay.Options(LayerTables.Read(Find(VllmReplay.ProfileFolder), 32, s_valid))));

        // What an independent program found for the same rules and tables, to a tenth of a percent.
        Assert.Equal([0.6, 0.1, -1.1, 2.2, 0.2, 0.3], figures.Select(f => Math.Round(100 * f.Error, 1)));
        Assert.All(figures, f => Assert.InRange(f.Error, -f.Tolerance, f.Tolerance));
    }

    [Fact]
    public void Replay_LineModel_IsWithinTheTolerances()
    {
        var log = VllmLog.Read(Find(VllmLog.FileName));
        var figures = VllmReplay.Compare(log, VllmReplay.Run(log, VllmReplay.Options(LineLatency.Rtx4090WithLlama31With8B)));

        Assert.Equal([0.9, 0.5, -0.8, 2.3, 0.5, 0.6], figures.Select(f => Math.Round(100 * f.Error, 1)));
        Assert.All(figures, f => Assert.InRange(f.Error, -f.Tolerance, f.Tolerance));
    }

    [Fact]
    public void Replay_BlocksNotFoundAgainAfterAPreemption_FailsTheGate()
    {
        var log = VllmLog.Read(Find(VllmLog.FileName));
        var options = VllmReplay.Options(LayerTables.Read(Find(VllmReplay.ProfileFolder), 32, s_valid));
        var figures = VllmReplay.Compare(log, VllmReplay.Run(log, options with { Allocator = KvAllocators.PagedWithoutReuse }));

        // The gate sees one rule of the scheduler: mean TTFT is then 4.1 % too long.
        Assert.Equal(4.1, 100 * figures[0].Error, 0.05);
    }

    private static string Find(string name)
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "HOTROW_DATA is not set");
        var path = Path.Combine([folder, .. name.Split('/')]);
        Assert.SkipUnless(Path.Exists(path), $"{name} is not in the folder that HOTROW_DATA names");
        return path;
    }
}
