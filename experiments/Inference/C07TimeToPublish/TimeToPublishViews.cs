namespace HotRow.Lab;

/// <summary>What is made of C7's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class TimeToPublish
{
    internal static readonly Metric PublishMs = new("publish-ms", "Time from the request", "ms", false, "first visible token - scheduled start; formula: TTFT + hidden tokens x TPOT + tool");
    internal static readonly Metric ToFormula = new("to-formula", "Time to publish over the formula", "", null, "time to publish / (TTFT + hidden tokens x TPOT + tool), TTFT and TPOT of the same request");
    internal static readonly Metric Later = new("later", "Time to publish over TTFT", "x", false, "first visible token / first token, both from the scheduled start");

    internal const string Measured = "measured";
    internal const string Simulated = "simulated";
    internal const string FirstToken = "first token made";
    private const string FormulaName = "TTFT + h x TPOT";

    // "Much larger": at least this many times.
    private const double MuchLarger = 2;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Every hidden token moves the first visible one by a step", "hidden", PublishMs, "variant", [], LogX: true, LogY: true, XLabel: "hidden tokens",
            Caption: "Modelled: Llama 3.1 8B on one RTX 4090 (line model, outside the range in which it was compared: alone on the device), prompt of 1,000 tokens.",
            Where: new Dictionary<string, string> { ["part"] = "modelled" }),
        new(ChartKind.Bar, "Made and seen: a plan and a tool on our own server", "flow", PublishMs, "variant", [], XLabel: "before the answer",
            Caption: "Measured over HTTP, one request at a time; the model is a busy loop of some 4 ms a token.", Where: new Dictionary<string, string> { ["part"] = "measured" }),
        new(ChartKind.Bar, "Time to publish over its formula", "flow", ToFormula, "", [ReferenceLine.Horizontal("TTFT + h x TPOT + tool", 1)], XLabel: "before the answer",
            Caption: "TTFT by the server, TPOT by the client's visible tokens, of the same request.", Where: new Dictionary<string, string> { ["part"] = "measured" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("simulated, 100 hidden: time to publish / formula", "curriculum C7, closed form", 1, 0.02, "", r => r.Value(ToFormula, ("part", "modelled"), ("hidden", 100))),
        .. s_flows.Skip(1).Select(f => new CheckFigure($"measured, {Name(f)}: time to publish / formula", "curriculum C7, closed form", 1, 0.02, "", r => r.Value(ToFormula, ("part", "measured"), ("flow", Name(f))))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-user-ttft-larger", "003, Model-Time vs User-Time", "With a hidden plan and tools the first token a user sees comes much later than the model's first.", Judge),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("60 hidden tokens: first visible over first token", results.Single(Later, ("part", "measured"), ("flow", Name((60, 0)))), "x");

    private static Verdict Judge(ResultSet results)
    {
        var later = results.Where(Later).Where(o => o["hidden"].Number > 0).ToArray();
        if (later.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", later.GroupBy(o => o.Variant).Select(g => FormattableString.Invariant(
            $"{g.Key}: {g.Min(o => o.Value):0.0} to {g.Max(o => o.Value):0.0} times with {g.Min(o => o["hidden"].Number):N0} to {g.Max(o => o["hidden"].Number):N0} hidden tokens")));
        var much = later.Count(o => (double.IsFinite(o.Low) ? o.Low : o.Value) >= MuchLarger);
        return much == later.Length ? Verdict.Reproduced(figure)
            : much == 0 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the length of the plan beside the time of the prompt", figure);
    }
}
