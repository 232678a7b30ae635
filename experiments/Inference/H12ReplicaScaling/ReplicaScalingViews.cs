namespace HotRow.Lab;

/// <summary>What is made of H12's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class ReplicaScaling
{
    internal const string Large = "one 34B";
    internal const string Small = "three 13B";
    internal const string FirstFit = "first fit, largest first";
    internal const string Fewest = "fewest possible";
    internal const string Scaled = "by requests in a replica";

    internal static readonly Metric Wait = new("replica-wait", "Mean wait / mean service", "", false, "mean of (start - arrival) / mean service time");
    internal static readonly Metric SlowWait = new("replica-wait-p99", "p99 of the wait / mean service", "", false, "99th percentile (linear) of start - arrival / mean service time");
    internal static readonly Metric SlowTtft = new("replica-ttft-p99", "Time to first token, p99", "s", false, "99th percentile (linear) of the time to first token");
    internal static readonly Metric Kept = new("replica-kept", "Requests within 1 s to the first token and 100 ms a token", "%", true, "requests that keep both objectives / requests that arrived");
    internal static readonly Metric Paid = new("replica-paid", "Replicas paid for, mean", "", false, "time for which replicas were there, starts included / span");
    internal static readonly Metric Bytes = new("replica-weights", "Weights", "GB", false, "parameters x bits / 8");
    internal static readonly Metric FitsOn = new("replica-fits", "Weights fit on the device", "", true, "1 when the weights alone fit, without keys and values");
    internal static readonly Metric DevicesUsed = new("replica-devices", "Devices of 80 GB", "", false, "devices that hold all models");
    internal static readonly Metric Choices = new("replica-choices", "Assignments to look at", "", null, "devices ^ models, with as many devices as models");

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Waiting at the same load per server: who sends requests decides", "servers", Wait, "variant", [], LogX: true, LogY: true, XLabel: "servers",
            Caption: "Random arrivals and services at 0.8 of what each server can process. Solid: closed forms; dashed: simulated. A random split leaves every server as it was alone; one queue leaves no server idle while a request waits.",
            Where: new Dictionary<string, string> { ["part"] = "computed|queues" }),
        new(ChartKind.Line, "The slowest percent by what sends requests", "servers", SlowWait, "variant", [], LogX: true, LogY: true, XLabel: "servers", Caption: "The same simulated queues.",
            Where: new Dictionary<string, string> { ["part"] = "queues" }),
        new(ChartKind.Line, "Replicas of a language model: p99 of the first token", "replicas", SlowTtft, "variant", [], LogX: true, LogY: true, XLabel: "replicas",
            Caption: $"Each replica {SimulatedServer.Title}, continuous batching, 2 requests a second and replica with lengths like those of Azure's conversations.",
            Where: new Dictionary<string, string> { ["part"] = "replicas" }),
        new(ChartKind.Line, "A fleet that follows the load: what a start delay costs", "paid", Kept, "variant", [], XLabel: "replicas paid for, mean",
            Caption: "Modelled: the rate swings by 80 % within half an hour. Fixed: 2 to 6 replicas. By requests: a start takes 300, 120, 30 or 0 s. A batching server is busy whenever anything runs, so its busy share asks for replicas at any load.",
            Where: new Dictionary<string, string> { ["part"] = "autoscaling" }),
        new(ChartKind.Bar, "One 34B or three 13B on a device of 40 GB", "bits", Bytes, "variant", [ReferenceLine.Horizontal("40 GB", DeviceGB)], XLabel: "bits per weight",
            Caption: "Computed: weights alone, without room for keys and values.", Where: new Dictionary<string, string> { ["part"] = "packing" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Pooled(1, 4.000),
        Pooled(2, 1.778),
        Pooled(4, 0.7455),
        Pooled(8, 0.2860),
        new("simulated, one queue before 4 servers", "Erlang C", 0.7455, 0.04, "", r => r.Value(Wait, ("variant", OneQueue), ("servers", 4))),
        new("simulated, random split over 4 servers", "M/M/1", 4, 0.4, "", r => r.Value(Wait, ("variant", "random"), ("servers", 4))),
        new("34B in 16 bit", "curriculum H12", 68, 0, "GB", r => r.Value(Bytes, ("bits", 16), ("variant", Large))),
        new("three 13B in 16 bit", "curriculum H12", 78, 0, "GB", r => r.Value(Bytes, ("bits", 16), ("variant", Small))),
        new("three 13B in 8 bit", "curriculum H12", 39, 0, "GB", r => r.Value(Bytes, ("bits", 8), ("variant", Small))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-replicas-linear", "003, Replica Parallelism", "Replicas scale the throughput of requests linearly.", JudgeLinear),
        new("003-34b-or-3x13b", "003, Replica Parallelism", "A GPU of 40 GB holds either one 34B model or three replicas of a 13B model.", JudgeFit),
        new("003-grows-exponentially", "003, Replica Parallelism", "Assigning models to chips grows exponentially with models, replicas and kinds of hardware.", JudgeGrowth),
        new("003-autoscaling", "003, Introduction", "An inference service balances load and scales itself with it.", JudgeScaling),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("8 servers behind one queue at a load of 0.8: mean wait in service times (alone: 4)", WaitOf(results, OneQueue, 8), "");

    private static string Delay(double seconds) => $"start takes {seconds:0} s";

    private static Observation? WaitOf(ResultSet results, string variant, int servers) => results.Single(Wait, ("variant", variant), ("servers", servers));

    private static CheckFigure Pooled(int servers, double expected) =>
        new($"one queue before {servers} servers", "curriculum H12, Erlang C", expected, 0.0005, "", r => r.Value(Wait, ("variant", OneQueue + ", formula"), ("servers", servers)));

    private static Verdict JudgeLinear(ResultSet results)
    {
        string[] ways = [OneQueue, .. s_routers.Select(r => r.Name)];
        var waits = ways.Select(w => (Way: w, Alone: WaitOf(results, w, 1), Many: WaitOf(results, w, 8))).ToArray();
        if (Array.Exists(waits, w => w.Alone is null || w.Many is null))
        {
            return Verdict.NotRun;
        }

        var figure = $"eight times the load on 8 servers, mean wait alone {waits[0].Alone!.Value:0.00} service times, then " + string.Join(", ", waits.Select(w => $"{w.Way} {w.Many!.Value:0.00}"));
        var (better, worse) = (waits.Count(w => w.Many!.High < w.Alone!.Low), waits.Count(w => w.Many!.Low > w.Alone!.High));
        return better + worse == 0 ? Verdict.Reproduced(figure)
            : better == 0 ? Verdict.Contradicted(figure, "the same load per server waits longer")
            : Verdict.Depends("what sends requests: a random split is linear, one queue or a look at the queues is better than linear", figure);
    }

    private static Verdict JudgeFit(ResultSet results)
    {
        bool? Fits(int bits, string what) => results.Single(FitsOn, ("bits", bits), ("variant", what)) is { } fits ? fits.Value == 1 : null;
        if (Fits(16, Large) is not { } large || Fits(16, Small) is not { } small)
        {
            return Verdict.NotRun;
        }

        double GB(int bits, string what) => results.Value(Bytes, ("bits", bits), ("variant", what));
        var figure = $"in 16 bit {GB(16, Large):0} and {GB(16, Small):0} GB, in 8 bit {GB(8, Large):0} and {GB(8, Small):0} GB, of {DeviceGB:0} GB";
        return large && small ? Verdict.Reproduced(figure)
            : large || small ? Verdict.Depends("which of the two", figure)
            : Verdict.Contradicted(figure, "neither fits in 16 bit; in 8 bit 6 and 1 GB are left for keys and values");
    }

    private static Verdict JudgeGrowth(ResultSet results)
    {
        var packed = results.Where(DevicesUsed, ("variant", FirstFit)).Select(o => (Models: o["models"].Number, Used: o.Value)).ToArray();
        if (packed.Length == 0)
        {
            return Verdict.NotRun;
        }

        var (models, used) = packed.MaxBy(p => p.Models);
        var fewest = results.Value(DevicesUsed, ("variant", Fewest), ("models", models));
        var figure = $"{models:0} models: {results.Value(Choices, ("models", models)):0.0e+0} assignments, first fit takes {used:0} devices of 80 GB, the fewest possible are {fewest:0}";
        return double.IsNaN(fewest) ? Verdict.NotRun
            : used > (11 * fewest / 9) + 1 ? Verdict.Contradicted(figure, "first fit, largest first, takes more than it may: at most 11/9 of the fewest and one")
            : results.Value(Choices, ("models", models)) <= Math.Pow(2, models - 1) ? Verdict.Contradicted(figure, "the assignments do not grow that fast")
            : Verdict.Depends("who looks for the best: the assignments grow even faster than exponentially, first fit takes n log n steps and at most 11/9 of the fewest devices and one", figure);
    }

    private static Verdict JudgeScaling(ResultSet results)
    {
        double At(Metric metric, string way, string fleet) => results.Value(metric, ("variant", way), ("fleet", fleet));
        var (quick, slow) = (At(Kept, Scaled, Delay(0)), At(Kept, Scaled, Delay(300)));
        if (double.IsNaN(quick + slow))
        {
            return Verdict.NotRun;
        }

        const string Peak = "6 replicas";
        var figure = $"within the objectives: {quick:0.0} % when a replica starts at once, {slow:0.0} % when it takes 300 s ({At(Paid, Scaled, Delay(0)):0.0} and {At(Paid, Scaled, Delay(300)):0.0} replicas paid for); "
            + $"6 replicas all the time {At(Kept, "fixed number", Peak):0.0} %";
        return quick < 90 ? Verdict.Contradicted(figure) : slow >= quick - 1 ? Verdict.Reproduced(figure) : Verdict.Depends("how long a start takes beside how fast the load moves", figure);
    }
}
