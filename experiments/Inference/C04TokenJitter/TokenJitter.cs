using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C4: jitter of tokens.</summary>
    public static readonly IExperiment TokenJitter = Add(new TokenJitter());
}

/// <summary>C4: the gaps between a user's tokens when a long prompt lands on the same device, whole, in chunks, or on another device; and what is seen when several tokens come in one piece.</summary>
/// <remarks>Sixteen answers run, and every two seconds a prompt of 2,048 tokens comes. Then the same schedulers under random arrivals. Disaggregated means a second
/// device for prompts, so twice the hardware.</remarks>
internal sealed partial class TokenJitter : IExperiment
{
    /// <summary>The long prompt. <i>Units:</i> tokens.</summary>
    internal const int LongPrompt = 2_048;

    internal const string Whole = "whole prompts";
    internal const string Chunk2048 = "chunks of 2,048";
    internal const string Chunk512 = "chunks of 512";
    internal const string Chunk128 = "chunks of 128";
    internal const string Apart = "on a second device";

    /// <summary>The profile of measured layers.</summary>
    internal const string Tables = "llmservingsim/profile_RTX4090_Llama-3.1-8B/tp1";

    private const int Users = 16;
    private const int PromptEverySeconds = 2;
    private const double LoadPerSecond = 1.4;

    private static readonly double[] s_shares = [0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 1];
    private static readonly int[] s_bundles = [1, 2, 4, 8];
    private static readonly int[] s_answers = [10, 20, 50, 100, 200, 500, 1_000];

    private static readonly (string Name, Func<ServingOptions> Options)[] s_schedulers =
    [
        (Whole, static () => SimulatedServer.Options(Schedulers.WholePrefill)),
        (Chunk2048, static () => SimulatedServer.Options(Schedulers.ContinuousBatch)),
        (Chunk512, static () => SimulatedServer.Options(Schedulers.ContinuousBatch, new(TokenBudget: 512))),
        (Chunk128, static () => SimulatedServer.Options(Schedulers.ContinuousBatch, new(TokenBudget: 128))),
        (Apart, static () => SimulatedServer.Options(Schedulers.Disaggregated) with { Split = new(1, 1, new(12.5), ModelShapes.Llama31With8B.KvBytesPerToken) }),
    ];

    public string Id => "c04-jitter";

    public string Title => "Jitter between tokens";

    public string Question => "What does a user who reads an answer see when somebody else's long prompt arrives?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "stall" } }, point => Simulate(point, "stall", Landing(context.ByScale(4, 16, 16))));
        context.Point(new() { { "part", "load" }, { "rate", LoadPerSecond } }, point => Simulate(point, "load", [.. SimulatedServer.AzureLike(LoadPerSecond, context.ByScale(100, 2_000, 10_000), point.Seed)]));
        context.Point(new() { { "part", "step" } }, Line, 0);
        context.Point(new() { { "part", "step" }, { "tables", "measured layers" } }, FromTables, 0.1);
        context.Point(new() { { "part", "bundles" } }, Bundles, 0);
    }

    // The users come one after the other before the first long prompt; their answers outlast the last one, and all fit into memory. The long prompts are summarized
    // in one token.
    private static ServingRequest[] Landing(int prompts)
    {
        const int TokensPerSecond = 40;
        var answer = ((prompts * PromptEverySeconds) + 4) * TokensPerSecond;
        var users = Enumerable.Range(0, Users).Select(i => (At: i * 100L, Input: 500, Output: answer));
        var landing = Enumerable.Range(1, prompts).Select(i => (At: i * PromptEverySeconds * 1000L, Input: LongPrompt, Output: 1));
        return [.. users.Concat(landing).Select((r, id) => new ServingRequest(id, SimTime.FromMs(r.At), r.Input, r.Output))];
    }

    private static void Simulate(Point point, string part, ServingRequest[] requests)
    {
        foreach (var (name, options) in s_schedulers)
        {
            var run = SimulatedServer.Run(options(), requests);
            foreach (var share in s_shares)
            {
                point.Value(Gap, 1e3 * run.Gaps.QuantileSeconds(share), name, ValueKind.Modelled, at: new() { { "share", 100 * share } });
            }

            point.Value(Longest, run.Gaps.GreatestNs / 1e6, name, ValueKind.Modelled);
            point.Value(Pooled, 1e3 * run.Gaps.MeanSeconds, name, ValueKind.Modelled);
            point.Value(MeanTpot, 1e3 * run.Outcomes.Where(o => o.OutputTokens > 1).Average(o => o.TpotSeconds), name, ValueKind.Modelled);
            var prompts = run.Outcomes.Where(o => part == "load" || o.InputTokens == LongPrompt).Select(o => o.Ttft.Ms).Order().ToArray();
            point.Value(Ttft, PercentileDefinitions.Linear.Quantile(prompts, 0.5), name, ValueKind.Modelled);
        }

        point.Note = $"{requests.Length:N0} requests; {SimulatedServer.Title}; pooled gaps count long answers more, a mean of TPOT every request once";
    }

    private static void Line(Point point) => point.Value(Stall, StallMs(SimulatedServer.Steps), "line", ValueKind.Modelled);

    private static void FromTables(Point point)
    {
        if (RealData.Open(point, $"{Tables}/attention.csv") is { } path)
        {
            point.Value(Stall, StallMs(LayerTables.Read(Path.GetDirectoryName(path)!, ModelShapes.Llama31With8B.Layers, ValidRange.None)), "measured layers", ValueKind.Modelled);
        }
    }

    private static double StallMs(ILatencyModel steps)
    {
        ReadOnlySpan<PrefillChunk> prompt = [new(LongPrompt, 0)];
        return steps.StepNs(new StepShape(prompt, 0, 0)) / 1e6;
    }

    // The first piece holds as many tokens as every other, so (N - k) tokens come after it, and N - 1 is what the time is divided by.
    private static void Bundles(Point point)
    {
        foreach (var bundle in s_bundles)
        {
            foreach (var answer in s_answers)
            {
                if (answer > bundle)
                {
                    point.Value(Inflation, 100 * (((answer - 1.0) / (answer - bundle)) - 1), $"{bundle} token{(bundle == 1 ? "" : "s")} a piece", ValueKind.Computed, at: new() { { "answer", answer } });
                }
            }
        }
    }
}
