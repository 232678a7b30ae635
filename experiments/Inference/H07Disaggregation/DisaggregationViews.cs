namespace HotRow.Lab;

/// <summary>What is made of H7's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class Disaggregation
{
    internal static readonly Metric TransferBytes = new("transfer-bytes", "Keys and values of 2,048 tokens", "B", null, "2 x layers x KV heads x head width x 2 B x tokens");
    internal static readonly Metric TransferMs = new("transfer-ms", "Time on the link", "ms", false, "bytes of keys and values / bandwidth");
    internal static readonly Metric TransferSteps = new("transfer-steps", "Steps of decoding that a transfer takes", "", false, "time on the link / 44.5 ms, a step of a 70B model on four A100 at batch 1 (splitwise-sim's table)");
    internal static readonly Metric GapP99 = new("gap-p99-ms", "Gap between two tokens, p99", "ms", false, "time between successive tokens of one answer, pooled; nearest rank, within 1 %");
    internal static readonly Metric GapMost = new("longest-gap-ms", "Longest gap", "ms", false, "largest time between successive tokens of one answer");
    internal static readonly Metric TtftP90 = new("ttft-p90-ms", "Time to first token, p90", "ms", false, "end of the step that makes the first token - arrival; linear percentile");
    internal static readonly Metric MostRate = new("most-rate", "Largest rate within the objectives", "1/s", true, "requests a second at which 9 of 10 have their first token within 1 s and then a token every 50 ms; bisection");

    // Rates that differ by less are one result: the bisection and the draw are no finer.
    private const double SameRate = 0.08;

    private static readonly Dictionary<string, string> s_ratio = new() { ["part"] = "ratio" };

    private static readonly string[] s_fleets = [Mixed, MixedFine, MixedWhole, .. Enumerable.Range(1, Devices - 1).Select(Split)];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Six devices, mixed or split: the largest rate within the objectives", "fleet", MostRate, "lengths", [], LogY: true, XLabel: "fleet (prefill devices : decode devices)", XOrder: s_fleets,
            Caption: $"{SimulatedServer.Title}; first token within 1 s, then a token every 50 ms, for 9 of 10 requests. Links of 12.5 GB/s.", Where: s_ratio),
        new(ChartKind.Bar, "What a running answer feels of other people's prompts", "fleet", GapP99, "", [], LogY: true, XLabel: "fleet",
            Caption: "Modelled: six devices, 6 requests a second like Azure's.",
            Where: new Dictionary<string, string> { ["part"] = "interference" }),
        new(ChartKind.Line, "The transfer of a 70B model's keys and values", "tokens", TransferMs, "variant", [ReferenceLine.Horizontal("a step of decoding: 44.5 ms", StepOf70BMs)], LogX: true, LogY: true, XLabel: "tokens of the prompt",
            Caption: "Computed: 327,680 B a token (Llama 3.1 70B, grouped-query attention, 16 bit). Without grouping it would be eight times that.",
            Where: new Dictionary<string, string> { ["part"] = "transfer" }),
        new(ChartKind.Line, "Below some bandwidth the link is the bottleneck", "gbps", MostRate, "variant", [], LogX: true, LogY: true, XLabel: "link of each prefill device (GB/s)",
            Caption: "Modelled: 3,000 tokens in, 100 out; 131,072 B a token.",
            Where: new Dictionary<string, string> { ["part"] = "link" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("keys and values of 2,048 tokens, 70B", "2 x 80 x 8 x 128 x 2 B x 2,048", 671_088_640, 0, "B", r => r.Value(TransferBytes, ("part", "transfer"))),
        Transfer(0, 2.24, 0.01),
        Transfer(1, 13.4, 0.05),
        Transfer(2, 53.7, 0.05),
        Transfer(3, 214.7, 0.1),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-interference", "003, Decoupling Prefill and Decode", "On a shared device a new request's prompt slows the answers that are under way.", JudgeInterference),
        new("003-overhead-acceptable", "003, Decoupling Prefill and Decode", "Carrying keys and values to the other device once is an acceptable overhead.", JudgeOverhead),
        new("003-disaggregation-gains", "003, Decoupling Prefill and Decode", "Splitting prompts from answers serves more requests within the objectives.", JudgeGain),
        new("003-ratio-2-4", "003, Prefill : Decode GPU Ratio", "With long prompts two to four prefill devices for each decode device are usual.", r => JudgeRatio(r, true, 2, 4)),
        new("003-ratio-1-1", "003, Prefill : Decode GPU Ratio", "With short prompts one prefill device for one or two decode devices is usual.", r => JudgeRatio(r, false, 0.5, 1)),
        new("003-ratio-deployments", "003, Prefill : Decode GPU Ratio", "Large deployments, Meta's of Llama among them, use such ratios.", _ => Verdict.NotTestableHere("the document names no source, and none was found")),
    ];

    public Headline Headline(ResultSet results)
    {
        var (mixed, split) = (Best(results, s_loads[^1], "mixed"), Best(results, s_loads[^1], "split"));
        return mixed is null || split is null
            ? HotRow.Headline.From("six devices, requests like Azure's, best split over best mixed fleet: rate within the objectives", null, "x")
            : new("six devices, requests like Azure's, best split over best mixed fleet: rate within the objectives", split.Value / mixed.Value, double.NaN, double.NaN, "x", ValueKind.Modelled);
    }

    private static Observation? Best(ResultSet results, Load load, string kind) => results.Where(MostRate, ("part", "ratio"), ("lengths", load.Name), ("variant", kind)).MaxBy(o => o.Value);

    private static CheckFigure Transfer(int link, double expected, double tolerance) =>
        new($"the same over {s_links[link].Name}", "bytes / bandwidth", expected, tolerance, "ms", r => r.Value(TransferMs, ("part", "transfer"), ("variant", s_links[link].Name), ("tokens", TransferTokens)));

    private static Verdict JudgeInterference(ResultSet results)
    {
        Observation? Of(string fleet) => results.Single(GapP99, ("part", "interference"), ("variant", fleet));
        if (Of(MixedWhole) is not { } whole || Of(MixedFine) is not { } fine || Of(Split(2)) is not { } apart)
        {
            return Verdict.NotRun;
        }

        var figure = $"p99 of the gaps: {whole.Value:0.0} ms with whole prompts, {fine.Value:0.0} ms with chunks of 512, {apart.Value:0.0} ms split {Split(2)}";
        return whole.Value > 1.5 * apart.Value ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "the answers do not feel the prompts");
    }

    private static Verdict JudgeOverhead(ResultSet results)
    {
        var found = s_links.Select(l => (l.Name, Steps: results.Value(TransferSteps, ("part", "transfer"), ("variant", l.Name), ("tokens", TransferTokens)))).ToArray();
        if (Array.Exists(found, f => double.IsNaN(f.Steps)))
        {
            return Verdict.NotRun;
        }

        var figure = $"a prompt of {TransferTokens:N0} tokens of a 70B model takes, in steps of decoding: {string.Join(", ", found.Select(f => $"{f.Steps:0.00} over {f.Name}"))}";
        return found.All(f => f.Steps <= 1) ? Verdict.Reproduced(figure) : found.All(f => f.Steps > 1) ? Verdict.Contradicted(figure) : Verdict.Depends("the link", figure);
    }

    private static Verdict JudgeGain(ResultSet results)
    {
        var found = s_loads.Select(l => (l.Name, Mixed: Best(results, l, "mixed"), Split: Best(results, l, "split"))).ToArray();
        if (Array.Exists(found, f => f.Mixed is null || f.Split is null))
        {
            return Verdict.NotRun;
        }

        var figure = "best split against best mixed fleet of six: " + string.Join("; ", found.Select(f => $"{f.Name} {f.Split!["fleet"].Text} {f.Split.Value:0.0}/s, {f.Mixed!["fleet"].Text} {f.Mixed.Value:0.0}/s"));
        var ratios = found.Select(f => f.Split!.Value / f.Mixed!.Value).ToArray();
        return ratios.All(r => r > 1 + SameRate) ? Verdict.Reproduced(figure)
            : ratios.All(r => r < 1 - SameRate) ? Verdict.Contradicted(figure, "mixed fleets with chunks serve more at every mix of lengths")
            : Verdict.Depends("the lengths, the objectives, and what it is compared with: chunked prompts already remove most of the disturbance", figure);
    }

    private static Verdict JudgeRatio(ResultSet results, bool isLong, double low, double high)
    {
        var found = s_loads.Where(l => l.IsLong == isLong).Select(l => (l.Name, Rates: Enumerable.Range(1, Devices - 1).Select(p => (Prefill: p, Rate: results.Single(MostRate, ("part", "ratio"), ("lengths", l.Name), ("fleet", Split(p))))).ToArray())).ToArray();
        if (Array.Exists(found, f => Array.Exists(f.Rates, r => r.Rate is null)))
        {
            return Verdict.NotRun;
        }

        // Several splits may be as good as the best one.
        var best = found.Select(f => (f.Name, Good: f.Rates.Where(r => r.Rate!.Value >= (1 - SameRate) * f.Rates.Max(x => x.Rate!.Value)).Select(r => r.Prefill).ToArray())).ToArray();
        var inside = best.Count(b => b.Good.Any(p => (double)p / (Devices - p) is var ratio && ratio >= low && ratio <= high));
        var figure = "best of the splits of six devices: " + string.Join("; ", best.Select(b => $"{string.Join(" or ", b.Good.Select(Split))} for {b.Name}"));
        return inside == best.Length ? Verdict.Reproduced(figure)
            : inside == 0 ? Verdict.Contradicted(figure, "on these devices; the ratio follows from both lengths, not from the prompt's alone")
            : Verdict.Depends("the length of the answers as well, and the objectives", figure);
    }
}
