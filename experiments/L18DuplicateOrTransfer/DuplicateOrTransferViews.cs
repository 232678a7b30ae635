namespace HotRow.Lab;

/// <summary>What is made of L18's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class DuplicateOrTransfer
{
    internal static readonly Metric BreakEvenUses = new("break-even-uses", "Uses after which a copy pays", "uses", false, "1 / (1 - near / far - updates per use)");
    internal static readonly Metric LargestUpdateRate = new("largest-update-rate", "Most updates per use that a copy stands", "", true, "1 - near / far");
    internal static readonly Metric TransfersLeft = new("transfers-left", "Accesses that still cross the link", "", false, "(1 - share of accesses to replicated rows) x (workers - 1) / workers");
    internal static readonly Metric TransfersDeviation = new("transfers-deviation", "Drawn - computed transfers left", "standard errors", null, "(share of the drawn accesses that cross, 1 % of the rows replicated - closed form) / standard error of the share");
    internal static readonly Metric ExtraGB = new("extra-gb", "Memory for the copies, all workers", "GB", false, "(workers - 1) x replicated rows x bytes of a row");
    internal static readonly Metric Gain = new("copy-gain", "Speed-up of a copy over moving", "x", true, "median over rounds of the time to move for every use / the time to move once and read the copy");

    private const string ReadCopies = "read the copies";
    // The document only asks what is traded for what.
    private const string TradeOff = "curriculum L18";

    // A copy that does not stand an update every second use is for rows that hardly change.
    private const double ManyUpdates = 0.5;

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Accesses that still cross the link, by the memory that copies take", "extra-memory", TransfersLeft, "variant", [], LogX: true,
            XLabel: "memory for copies / memory of the table", Caption: "Computed: 10 M rows of 768 fp32 numbers spread over 8 workers, the hottest rows copied to all of them; 0.07 is 1 % of the rows, 2.2 GB over the 30.7 GB of the table. At 7 every worker holds everything.",
            Where: new Dictionary<string, string> { ["part"] = "replicas" }),
        new(ChartKind.Line, "Uses after which a copy pays, by updates of the row per use", "updates", BreakEvenUses, "variant", [], LogY: true, XLabel: "updates of the row per use",
            Caption: "Closed form (modelled), fed with the times of this machine's file and memory and their intervals, and with modelled links before 4.8 TB/s of device memory. Where a line ends, no number of uses is surely enough."),
        new(ChartKind.Line, "Speed-up of a copy in memory over reading a file at every use", "uses", Gain, "variant", [ReferenceLine.Horizontal("no gain", 1)], LogX: true, LogY: true, XLabel: "uses of each row",
            Caption: "Far tier: a file past the page cache, rows of 3 KiB; near tier: DRAM. A copy is read from the file once, then used from memory.",
            Where: new Dictionary<string, string> { ["part"] = "measured" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("transfers left with 1 % of the rows copied, drawn - closed form, largest", "closed form; 5 standard errors", 0, MostDeviation, "standard errors", r => r.Where(TransfersDeviation).Select(o => Math.Abs(o.Value)).DefaultIfEmpty(double.NaN).Max()),
        new("uses before a copy pays, 16 GB/s before 4.8 TB/s, no updates", "closed form: 1 / (1 - 16 / 4,800)", 1.00334, 0.0001, "uses", r => r.Value(BreakEvenUses, ("variant", "16 GB/s"), ("updates", 0))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-duplication-for-latency", TradeOff, "Memory and transfer latency are traded for each other: copies near the user cost memory and save transfers; judged is that they pay from two uses on and stand an update every second use.", JudgeTradeOff),
        new("001-preload-hot-rows", "001, GPU-Aware Caching", "Copying the frequently used rows to the fast memory beforehand reduces repeated transfers.", JudgePreload),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From($"1 % of 10 M rows copied to {Workers} workers (7 % more memory, Zipf 1.0): accesses that still cross the link", results.Single(TransfersLeft, ("variant", "Zipf 1.0"), ("replicated", 0.01)), "");

    private static string Moved(int uses) => $"move for each of {uses}";

    private static string Kept(int uses) => $"copy, then {uses}";

    private static double Left(ResultSet results, double alpha, double share) =>
        results.Value(TransfersLeft, ("variant", FormattableString.Invariant($"Zipf {alpha:0.0}")), ("replicated", share));

    private static Verdict JudgeTradeOff(ResultSet results)
    {
        var rates = results.Where(LargestUpdateRate, ("part", "measured")).ToArray();
        var gains = results.Where(Gain, ("part", "measured")).Where(g => g.Kind == ValueKind.Measured && g["uses"].Number > 1).ToArray();
        if (rates.Length == 0 || gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        static string Places(IEnumerable<Observation> found) => string.Join(", ", found.Select(g => $"{g["uses"].Text} uses, {g.Variant}"));
        var figure = $"unchanged rows, speed over moving: {string.Join("; ", gains.Select(g => $"{g["uses"].Text} uses, {g.Variant} {g.Value:0.0#} x [{g.Low:0.0#}, {g.High:0.0#}]"))}; "
            + $"updates per use that a copy stands (closed form): {string.Join(", ", rates.Select(r => $"{r.Value:0.00} [{r.Low:0.00}, {r.High:0.00}]"))}";
        var (pay, lose) = (gains.Where(g => g.Low > 1).ToArray(), gains.Where(g => g.High < 1).ToArray());
        return lose.Length == gains.Length ? Verdict.Contradicted(figure, "the copies cost memory and save no time")
            : pay.Length == gains.Length && rates.All(r => r.Low >= ManyUpdates) ? Verdict.Reproduced(figure, "while a row is used more often than it is updated")
            : pay.Length == gains.Length && rates.Any(r => r.High < ManyUpdates) ? Verdict.Depends("updates: a row that changes every second time it is used costs memory and saves nothing", figure)
            : pay.Length > 0 && lose.Length > 0 ? Verdict.Depends($"the uses: a copy pays at {Places(pay)}; it loses at {Places(lose)}", figure)
            : Verdict.NotTestableHere("this run is too noisy: intervals lie on both sides of what is judged", figure);
    }

    private static Verdict JudgePreload(ResultSet results)
    {
        var left = Alphas.Select(a => (Alpha: a, Left: Left(results, a, 0.01))).ToArray();
        if (left.Any(l => double.IsNaN(l.Left)))
        {
            return Verdict.NotRun;
        }

        var none = (Workers - 1.0) / Workers;
        var figure = "1 % of the rows on every worker leaves " + string.Join(", ", left.Select(l => $"{l.Left / none:0 %} at alpha {l.Alpha:0.0}")) + " of the transfers";
        return left.All(l => l.Left < none / 2) ? Verdict.Reproduced(figure)
            : left.All(l => l.Left > 0.9 * none) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the skew", figure);
    }
}
