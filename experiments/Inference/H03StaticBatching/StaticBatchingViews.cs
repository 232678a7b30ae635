namespace HotRow.Lab;

/// <summary>What is made of H3's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class StaticBatching
{
    internal static readonly Metric Wait = new("batch-wait", "Mean wait for the batch", "s", false, "beginning of the batch - arrival");
    internal static readonly Metric MeanWait = new("mean-batch-wait", "Mean wait over the batch", "s", false, "beginning of the batch - arrival, over all positions");
    internal static readonly Metric SlotUse = new("slot-use", "Places that make a token", "%", true, "sum of answer lengths / (batch size x sum of each batch's longest answer)");

    internal const string SimulatedName = "simulated";
    internal const string Formula = "(B - j) / rate";

    // A batch is used to the full when hardly a place is padding.
    private const double Full = 90;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "The first of eight waits longest, the last not at all", "position", Wait, "variant", [], XLabel: "position in the batch of 8",
            Caption: "Modelled: Poisson arrivals, 10 a second, a server that is always free. Beside the simulation the closed form (B - j) / rate.",
            Where: new Dictionary<string, string> { ["part"] = "position" }),
        new(ChartKind.Line, "Under light traffic the first request waits for seconds", "per-second", Wait, "batch+variant", [], LogX: true, LogY: true, XLabel: "requests a second",
            Caption: "Modelled: mean wait of the first of each batch, batches of 8 and of 32.",
            Where: new Dictionary<string, string> { ["part"] = "rate" }),
        new(ChartKind.Line, "A full batch is half padding: short answers wait for the longest", "batch", SlotUse, "variant", [ReferenceLine.Horizontal("every place makes a token", 100)], LogX: true, XLabel: "batch size",
            Caption: "Counted on recorded answers in order of arrival (drawn ones: modelled). Places of a batch are computed until its longest answer ends.",
            Where: new Dictionary<string, string> { ["part"] = "slots" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("mean wait of the first of 8 at 10/s", "curriculum H3: (B - 1) / rate", 0.7, 0.007, "s", r => r.Value(Wait, ("part", "position"), ("position", 1), ("variant", SimulatedName))),
        new("mean wait over the batch", "curriculum H3: (B - 1) / (2 rate)", 0.35, 0.0035, "s", r => r.Value(MeanWait, ("part", "position"), ("variant", SimulatedName))),
        Slots(AnswerLengths.Azure, 8, 48.34),
        Slots(AnswerLengths.Azure, 16, 42.84),
        Slots(AnswerLengths.Azure, 32, 38.43),
        Slots(AnswerLengths.Azure, 64, 34.45),
        Slots(AnswerLengths.Mooncake, 8, 48.08),
        Slots(AnswerLengths.Mooncake, 16, 40.20),
        Slots(AnswerLengths.Mooncake, 32, 33.11),
        Slots(AnswerLengths.Mooncake, 64, 26.85),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-first-waits-longest", "003, Static Batching", "In a batch of 8 the request that came first waits longest, for seven more to come; under light traffic that is very long.", JudgeFirst),
        new("003-static-max-efficiency", "003, Static Batching", "A static batch uses the device as well as can be.", JudgeEfficiency),
    ];

    public Headline Headline(ResultSet results) =>
        AnswerLengths.Sources.Select(s => (Source: s, Use: SlotsOf(results, s, 32))).FirstOrDefault(s => s.Use is not null) is { Use: { } use, Source: var source }
            ? HotRow.Headline.From($"static batches of 32, answers {(source == AnswerLengths.AzureLike ? source : $"of {source}")}: places that make a token", use, "%")
            : HotRow.Headline.From("static batches of 32: places that make a token", null, "%");

    private static Observation? SlotsOf(ResultSet results, string source, int batch) => results.Single(SlotUse, ("part", "slots"), ("variant", source), ("batch", batch));

    private static CheckFigure Slots(string source, int batch, double expected) =>
        new($"{source}, batches of {batch}", "counted on the trace, batches in order of arrival", expected, 0.05, "%", r => SlotsOf(r, source, batch)?.Value ?? double.NaN);

    private static Verdict JudgeFirst(ResultSet results)
    {
        var waits = Enumerable.Range(1, BatchSize).Select(j => results.Single(Wait, ("part", "position"), ("position", j), ("variant", SimulatedName))).ToArray();
        var slow = results.Single(Wait, ("part", "rate"), ("batch", BatchSize), ("per-second", 0.5), ("variant", SimulatedName));
        if (Array.Exists(waits, w => w is null) || slow is null)
        {
            return Verdict.NotRun;
        }

        var figure = $"at {Rate:0}/s the first of {BatchSize} waits {waits[0]!.Value:0.000} s, the last {waits[^1]!.Value:0.000} s; at 0.5/s the first waits {slow.Value:0.0} s";
        return waits.Skip(1).All(w => w!.High < waits[0]!.Low) ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "another position waits as long");
    }

    private static Verdict JudgeEfficiency(ResultSet results)
    {
        var used = AnswerLengths.Sources.Select(s => (Source: s, Small: SlotsOf(results, s, 8), Large: SlotsOf(results, s, 32))).Where(u => u.Small is not null && u.Large is not null).ToArray();
        if (used.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "places that make a token, batches of 8 and 32: " + string.Join("; ", used.Select(u => $"{u.Source} {u.Small!.Value:0.0} % and {u.Large!.Value:0.0} %"));
        var values = used.SelectMany(u => new[] { u.Small!.Value, u.Large!.Value }).ToArray();
        return values.All(v => v >= Full) ? Verdict.Reproduced(figure)
            : values.All(v => v < Full) ? Verdict.Contradicted(figure, "answers differ in length, and a place is padding until the longest ends")
            : Verdict.Depends("how alike the answers of a batch are", figure);
    }
}
