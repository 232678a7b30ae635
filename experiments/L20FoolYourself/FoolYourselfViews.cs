namespace HotRow.Lab;

/// <summary>What is made of L20's points: charts, check rows, verdict.</summary>
internal sealed partial class FoolYourself
{
    /// <summary>A way that is off by less has not misled.</summary>
    internal const double Misleading = 1.05;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "How much better, or worse, each mistake makes a result look", "way", FoolingWay.Factor, "part", [ReferenceLine.Horizontal("honest", 1)], LogY: true,
            Caption: "Careless figure over careful one, in the direction that looks good: bandwidth, hit ratio, 1 / time, 1 / misses; of the long tail median over mean. The points' notes give both figures and the cure."),
        new(ChartKind.Line, "A closed loop does not see the requests it did not send", "quantile", ClosedLoopWay.LatencyMs, "variant", [], LogY: true,
            Caption: "Modelled: one worker, 1 ms of service, a stall of 200 ms once in 2,000 requests, load 0.7 with the stalls. The closed loop meets each stall with one request, the open loop with all that come meanwhile."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("GB that are called GiB", "closed form: 10^9 / 2^30", 1e9 / (1L << 30), 1e-9, "x", r => r.Value(FoolingWay.Factor, ("way", "GiB as GB"))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-benchmark-properly", "001, follow-up question", "How to benchmark improvements properly? Curriculum L20 answers: without ten careless habits, each of which gives a wrong figure.", Judge),
    ];

    public Headline Headline(ResultSet results)
    {
        // Named beforehand: the largest of ten would be picked by the noise, too.
        return HotRow.Headline.From("a file that the page cache holds, taken for the disk: careless speed over careful", results.Single(FoolingWay.Factor, ("way", PageCacheWay.Title)), "x");
    }

    private static Verdict Judge(ResultSet results)
    {
        var factors = results.Where(FoolingWay.Factor).ToArray();
        if (Ways.Any(way => factors.All(f => f["way"].Text != way.Name)))
        {
            return Verdict.NotRun;
        }

        var misled = factors.Where(f => Lowest(f) > Misleading || Highest(f) < 1 / Misleading).ToArray();
        var figure = $"{misled.Length} of {factors.Length} ways mislead by more than 5 %: " + string.Join(", ", misled.OrderByDescending(f => f.Value).Select(f => $"{f["way"].Text} {f.Value:G3} x"));
        return misled.Length == factors.Length ? Verdict.Reproduced(figure)
            : misled.Length == 0 ? Verdict.Contradicted(figure)
            : Verdict.Depends($"the habit: no sure harm here by {string.Join(", ", factors.Except(misled).Select(f => f["way"].Text))}", figure);
    }

    // A measured factor without an interval may be anything: NaN lies on no side.
    private static double Lowest(Observation factor) => factor.Kind == ValueKind.Measured ? factor.Low : factor.Value;

    private static double Highest(Observation factor) => factor.Kind == ValueKind.Measured ? factor.High : factor.Value;
}
