using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>G0: figures on model optimization that are arithmetic.</summary>
    public static readonly IExperiment StatedFigures = Add(new StatedFigures());
}

/// <summary>G0: the figures on attention, caches and faster decoding that a sheet of paper can check, and the places where the document contradicts itself.</summary>
/// <remarks>Quality needs a trained model and is left to the transformer; here stand sizes, ratios and ranges. What attention loses when its keys and values are rounded is
/// computed on random vectors: that it is not zero is all that is taken from it.
/// <para><i>Source:</i> document 003, model optimization; sizes of Llama 2 from its configuration; PaLM's heads from Pope et al., "Efficiently Scaling Transformer Inference",
/// 2022; rates of gpt-fast from its README (reported, not measured here).</para></remarks>
internal sealed partial class StatedFigures : IExperiment
{
    /// <summary>Reported rates of Llama 2 7B on one A100, batch 1, in bf16, int8 and int4. <i>Units:</i> tokens/s.</summary>
    internal static readonly (string Name, double TokensPerSecond)[] Ladder = [("bf16", 104.9), ("int8", 155.6), ("int4", 196.8)];

    /// <summary>Window of the counted example. <i>Units:</i> tokens.</summary>
    internal const int Window = 1_024;

    private static readonly int[] s_drafts = [1, 2, 4, 8];
    private static readonly double[] s_acceptances = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.745, 0.8, 0.851, 0.9, 1];
    private static readonly int[] s_windows = [256, 512, Window, 2_048, 4_096, 8_192];
    private static readonly (string Name, string File)[] s_traces = [("azure-conv", "AzureLLMInferenceTrace_conv.csv"), ("mooncake", "mooncake_conversation_trace.jsonl")];

    public string Id => "g00-stated";

    public string Title => "Stated figures";

    public string Question => "Which figures on attention, caches and faster decoding survive a recalculation?";

    public double Weight => 0.3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "cache size" } }, CacheSizes, 0);
        context.Point(new() { { "part", "heads" } }, Heads, 0);
        context.Point(new() { { "part", "speculation" } }, Speculation, 0);
        context.Point(new() { { "part", "ladder" } }, StackedGains, 0);
        context.Point(new() { { "part", "rounded" } }, RoundedCache, 0);
        context.Point(new() { { "part", "growth" } }, Growth, 0);
        context.Point(new() { { "part", "window" }, { "lengths", SameLength } }, point => WindowOf(point, [10_000, 10_000, 10_000]), 0);
        context.Point(new() { { "part", "window" }, { "lengths", MixedLengths } }, point => WindowOf(point, [500, 4_500, 25_000]), 0);
        foreach (var (name, file) in s_traces)
        {
            context.Point(new() { { "part", "window" }, { "lengths", name } }, point => WindowOfTrace(point, file), 0);
        }
    }

    /// <summary>Tokens that one round of speculation yields on average: (1 - a^(K+1)) / (1 - a), K drafted tokens each accepted with probability a.</summary>
    /// <remarks><i>Source:</i> Y. Leviathan et al., "Fast Inference from Transformers via Speculative Decoding", 2023, equation 1.</remarks>
    internal static double TokensPerRound(double acceptance, int drafted) => acceptance >= 1 ? drafted + 1 : (1 - Math.Pow(acceptance, drafted + 1)) / (1 - acceptance);

    /// <summary>Speed-up of a round that costs K draft steps and one target step.</summary>
    /// <param name="acceptance">Share a of drafted tokens that is accepted.</param>
    /// <param name="drafted">K.</param>
    /// <param name="cost">Time of a draft step in units of a target step.</param>
    internal static double SpeedUp(double acceptance, int drafted, double cost) => TokensPerRound(acceptance, drafted) / ((drafted * cost) + 1);

    /// <summary>The acceptance at which K drafted tokens give that speed-up.</summary>
    internal static double AcceptanceFor(double speedUp, int drafted, double cost)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = SpeedUp(middle, drafted, cost) < speedUp ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static void CacheSizes(Point point)
    {
        var shape = ModelShapes.Llama2With13B;
        point.Value(CacheGB, KvSize.BytesByHidden(32, 2_048, 40, 5_120, 2) / 1e9, Llama13B, ValueKind.Computed);
        point.Value(CacheGB, KvSize.Bytes(shape, 32, 2_048) / 1e9, Llama13BByHeads, ValueKind.Computed);
        point.Value(CacheToWeights, KvSize.Bytes(shape, 32, 2_048) / shape.WeightBytes, Llama13B, ValueKind.Computed);
        foreach (var (name, heads, width) in s_palm)
        {
            point.Value(CacheGB, KvSize.Bytes(512, 2_048, 118, heads, width, 2) / 1e9, name, ValueKind.Computed);
        }

        point.Value(LayerFactor, KvSize.Bytes(1, 1, 3, 1, 128, 2) / KvSize.Bytes(1, 1, 1, 1, 128, 2), "", ValueKind.Computed);
        foreach (var (bits, group) in s_stored)
        {
            point.Value(NetFactor, KvSize.NetReduction(bits, group, 16), StoredName(bits, group), ValueKind.Computed);
        }

        point.Value(Bits, Math.Log2(256) / 16, SharedCode, ValueKind.Computed);
        point.Value(Bits, 8, "INT8", ValueKind.Computed);
        point.Value(Bits, 8, "FP8", ValueKind.Computed);
    }

    private static void Heads(Point point)
    {
        foreach (var shape in ModelShapes.All.Where(m => m.Name.Contains("llama", StringComparison.Ordinal)))
        {
            point.Value(QueriesPerKv, shape.Heads / (double)shape.KvHeads, shape.Name, ValueKind.Computed);
        }
    }

    private static void Speculation(Point point)
    {
        foreach (var drafted in s_drafts)
        {
            foreach (var acceptance in s_acceptances)
            {
                var at = new Parameters { { "acceptance", acceptance } };
                point.Value(RoundTokens, TokensPerRound(acceptance, drafted), $"K = {drafted}", ValueKind.Computed, at: at);
                point.Value(AcceptedShare, (TokensPerRound(acceptance, drafted) - 1) / drafted, $"K = {drafted}", ValueKind.Computed, at: at);
                point.Value(RoundSpeedUp, SpeedUp(acceptance, drafted, DraftMs / TargetMs), $"K = {drafted}", ValueKind.Computed, at: at);
            }
        }

        point.Value(StatedGain, 2, InText, ValueKind.Computed, 2);
        point.Value(StatedGain, 1.75, InTable, ValueKind.Computed, 1.5, 2);
        point.Value(DraftCost, DraftMs / TargetMs, "", ValueKind.Computed);
        point.Value(NeededAcceptance, AcceptanceFor(2, 4, DraftMs / TargetMs), "K = 4", ValueKind.Computed);
    }

    private static void StackedGains(Point point)
    {
        point.Note = "rates as gpt-fast's README reports them; not measured here";
        foreach (var (name, rate) in Ladder)
        {
            point.Value(LadderGain, rate / Ladder[0].TokensPerSecond, name, ValueKind.Computed);
        }

        point.Value(LadderGain, Ladder[1].TokensPerSecond * Ladder[2].TokensPerSecond / Math.Pow(Ladder[0].TokensPerSecond, 2), Multiplied, ValueKind.Computed);
    }

    private static void RoundedCache(Point point)
    {
        foreach (var (bits, group) in s_stored)
        {
            point.Value(AttentionError, RoundedAttention.Error(point.Seed, bits, group), StoredName(bits, group), ValueKind.Computed);
        }

        point.Value(AttentionError, RoundedAttention.PagingError(point.Seed), Paged, ValueKind.Computed);
        point.Value(AttentionError, RoundedAttention.EvictionError(point.Seed), Evicted, ValueKind.Computed);
    }

    // Pairs of tokens that attention looks at until n tokens are made, and what a cache holds then.
    private static void Growth(Point point)
    {
        foreach (var tokens in (ReadOnlySpan<int>)[64, 256, 1_024, 4_096])
        {
            var at = new Parameters { { "tokens", tokens } };
            point.Value(Work, tokens * (tokens + 1.0) / 2, Recomputed, ValueKind.Computed, at: at);
            point.Value(Work, tokens, Cached, ValueKind.Computed, at: at);
            point.Value(Work, tokens, CacheHolds, ValueKind.Computed, at: at);
        }
    }

    private static void WindowOf(Point point, int[] lengths)
    {
        foreach (var window in s_windows.Append(1_000))
        {
            point.Value(WindowFactor, 1 / KvSize.WindowShare(lengths, window), "", ValueKind.Computed, at: new() { { "window", window } });
        }

        point.Value(MeanOverWindow, lengths.Average() / 1_000, "", ValueKind.Computed);
    }

    private static void WindowOfTrace(Point point, string file)
    {
        if (RealData.Open(point, file) is not { } path)
        {
            return;
        }

        var requests = ArrivalFile.Read(path);
        var lengths = Enumerable.Range(0, requests.Count).Select(i => requests.InputTokens(i) + requests.OutputTokens(i)).ToArray();
        foreach (var window in s_windows)
        {
            point.Value(WindowFactor, 1 / KvSize.WindowShare(lengths, window), "", ValueKind.Counted, at: new() { { "window", window } });
        }

        point.Value(MeanOverWindow, lengths.Average() / Window, "", ValueKind.Counted);
    }
}
