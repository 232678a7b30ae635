using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H7: prompts and answers on different devices.</summary>
    public static readonly IExperiment Disaggregation = Add(new Disaggregation());
}

/// <summary>H7: what it costs to carry keys and values from the device of the prompt to that of the answer, what it brings, and how many devices of each kind are best.</summary>
/// <remarks>Six modelled devices either serve whole requests or are split in two pools, for fixed and for Azure-like lengths. The figure is the largest arrival
/// rate at which nine of ten requests have their first token within 1 s and then a token every 50 ms, found by bisection: what DistServe calls goodput.
/// <para><i>Deviation:</i> DistServe may give the two pools different parallelism and places a transfer's ends side by side; here all devices are alike and each
/// prefill device has a link of its own.</para></remarks>
internal sealed partial class Disaggregation : IExperiment
{
    /// <summary>Devices of a fleet.</summary>
    internal const int Devices = 6;

    /// <summary>The document's example of a transfer. <i>Units:</i> tokens.</summary>
    internal const int TransferTokens = 2_048;

    /// <summary>A step of a 70B model in 16 bit on four A100. <i>Units:</i> ms.</summary>
    internal const double StepOf70BMs = 44.5;

    internal const string Mixed = "mixed, chunks of 2,048";
    internal const string MixedFine = "mixed, chunks of 512";
    internal const string MixedWhole = "mixed, whole prompts";

    private const double Attained = 0.9;

    // The search ends at this fraction of the bound: a fleet that does not reach it is shown at it.
    private const double Bracket = 16;
    private const double DefaultGBps = 12.5;
    private const int LinkedPrefill = 4;

    private static readonly ServiceObjectives s_objectives = ServiceObjectives.OfMs(ttft: 1_000, tpot: 50);

    private static readonly (string Name, double GBps)[] s_links = [("300 GB/s, in one machine", 300), ("400 Gb/s", 50), ("100 Gb/s", 12.5), ("25 Gb/s", 3.125)];
    private static readonly int[] s_tokens = [128, 512, 2_048, 8_192, 32_768];
    private static readonly double[] s_linkSweep = [0.125, 0.3, 0.625, 1.25, 3.125, 12.5, 50];

    private static readonly Load[] s_loads =
    [
        new("3,000 in, 100 out", true, new FixedLengths(3_000, 100)),
        new("3,000 in, 500 out", true, new FixedLengths(3_000, 500)),
        new("200 in, 100 out", false, new FixedLengths(200, 100)),
        new("200 in, 400 out", false, new FixedLengths(200, 400)),
        new("like Azure", null, new AzureLikeLengths()),
    ];

    private static readonly (string Name, Func<ServingOptions> Options)[] s_mixed =
    [
        (Mixed, static () => SimulatedServer.Options(Schedulers.ContinuousBatch)),
        (MixedFine, static () => SimulatedServer.Options(Schedulers.ContinuousBatch, new(TokenBudget: 512))),
        (MixedWhole, static () => SimulatedServer.Options(Schedulers.WholePrefill)),
    ];

    public string Id => "h07-disaggregation";

    public string Title => "Prompts and answers apart";

    public string Question => "Does it pay to compute prompts and answers on different devices, and in which ratio?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "transfer" } }, Transfers, 0);
        context.Point(new() { { "part", "interference" } }, point => Interference(point, context));
        foreach (var load in s_loads)
        {
            context.Point(new() { { "part", "ratio" }, { "lengths", load.Name } }, point => Ratios(point, context, load), 3);
        }

        context.Point(new() { { "part", "link" }, { "lengths", s_loads[0].Name } }, point => Links(point, context), 2);
    }

    /// <summary>A split as charts name it: prefill devices first.</summary>
    internal static string Split(int prefill) => $"{prefill}:{Devices - prefill}";

    private static void Transfers(Point point)
    {
        var perToken = ModelShapes.Llama31With70B.KvBytesPerToken;
        point.Value(TransferBytes, TransferTokens * perToken, "", ValueKind.Computed);
        foreach (var (name, gbps) in s_links)
        {
            foreach (var tokens in s_tokens)
            {
                var ms = new KvLink(gbps).Occupied(tokens * perToken).Ms;
                point.Value(TransferMs, ms, name, ValueKind.Computed, at: new() { { "tokens", tokens } });
                point.Value(TransferSteps, ms / StepOf70BMs, name, ValueKind.Computed, at: new() { { "tokens", tokens } });
            }
        }
    }

    private static void Interference(Point point, RunContext context)
    {
        const double PerSecond = 6;
        var requests = SimulatedServer.AzureLike(PerSecond, context.ByScale(200, 4_000, 20_000), point.Seed).ToArray();
        foreach (var (name, options) in s_mixed.Select(m => (m.Name, m.Options() with { Replicas = Devices })).Append((Split(2), Splitting(2, DefaultGBps))))
        {
            var run = SimulatedServer.Run(options, requests);
            var at = new Parameters() { { "fleet", name } };
            point.Value(GapP99, 1e3 * run.Gaps.QuantileSeconds(0.99), name, ValueKind.Modelled, at: at);
            point.Value(GapMost, run.Gaps.GreatestNs / 1e6, name, ValueKind.Modelled, at: at);
            point.Value(TtftP90, SimulatedServer.Quantiles(run, o => o.Ttft.Ms, 0.9)[0], name, ValueKind.Modelled, at: at);
        }

        point.Note = $"{requests.Length:N0} requests, {PerSecond:0} a second like Azure's, {Devices} devices; {SimulatedServer.Title}";
    }

    private static void Ratios(Point point, RunContext context, Load load)
    {
        foreach (var (name, options) in s_mixed)
        {
            point.Value(MostRate, Most(point, context, load, options() with { Replicas = Devices }), "mixed", ValueKind.Modelled, at: new() { { "fleet", name } });
        }

        for (var prefill = 1; prefill < Devices; prefill++)
        {
            point.Value(MostRate, Most(point, context, load, Splitting(prefill, DefaultGBps)), "split", ValueKind.Modelled, at: new() { { "fleet", Split(prefill) } });
        }

        point.Note = $"{Devices} devices, links of {DefaultGBps:0.#} GB/s; {SimulatedServer.Title}";
    }

    private static void Links(Point point, RunContext context)
    {
        foreach (var gbps in s_linkSweep)
        {
            point.Value(MostRate, Most(point, context, s_loads[0], Splitting(LinkedPrefill, gbps)), Split(LinkedPrefill), ValueKind.Modelled, at: new() { { "gbps", gbps } });
        }
    }

    private static ServingOptions Splitting(int prefill, double gbps) => SimulatedServer.Options(Schedulers.Disaggregated) with
    {
        Split = new(prefill, Devices - prefill, new(gbps), ModelShapes.Llama31With8B.KvBytesPerToken),
        Router = RequestRouters.JoinShortestQueue,
    };

    // The largest rate that keeps the objectives for the second half of the requests: an overloaded fleet needs a while until it shows. The same requests come faster or
    // slower, so the answer hardly depends on the draw.
    private static double Most(Point point, RunContext context, Load load, ServingOptions options)
    {
        var balanced = options with { Router = RequestRouters.JoinShortestQueue };
        var high = Devices / LeastSeconds(load);
        var low = high / Bracket;
        for (var halvings = context.ByScale(3, 6, 8); halvings > 0; halvings--)
        {
            var rate = Math.Sqrt(low * high);
            var count = Math.Max(context.ByScale(60, 800, 6_000), (int)(rate * context.ByScale(1, 20, 60)));
            var outcomes = SimulatedServer.Run(balanced, new PoissonArrivals(new(rate, count, load.Lengths)).Requests(point.Seed)).Outcomes;
            if (ServingMetrics.AttainmentOf([.. outcomes.Skip(count / 2)], s_objectives) >= Attained)
            {
                low = rate;
            }
            else
            {
                high = rate;
            }
        }

        return low;
    }

    // What a request takes of a device at least: its prompt, its keys and values in each step, and a share of the weights' reading in the fullest of batches. No fleet
    // is faster, so this is where the search begins.
    private static double LeastSeconds(Load load)
    {
        const int Draws = 1_000;
        const double FullestBatch = 256;
        var (random, steps, sum) = (new Xoshiro256(1), SimulatedServer.Steps, 0.0);
        for (var i = 0; i < Draws; i++)
        {
            var (input, output) = load.Lengths.Next(random);
            sum += (steps.PromptUs * input) + (output * ((steps.SequenceUs + (steps.ContextNs * (input + (output / 2.0)) / 1e3)) + (steps.BaseMs * 1e3 / FullestBatch)));
        }

        return sum / Draws / 1e6;
    }

    private sealed record Load(string Name, bool? IsLong, ILengthSource Lengths);
}
