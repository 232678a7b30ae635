namespace HotRow.Tests.Measurement;

[Collection(Alone.Name)]
public class HarnessTests
{
    private static readonly Metric s_rows = new("rows", "Rows", "1/s", true, "rows / time");

    [Fact]
    public void Run_FailedCheck_TimesNothing()
    {
        var calls = 0;
        var result = Run(point =>
        {
            point.Check("first", () => (true, "equal"));
            point.Check("second", () => (false, "3 of 4 rows differ"));
            point.Variant("a", () => calls++);
        });

        Assert.Equal(PointStatus.CheckFailed, result.Status);
        Assert.Equal("3 of 4 rows differ", result.Note);
        Assert.Equal(0, calls);
        Assert.Empty(result.Observations);
        Assert.Empty(result.Samples);
    }

    [Fact]
    public void Run_TwoVariants_AddsControlAndPairsRounds()
    {
        var result = Run(point =>
        {
            point.Variant("a", () => { }, Derived.Rate(s_rows, 10));
            point.Variant("b", () => { });
        });

        Assert.Equal(["a", "b", "a (A/A)"], result.Samples.Select(s => s.Variant));
        Assert.All(result.Samples, s => Assert.Equal(2, s.SamplesNs.Length));
        Assert.All(result.Samples.Take(2), s => Assert.True(s.WarmupNs.Length >= 2));
        Assert.False(double.IsNaN(result.NoiseFloor));
        Assert.Contains(result.Observations, o => o.Metric == "rows" && o.Variant == "a" && o.Low <= o.Value && o.Value <= o.High);
        Assert.Contains(result.Observations, o => o.Metric == Metrics.Speedup.Id && o.Variant == "b");
        Assert.DoesNotContain(result.Observations, o => o.Variant.EndsWith("(A/A)", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_AllocatingVariant_CountsItsBytes()
    {
        object? sink = null;
        var result = Run(point =>
        {
            point.Variant("none", () => { });
            point.Variant("array", () => sink = new byte[10_000]);
        });

        var allocated = result.Observations.Where(o => o.Metric == Metrics.AllocatedBytes.Id).ToDictionary(o => o.Variant, o => o.Value);
        Assert.NotNull(sink);
        Assert.InRange(allocated["array"], 10_000, 20_000);
        Assert.InRange(allocated["none"], 0, 1_000);
    }

    [Fact]
    public void Run_PreparedVariant_IsPreparedBeforeEachSingleCall()
    {
        var fresh = false;
        var (prepared, calls) = (0, 0);
        var result = Run(point => point.Variant("once", () => (fresh, prepared) = (true, prepared + 1), () =>
        {
            Assert.True(fresh);
            (fresh, calls) = (false, calls + 1);
        }));

        Assert.Equal(prepared, calls);
        Assert.All(result.Samples, s => Assert.Equal(1, s.CallsPerSample));
        Assert.Equal(calls, result.Samples[0].WarmupNs.Length + result.Samples.Sum(s => s.SamplesNs.Length));
    }

    [Fact]
    public void Run_SkippedPoint_SaysWhy()
    {
        var result = Run(point => point.SkipReason = "no GPU on this machine");

        Assert.Equal(PointStatus.Skipped, result.Status);
        Assert.Equal("no GPU on this machine", result.Note);
    }

    [Fact]
    public void Run_AfterTiming_SeesMediansAndAddsValues()
    {
        var result = Run(point =>
        {
            point.Variant("a", () => { });
            point.After(timing => point.Value(Metrics.Share, timing("a").SamplesNs.Length / 4.0, "a", ValueKind.Modelled, at: new() { { "depth", 8 } }));
        });

        Assert.Contains(result.Observations, o => o is { Metric: "share", Value: 0.5, Kind: ValueKind.Modelled } && o["depth"].Number == 8);
    }

    [Fact]
    public void Run_Owned_IsDisposedLastFirstEvenAfterFailedCheck()
    {
        var order = new List<int>();
        Run(point =>
        {
            point.Own(new Marker(1, order));
            point.Own(new Marker(2, order));
            point.Check("fails", () => (false, "no"));
        });

        Assert.Equal([2, 1], order);
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => new Harness(MinRounds: 2, MaxRounds: 2, MinSampleSeconds: 0)
            .Run("x", new([], p => p.Variant("a", () => { }), 1), Scale.Tiny, 1, TimeSpan.FromSeconds(1), cancel.Token));
    }

    private static PointResult Run(Action<Point> body) =>
        Harness.Tiny.Run("x", new([], body, 1), Scale.Tiny, 1, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

    private sealed class Marker(int number, List<int> order) : IDisposable
    {
        public void Dispose() => order.Add(number);
    }
}
