namespace HotRow.Lab;

/// <summary>What is made of E3's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ModelBandwidthUse
{
    internal static readonly Metric UsedGBps = new("used-gbps", "Bandwidth used", "GB/s", null, "parameters x bytes of one x tokens a second");
    internal static readonly Metric Mbu = new("mbu", "Share of the bandwidth", "", true, "by steps: (weights + keys and values) / time of a step / peak; by tokens: parameters x bytes x tokens a second / peak");
    internal static readonly Metric Mfu = new("mfu", "Share of the arithmetic", "", true, "2 x weights x batch / time of a step / peak of multiply-adds in the same round");
    internal static readonly Metric TokenGain = new("token-gain", "Tokens per second over the first", "x", true, "median over rounds, against batch 1 or 32 bits");
    internal static readonly Metric MbuChange = new("mbu-change", "Share of the bandwidth with 8 bits over that with 32", "x", null, "bytes a second with 8-bit weights / with 32-bit weights, median over rounds");

    /// <summary>Weights and keys and values over a step's time.</summary>
    internal const string StepFormula = "by steps";

    /// <summary>The document's formula.</summary>
    internal const string TokenFormula = "by tokens";

    internal const string ArithmeticName = "arithmetic (MFU)";
    internal const string Eight = "16 bit, 64 sequences on eight A100";

    private const string Formula = "curriculum W1, closed form";
    private const string Fast = "curriculum W2, reported by gpt-fast for Llama 2 7B on an A100";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Two formulas agree at batch 1 only", "batch", Mbu, "variant", [ReferenceLine.Horizontal("all there is", 1)], LogX: true, LogY: true, XLabel: "sequences in the step",
            Caption: "One core against the read ceiling of the same rounds. By steps: weights and keys and values over the time of a step. By tokens: parameters x bytes x tokens a second, which counts the weights once for each sequence.",
            Where: new Dictionary<string, string> { ["part"] = "batch" }),
        new(ChartKind.Line, "The arithmetic's share, by batch", "batch", Mfu, "variant", [ReferenceLine.Horizontal("all there is", 1)], LogX: true, LogY: true, XLabel: "sequences in the step",
            Caption: "One core against multiply-adds in registers, measured in the same rounds.",
            Where: new Dictionary<string, string> { ["part"] = "batch" }),
        new(ChartKind.Bar, "The share of the bandwidth, by bits of a weight", "weight", Mbu, "variant", [], XLabel: "bits of a weight", XOrder: ["32 bit", "16 bit", "8 bit", "4 bit"],
            Caption: "Measured: the same number of weights on one core, one sequence. Computed from reports: Llama 2 7B on one A100 (gpt-fast), over 2,039 GB/s.",
            Where: new Dictionary<string, string> { ["variant"] = "this core, one sequence|one A100, one sequence" }),
        new(ChartKind.Bar, "Tokens per second, by bits of a weight", "weight", TokenGain, "variant", [], XLabel: "bits of a weight", XOrder: ["32 bit", "16 bit", "8 bit"],
            Caption: "Measured on one core, one sequence: tokens a second over those with 32-bit weights.",
            Where: new Dictionary<string, string> { ["part"] = "bits" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("7 billion x 2 B x 100 tokens/s", Formula, 1_400, 0.001, "GB/s", r => r.Value(UsedGBps, ("weight", "16 bit"))),
        new("of 2,000 GB/s", Formula, 0.7, 1e-9, "", r => r.Value(Mbu, ("variant", "of 2,000 GB/s"), ("weight", "16 bit"))),
        new("of 2,039 GB/s", Formula, 0.687, 0.0005, "", r => r.Value(Mbu, ("variant", "of 2,039 GB/s"), ("weight", "16 bit"))),
        new("reported, 16 bit", Fast, 0.685, 0.0005, "", r => r.Value(Mbu, ("part", "reported"), ("weight", "16 bit"))),
        new("reported, 8 bit", Fast, 0.524, 0.0005, "", r => r.Value(Mbu, ("part", "reported"), ("weight", "8 bit"))),
        new("reported, 4 bit", Fast, 0.423, 0.0005, "", r => r.Value(Mbu, ("part", "reported"), ("weight", "4 bit"))),
        new("by tokens, 64 sequences on eight A100", "curriculum E3: 7.6 times what there is", 7.56, 0.05, "", r => r.Value(Mbu, ("variant", TokenFormula), ("weight", Eight))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-mbu-700", "003, MBU", "A 7B model in 16 bits at 100 tokens a second uses 700 GB/s.", JudgeUsed),
        new("003-mbu-35", "003, MBU", "On an A100 with 2 TB/s that is a share of 35 %.", JudgeShare),
        new("003-fewer-bytes-mbu", "003, MBU; Key takeaways", "Fewer bytes per parameter, so quantization, raise the share of the bandwidth that is used.", JudgeBits),
        new("003-mbu-formula", "003, MBU", "Bandwidth used is parameters x bytes of one x tokens per second.", JudgeFormula),
        new("003-mbu-falls-with-users", "003, MBU in practice", "The share of the bandwidth falls as more users are served at once.", JudgeUsers),
        new("003-linear", "003, Relationship", "Tokens per second and both shares grow in proportion.", JudgeLinear),
        new("003-bound-table", "003, Compute-bound vs bandwidth-bound", "Bandwidth-bound work has a high share of the bandwidth and a low one of the arithmetic, compute-bound work the reverse.", JudgeTable),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("share of the bandwidth that the document's formula gives at its largest batch", Largest(results, Mbu, TokenFormula), "");

    private static Observation? Largest(ResultSet results, Metric metric, string variant) => results.Where(metric, ("part", "batch"), ("variant", variant)).MaxBy(o => o["batch"].Number);

    private static Observation? At(ResultSet results, Metric metric, string variant, double batch) => results.Single(metric, ("part", "batch"), ("variant", variant), ("batch", batch));

    private static Verdict JudgeUsed(ResultSet results)
    {
        var (two, one) = (results.Value(UsedGBps, ("weight", "16 bit")), results.Value(UsedGBps, ("weight", "8 bit")));
        return double.IsNaN(two + one) ? Verdict.NotRun
            : Math.Abs(two - 700) < 1 ? Verdict.Reproduced($"{two:0} GB/s")
            : Verdict.Contradicted($"7e9 x 2 B x 100 /s = {two:0} GB/s", $"{one:0} GB/s would be one byte a parameter, or 50 tokens a second");
    }

    private static Verdict JudgeShare(ResultSet results)
    {
        var (round, sheet) = (results.Value(Mbu, ("variant", "of 2,000 GB/s"), ("weight", "16 bit")), results.Value(Mbu, ("variant", "of 2,039 GB/s"), ("weight", "16 bit")));
        return double.IsNaN(round + sheet) ? Verdict.NotRun
            : Math.Abs(round - 0.35) < 0.005 ? Verdict.Reproduced($"{100 * round:0.0} %")
            : Verdict.Contradicted($"{100 * round:0.0} % of 2,000 GB/s, {100 * sheet:0.0} % of the data sheet's 2,039");
    }

    private static Verdict JudgeBits(ResultSet results)
    {
        var reported = results.Where(Mbu, ("part", "reported"), ("variant", "one A100, one sequence")).ToArray();
        if (reported.Length == 0 || results.Single(MbuChange) is not { } change || results.Single(TokenGain, ("part", "bits"), ("weight", "8 bit")) is not { } gain)
        {
            return Verdict.NotRun;
        }

        var figure = $"reported on an A100: {string.Join(", ", reported.Select(o => $"{o["weight"].Text} {100 * o.Value:0.0} %"))}; one core here, 8 bit over 32: share {Ratio(change)}, tokens a second {Ratio(gain)}";
        var falls = reported.Zip(reported.Skip(1)).All(p => p.Second.Value < p.First.Value);
        return falls && change.Low <= 1.05 ? Verdict.Contradicted(figure, "fewer bytes raise the tokens per second; at the same tokens per second the share falls with the bytes")
            : falls ? Verdict.Depends("the kernel: a larger format may leave bandwidth unused too", figure)
            : Verdict.Reproduced(figure);
    }

    private static Verdict JudgeFormula(ResultSet results)
    {
        if (Largest(results, Mbu, TokenFormula) is not { } tokens || Largest(results, Mbu, StepFormula) is not { } steps || At(results, Mbu, TokenFormula, 1) is not { } one)
        {
            return Verdict.NotRun;
        }

        var figure = $"batch 1: {one.Value:0.00} [{one.Low:0.00}, {one.High:0.00}]; batch {tokens["batch"].Number:0}: {tokens.Value:0.0} [{tokens.Low:0.0}, {tokens.High:0.0}] times the peak, where the steps read {steps.Value:0.00} of it";
        var eight = results.Value(Mbu, ("variant", TokenFormula), ("weight", Eight));
        figure += double.IsNaN(eight) ? "" : $"; eight A100 with 64 sequences: {eight:0.0} times the peak";
        return tokens.Low > 1 ? Verdict.Contradicted(figure, "beyond batch 1 a step reads the weights once for all its sequences, and keys and values besides")
            : tokens.High < 1 ? Verdict.Depends("the batch: it counts the weights once for each sequence", figure)
            : Verdict.NotTestableHere("the interval holds the peak itself in this run", figure);
    }

    private static Verdict JudgeUsers(ResultSet results)
    {
        if (At(results, Mbu, StepFormula, 1) is not { } one || Largest(results, Mbu, StepFormula) is not { } many)
        {
            return Verdict.NotRun;
        }

        var figure = $"one core: {Percent(one)} at batch 1, {Percent(many)} at batch {many["batch"].Number:0}";
        return many.High < one.Low ? Verdict.Reproduced(figure)
            : many.Low > one.High ? Verdict.Contradicted(figure)
            : Verdict.NotTestableHere("the intervals overlap in this run", figure);
    }

    private static Verdict JudgeLinear(ResultSet results)
    {
        if (results.Where(TokenGain, ("part", "batch")).MaxBy(o => o["batch"].Number) is not { } gain || At(results, Mbu, StepFormula, 1) is not { } one || Largest(results, Mbu, StepFormula) is not { } many)
        {
            return Verdict.NotRun;
        }

        var (low, high) = (many.Low / one.High, many.High / one.Low);
        var figure = $"batch {gain["batch"].Number:0} over batch 1: tokens a second {Ratio(gain)}, share of the bandwidth {many.Value / one.Value:0.00} x";
        return low <= 1.25 * gain.High && high >= 0.8 * gain.Low ? Verdict.Reproduced(figure)
            : Verdict.Depends("what changes: the share of the arithmetic is tokens a second times a constant; that of the bandwidth only at one batch, one context, one format", figure);
    }

    private static Verdict JudgeTable(ResultSet results)
    {
        var last = Largest(results, Mbu, StepFormula)?["batch"].Number ?? 0;
        if (At(results, Mbu, StepFormula, 1) is not { } mbuOne || At(results, Mfu, ArithmeticName, 1) is not { } mfuOne || At(results, Mbu, StepFormula, last) is not { } mbu || At(results, Mfu, ArithmeticName, last) is not { } mfu)
        {
            return Verdict.NotRun;
        }

        var figure = $"batch 1: bandwidth {Percent(mbuOne)}, arithmetic {Percent(mfuOne)}; batch {last:0}: bandwidth {Percent(mbu)}, arithmetic {Percent(mfu)}";
        return mbuOne.Low > mfuOne.High && mfu.Low > mbu.High ? Verdict.Reproduced(figure)
            : mbuOne.High < mfuOne.Low || mfu.High < mbu.Low ? Verdict.Contradicted(figure)
            : Verdict.NotTestableHere("the intervals overlap in this run", figure);
    }

    private static string Percent(Observation share) => $"{100 * share.Value:0.0} % [{100 * share.Low:0.0}, {100 * share.High:0.0}]";

    private static string Ratio(Observation ratio) => $"{ratio.Value:0.00} x [{ratio.Low:0.00}, {ratio.High:0.00}]";
}
