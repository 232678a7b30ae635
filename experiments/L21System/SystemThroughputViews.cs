namespace HotRow.Lab;

/// <summary>What is made of L21's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class SystemThroughput
{
    internal static readonly Metric RequestsPerSecond = new("requests-per-second", "Requests", "1/s", true, "1 / median wall time of a request, one after the other on one thread");
    internal static readonly Metric Gain = new("gain", "Speed-up", "x", true, "median over rounds of time before / time after");
    internal static readonly Metric LookupShare = new("lookup-share", "Lookup's share of the request", "", null, "median over rounds of time of the lookup alone / time of the request, both before the cure");
    internal static readonly Metric LatencyMs = new("latency-ms", "Latency", "ms", false, "answer - intended start; requests come as a Poisson process");
    internal static readonly Metric ArrivalRate = new("arrival-rate", "Arrival rate", "1/s", null, "0.7 / mean service time of the reference");
    internal static readonly Metric Utilisation = new("utilisation", "Utilisation", "", false, "arrival rate x mean service time");

    internal const string FromFile = "every row from the file";
    internal const string PerToken = "per token from the file";
    internal const string Dedup = "dedup";
    internal const string Cached = "cache";
    internal const string Prefetched = "prefetch, next known";
    internal const string InMemory = "table in memory";
    internal const string KernelOnly = "kernel alone";
    private const string RowCopies = "row copies";
    private const string Gather = "prefetching gather";

    // A service gain below this is not felt.
    private const double Felt = 0.05;

    // A wider interval of a gain tells nothing about a few percent.
    private const double NarrowEnough = 0.2;

    private const string Tiers = "64 rows of 3 KiB a request, Zipf alpha 1 over 100,000 rows. Far: a file past the page cache. Near: memory. One thread.";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Speed-up of requests over the lookup's share, beside Amdahl's line", "lookup-share", Gain, "variant", [ReferenceLine.Horizontal("no gain", 1)], LogY: true, XLabel: "lookup's share of the request before the cure",
            Caption: $"Cache: LRU over 5 % of the rows, warm. Amdahl: the speed-up of the lookup alone and its share, both of the same run. {Tiers}",
            Where: new Dictionary<string, string> { ["part"] = "amdahl" }),
        new(ChartKind.Bar, "The same cure, in the lookup and in the request", "variant", Gain, "of", [ReferenceLine.Horizontal("no gain", 1)], LogY: true, XLabel: "instead of reading every row from the file at once",
            Caption: $"The request multiplies with 512 columns of weights. A prefetched lookup hides behind that product and has no time of its own. {Tiers}",
            Where: new Dictionary<string, string> { ["part"] = "cures" }),
        new(ChartKind.Bar, "p99 at the same arrivals, before and after", "variant", LatencyMs, "by", [], LogY: true, XLabel: "lookup",
            Caption: $"Poisson arrivals at 70 % of what reading every row from the file can serve; latency from the intended start. Measured in the quick run: the first two. Queue model: closed-loop service times in the same arrivals. {Tiers}",
            Where: new Dictionary<string, string> { ["part"] = "open-loop", ["quantile"] = "p99" }),
        new(ChartKind.Bar, "A faster kernel, and what is left of it in a request", "variant", Gain, "part", [ReferenceLine.Horizontal("no gain", 1)], XLabel: "where the gain is measured",
            Caption: "A gather that asks for later rows ahead of time over copies row by row; uniform rows of a table in memory (307 MB). Width: columns of weights that the request multiplies with.",
            Where: new Dictionary<string, string> { ["part"] = "kernel" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("sure speed-up of a large request by a faster gather kernel, interval below 0.2 wide", "curriculum L21: a 28 % faster kernel can be 0 % of a service", 1, 0.05, "x",
            r => r.Single(Gain, ("part", "kernel"), ("variant", KernelRequest(LargeRequest))) is { } gain && gain.High - gain.Low < NarrowEnough ? NearestToOne(gain) : double.NaN),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("001-system-throughput", "001, Expected Impact", "Faster lookups improve the throughput of the whole system.", JudgeThroughput),
        new("001-kernel-to-system", "curriculum L21", "A faster gather kernel makes the service around it faster; the curriculum says that it need not.", JudgeKernel),
    ];

    public Headline Headline(ResultSet results)
    {
        var gain = results.Single(Gain, ("part", "amdahl"), ("variant", $"{Cached}, measured"), ("width", StatedWidth));
        return HotRow.Headline.From($"requests per second by a cache{(gain is null ? "" : $", where the lookup is {gain["lookup-share"].Number:0 %} of the request")}", gain, "x");
    }

    private static string KernelRequest(int width) => $"request, width {width}";

    private static Verdict JudgeThroughput(ResultSet results)
    {
        var gains = results.Where(Gain, ("part", "amdahl"), ("variant", $"{Cached}, measured")).OrderBy(o => o["lookup-share"].Number).ToArray();
        if (gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "a cache before the file, requests per second by the lookup's share: " + string.Join(", ", gains.Select(o => $"{o["lookup-share"].Number:0 %} {Words(o)}")) + Latencies(results);
        var felt = gains.Count(o => o.Low > 1 + Felt);
        var unfelt = gains.Count(o => o.High < 1 + Felt);
        return felt == gains.Length ? Verdict.Reproduced(figure)
            : unfelt == gains.Length ? Verdict.Contradicted(figure, $"the service gains less than {Felt:0 %} at every share")
            : felt + unfelt == 0 ? Verdict.NotTestableHere($"too noisy: at no share does the interval tell whether the service gains {Felt:0 %}", figure)
            : Verdict.Depends($"the lookup's share of a request, the rest of which stays as slow as it was: of {gains.Length} shares the service surely gains more than {Felt:0 %} at {felt}, surely less at {unfelt}", figure);
    }

    private static string Latencies(ResultSet results)
    {
        Observation? Latency(string name) => results.Single(LatencyMs, ("part", "open-loop"), ("variant", name), ("quantile", "p99"), ("by", "measured"));
        return Latency(FromFile) is { } before && Latency(Cached) is { } after && results.Single(ArrivalRate, ("part", "open-loop")) is { } rate
            ? $"; p99 at {rate.Value:0} requests/s {Ms(before)} before, {Ms(after)} after"
            : "";
    }

    private static Verdict JudgeKernel(ResultSet results)
    {
        var kernel = results.Single(Gain, ("part", "kernel"), ("variant", KernelOnly));
        var services = results.Where(Gain, ("part", "kernel")).Where(o => o.Variant != KernelOnly).ToArray();
        if (kernel is null || services.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"kernel {Words(kernel)}; " + string.Join("; ", services.Select(o => $"request {Words(o)}{ShareAt(results, o)}"));
        var floor = results.Points.FirstOrDefault(p => p.Observations.Contains(kernel))?.NoiseFloor is { } noise && noise > 0 ? noise : 0;
        figure += $"; noise {floor:0.0 %}";
        if (kernel.Low <= 1 + floor)
        {
            return Verdict.NotTestableHere("too noisy: not even the kernel's own gain stands out of the noise", figure);
        }

        var felt = services.Count(o => new Interval(o.Value, o.Low, o.High).IsDifference(floor) && o.Value > 1);
        var unfelt = services.Count(o => o.High < 1 + Felt);
        return felt == services.Length ? Verdict.Reproduced(figure)
            : unfelt == services.Length ? Verdict.Contradicted(figure, $"no request gains {Felt:0 %}")
            : felt + unfelt == 0 ? Verdict.NotTestableHere($"too noisy: of no kind of request does the interval tell whether it gains {Felt:0 %}", figure)
            : Verdict.Depends($"the lookup's share: of {services.Length} kinds of request {felt} gain more than noise, {unfelt} surely less than {Felt:0 %}", figure);
    }

    // The least gain, or loss, that the interval leaves open.
    private static double NearestToOne(Observation gain) => Math.Clamp(1, gain.Low, gain.High);

    private static string ShareAt(ResultSet results, Observation gain) =>
        results.Single(LookupShare, ("part", "kernel"), ("width", gain["width"])) is { } share ? $" where the lookup is {share.Value:0 %}" : "";

    private static string Words(Observation o) => $"{o.Value:0.00} x [{o.Low:0.00}, {o.High:0.00}]";

    private static string Ms(Observation o) => double.IsNaN(o.Low + o.High) ? $"{o.Value:0.0#} ms" : $"{o.Value:0.0#} ms [{o.Low:0.0#}, {o.High:0.0#}]";
}
