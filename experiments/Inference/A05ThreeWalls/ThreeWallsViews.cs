namespace HotRow.Lab;

/// <summary>What is made of A5's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ThreeWalls
{
    internal static readonly Metric Detector = new("detector", "Speed over that of the small set, or of one core", "x", null, "large set: time on the small set / time on the large one; another core: work of two threads / work of one in the same time; both medians over rounds");
    internal static readonly Metric OffloadMs = new("offload-ms", "Time to move it once", "ms", false, "bytes / 16 GB/s");
    internal static readonly Metric TokensAtRefusal = new("tokens-at-refusal", "Tokens of each sequence when a block is refused", "tokens", true, "blocks of 16 tokens in memory less weights, handed out in turn until none is left");
    internal static readonly Metric ToPrediction = new("to-prediction", "Measured over predicted", "x", null, "time of the step / (share in memory x time all in memory + share in the file x time all in the file)");
    internal static readonly Metric Slowdown = new("slowdown", "Time with all in the file over all in memory", "x", false, "median over rounds");
    internal static readonly Metric FileGBps = new("file-gbps", "Bandwidth of the file", "GB/s", true, "bytes / time with all in the file");

    /// <summary>The first detector.</summary>
    internal const string LargeSet = "a large working set";

    /// <summary>The second detector.</summary>
    internal const string AnotherCore = "a second core";

    internal const string Pbkdf2Name = "PBKDF2-SHA256";
    internal const string ScryptName = "scrypt";
    internal const string LightName = "memory-hard, light mix";
    internal const string ReadName = "read";

    // A rate that keeps so much of itself on a large working set has not met the memory.
    private const double Keeps = 0.9;

    // Measured within a third of the prediction follows from it.
    private const double Follows = 1.33;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "Two detectors: who notices the working set, and who gains from a core", "variant", Detector, "detector",
            [ReferenceLine.Horizontal("unchanged", 1), ReferenceLine.Horizontal("twice", 2)], XLabel: "work",
            Caption: "Limited by arithmetic: near 1 on a large working set, near 2 with a second core. Limited by bandwidth or latency: below 1 on a large working set. Working sets of 256 kB and beyond all caches; each thread has its own.",
            Where: new Dictionary<string, string> { ["part"] = "detectors" }),
        new(ChartKind.Line, "A step with some of its keys and values in a file", "spilled", Metrics.TimeMs, "variant", [], LogY: true, XLabel: "share of keys and values in the file",
            Caption: "Measured: a step that reads all keys and values, some from memory, the rest from a file past the page cache with 32 reads in flight. Modelled: each share over its own tier's bandwidth, from the ends of the same rounds.",
            Where: new Dictionary<string, string> { ["part"] = "spill" }),
        new(ChartKind.Bar, "Capacity refuses: tokens of each sequence before a block is missing", "sequences", TokensAtRefusal, "variant", [], LogY: true, XLabel: "sequences",
            Caption: "Counted: Llama 3.1 8B in 16 bits on 25.25 GB; blocks of 16 tokens beside the weights, handed out until one is refused. Nothing becomes slower before that.",
            Where: new Dictionary<string, string> { ["part"] = "capacity" }),
        new(ChartKind.Line, "Offload turns gigabytes into milliseconds", "gigabytes", OffloadMs, "variant", [], LogX: true, LogY: true, XLabel: "keys and values or weights moved in a step (GB)",
            Caption: "Computed: bytes over a link of 16 GB/s, once in a step.",
            Where: new Dictionary<string, string> { ["part"] = "offload" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("PBKDF2, two cores over one", "curriculum A5: 1.6 to 2.0", 1.8, 0.4, "x", r => r.Value(Detector, ("variant", Pbkdf2Name), ("detector", AnotherCore))),
        new("offload of 16 GB over 16 GB/s", "closed form", 1_000, 0.001, "ms", r => r.Value(OffloadMs, ("gigabytes", 16))),
        new("step with half in the file, measured over predicted", "bytes over both bandwidths", 1, 0.25, "x", r => r.Value(ToPrediction, ("spilled", 0.5))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-password-compute-bound", "003, Compute-bound", "Decrypting passwords is limited by arithmetic.", JudgePasswords),
        new("003-oom-becomes-bandwidth", "003, Terminology", "What does not fit in memory becomes, once it is offloaded, a matter of bandwidth.", JudgeOffload),
        new("003-memory-bound-two-meanings", "003, Terminology", "Memory-bound means two things: limited by bandwidth, and limited by capacity.", JudgeMeanings),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a memory-hard loop on a working set beyond the caches: speed", Of(results, LightName, LargeSet), "x");

    private static Observation? Of(ResultSet results, string work, string detector) => results.Single(Detector, ("variant", work), ("detector", detector));

    private static Verdict JudgePasswords(ResultSet results)
    {
        var works = new[] { Pbkdf2Name, ScryptName, LightName }.Select(w => (Name: w, Set: Of(results, w, LargeSet), Core: Of(results, w, AnotherCore))).ToArray();
        if (Array.Exists(works, w => w.Set is null || w.Core is null))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", works.Select(w => $"{w.Name}: {Ratio(w.Set!)} on a large working set, {Ratio(w.Core!)} with a second core"));
        var (keep, lose) = (works.Where(w => w.Set!.Low > Keeps).ToArray(), works.Where(w => w.Set!.High < Keeps).ToArray());
        return keep.Length == works.Length ? Verdict.Reproduced(figure)
            : lose.Length == works.Length ? Verdict.Contradicted(figure, "all of them wait for memory")
            : keep.Length > 0 && lose.Length > 0 ? Verdict.Depends($"the function: {Names(keep)} {(keep.Length == 1 ? "does" : "do")} not notice memory, {Names(lose)} {(lose.Length == 1 ? "does" : "do")}", figure)
            : Verdict.NotTestableHere("the intervals do not separate the functions in this run", figure);
        static string Names((string Name, Observation?, Observation?)[] of) => string.Join(" and ", of.Select(w => w.Name));
    }

    private static Verdict JudgeOffload(ResultSet results)
    {
        if (results.Single(Slowdown) is not { } slower || results.Single(ToPrediction, ("spilled", 0.5)) is not { } half)
        {
            return results.Value(OffloadMs, ("gigabytes", 16)) is var ms && double.IsFinite(ms)
                ? Verdict.NotTestableHere("no file can be read past the page cache here", $"computed only: 16 GB over {LinkGBps:0} GB/s take {ms:0} ms")
                : Verdict.NotRun;
        }

        var figure = $"all keys and values in a file: {Ratio(slower)} the time of memory; half of them: {Ratio(half)} of what both bandwidths predict";
        return slower.Low > 1 && half.High >= 1 / Follows && half.Low <= Follows ? Verdict.Reproduced(figure)
            : slower.High < 1 ? Verdict.Contradicted(figure)
            : Verdict.Depends("how the two tiers' reads overlap", figure);
    }

    private static Verdict JudgeMeanings(ResultSet results)
    {
        var (read, refused) = (Of(results, ReadName, LargeSet), results.Single(TokensAtRefusal, ("sequences", 16)));
        if (read is null || refused is null)
        {
            return Verdict.NotRun;
        }

        var figure = $"bandwidth: a read runs at {Ratio(read)} the speed on a large working set, and nothing is refused; capacity: 16 sequences are refused a block at {refused.Value:N0} tokens each, and nothing was slower before";
        return read.High < Keeps ? Verdict.Reproduced(figure)
            : read.Low > Keeps ? Verdict.Contradicted(figure, "this memory is as fast as the caches")
            : Verdict.NotTestableHere("the interval does not tell whether the working set matters in this run", figure);
    }

    private static string Ratio(Observation ratio) => $"{ratio.Value:0.00} x [{ratio.Low:0.00}, {ratio.High:0.00}]";
}
