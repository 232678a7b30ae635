namespace HotRow.Lab;

/// <summary>What is made of E1's points: charts, check row, verdict.</summary>
internal sealed partial class BusyIsNotUseful
{
    internal const string Example = "100 operations a second, 1 used";
    internal const string Fma = "multiply-adds on registers";
    internal const string Stream = "streamed read";
    internal const string Product = "matrix product";
    internal const string Chase = "pointer chase";
    internal const string Denormal = "chain of denormal numbers";
    internal const string Normal = "chain of normal numbers";
    internal const string Spin = "waiting in a spin";

    internal static readonly Metric BusyShare = new("busy-share", "Busy", "%", null, "processor time of the process / wall time, 100 at most");
    internal static readonly Metric ArithmeticShare = new("arithmetic-share", "Share of the arithmetic peak", "%", true, "operations / time / rate of multiply-adds on registers, same run");
    internal static readonly Metric BandwidthShare = new("bandwidth-share", "Share of the read bandwidth", "%", true, "bytes needed / time / bandwidth of the streamed read, same run");

    private static readonly string[] s_order = [Fma, Product, Stream, Chase, Normal, Denormal, Spin];
    private static readonly string[] s_wasteful = [Chase, Denormal, Spin];
    private static readonly Dictionary<string, string> s_kernels = new() { ["part"] = "kernels" };

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        Chart("Busy, says the system, whatever the work", BusyShare, "Processor time of this process over wall time: what a utilization display shows."),
        Chart("Share of the arithmetic peak that the same work reaches", ArithmeticShare, "Operations that the result needs, over the peak of the same run, one thread."),
        Chart("Share of the read bandwidth that the same work reaches", BandwidthShare, "Bytes that the result needs, over the streamed read of the same run, one thread. A pointer chase needs four bytes for every line it fetches, and waits for each."),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("one operation of a hundred, all the time: share used", "document 003, GPU utilization", 1, 0, "%", r => r.Value(ArithmeticShare, ("variant", Example))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-busy-1-percent", "003, GPU utilization", "A machine can be reported 100 % utilized while it does 1 % of what it could.", Judge),
    ];

    public Headline Headline(ResultSet results) =>
        HotRow.Headline.From("a pointer chase keeps a thread busy and uses of its arithmetic and bandwidth at most", Most(results, Chase), "%");

    private static ChartSpec Chart(string title, Metric metric, string caption) =>
        new(ChartKind.Bar, title, "variant", metric, "part", [ReferenceLine.Horizontal("100 %", 100)], XLabel: "work", Caption: caption, Where: s_kernels, XOrder: s_order);

    // The better used of arithmetic and bandwidth.
    private static Observation? Most(ResultSet results, string work) =>
        new[] { ArithmeticShare, BandwidthShare }.Select(m => results.Single(m, ("variant", work))).OfType<Observation>().MaxBy(o => o.Value);

    private static Verdict Judge(ResultSet results)
    {
        var found = s_wasteful.Select(w => (Work: w, Busy: results.Single(BusyShare, ("variant", w)), Used: Most(results, w))).ToArray();
        if (found.Any(f => f.Busy is null || f.Used is null))
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", found.Select(f => $"{f.Work}: {f.Busy!.Value:0} % busy, {f.Used!.Value:0.##} % of arithmetic or bandwidth used"));
        var idle = found.Where(f => f.Busy!.Value < 80).ToArray();
        return idle.Length > 0 ? Verdict.NotTestableHere($"the machine did not give this process a whole thread: {idle[0].Busy!.Value:0} % busy", figure)
            : found.Any(f => f.Used!.High <= 1.5) ? Verdict.Reproduced(figure)
            : Verdict.Depends("the work: none of these wasted as much", figure);
    }
}
