namespace HotRow.Lab;

/// <summary>The claims that G0 judges.</summary>
internal sealed partial class StatedFigures
{
    private const string Attention = "003, attention mechanism optimization";
    private const string Caches = "003, optimizing the KV cache";
    private const string Decoding = "003, overcoming the autoregressive bottleneck";
    private const string NoModel = "needs a trained model, which comes with the transformer";

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-kv-54gb", Attention, "Llama 2 13B with 32 sequences of 2,048 tokens keeps 54 GB of keys and values in 16 bits.", r => Near(r, Llama13B, 54, 0.01)),
        new("003-kv-larger-than-weights", Attention, "Keys and values can take more memory than the weights.", JudgeLargerThanWeights),
        new("003-kv-3tb", Attention, "A model of 500B parameters and more, 512 sequences of 2,048 tokens: 3 TB of keys and values, by the formula with the hidden width.", JudgeThreeTerabytes),
        new("003-window-10x", Attention, "Sequences of 10,000 tokens on average and a window of 1,000: a tenth of the memory.", JudgeWindow),
        new("003-3-layers-3x", Attention, "Three layers that share keys and values need a third of the memory.", r => Exact(r.Single(LayerFactor), 3, "x")),
        new("003-gqa-llama2", Attention, "Llama 2 and 3 use grouped-query attention.", JudgeGroupedQueries),
        new("003-quadratic", Attention, "Recomputed at every step attention is quadratic in the length; a cache grows linearly.", JudgeGrowth),
        new("003-20x", Attention, "Multi-query, mixed windowed and cross-layer attention together cut the cache of Character.AI by more than 20.", _ =>
            Verdict.NotTestableHere("reported by the company; conversations and models are not public", $"8 query heads to one, a window of 1,000 in five layers of six at 10,000 tokens, two layers sharing: 8 x {6 / (1 + (5 * 0.1)):0.0} x 2 = {8 * 6 / (1 + (5 * 0.1)) * 2:0}, so 20 is below what the parts promise")),
        new("003-180-messages", Attention, "A conversation at Character.AI has some 180 messages.", _ => Verdict.NotTestableHere("reported by the company; conversations are not public", "180 messages")),
        new("003-kv-no-quality", Caches, "The techniques for the KV cache leave the model's quality as it is.", JudgeNoQuality),
        new("003-kv-quant-2-4x", Caches, "Keys and values in 8 or 4 bits take a half to a quarter of the memory.", JudgeNetReduction),
        new("003-later-tokens", Caches, "Later tokens matter more for the next one, so older ones may be compressed harder.", _ => Verdict.NotTestableHere(NoModel, "reported elsewhere: without the first few tokens attention collapses (attention sinks)")),
        new("003-int8-fp8", "003, quantization", "INT8 to FP8 is a step to fewer bits.", JudgeSameBits),
        new("003-one-bit-bound", "003, quantization", "One bit a value is the lower bound.", JudgeOneBit),
        new("003-stack-multiplicatively", "003, PyTorch case study", "Compilation, INT8, INT4 and speculation stack multiplicatively.", JudgeStacking),
        new("003-90-percent-pruned", "003, pruning", "Up to 90 % of the parameters can go with little loss.", _ => Verdict.NotTestableHere(NoModel, "reported for small vision networks (Frankle and Carbin, 2019)")),
        new("003-output-2-4x-price", Decoding, "Output tokens cost 2 to 4 times as much as input tokens.", _ => Verdict.NotTestableHere("a list price, true of the day it was read", "what the times say stands in c06")),
        new("003-k-plus-1", Decoding, "A round of speculation yields between one token and K + 1.", JudgeRound),
        new("003-larger-k-acceptance", Decoding, "A larger K lowers the acceptance rate.", JudgeLargerDraft),
        new("003-50-lines", Decoding, "Speculative decoding takes some 50 lines of code.", _ => Verdict.NotTestableHere("a matter of how lines are counted", "a loop of that length draws, checks and keeps; the rejection rule that keeps the distribution is part of it")),
        new("003-chinchilla-ratio", Decoding, "A draft of 1.8 ms a token beside a target of 14.1 ms more than halves the latency.", JudgeDraft),
        new("003-spec-2x", Decoding, "Speculative decoding is more than twice as fast in one place, 1.5 to 2 times in the comparison.", JudgeRanges),
        new("003-llma-2x", Decoding, "Copying from the reference makes generation about twice as fast where answer and context overlap.", _ => Verdict.NotTestableHere(NoModel, "reported by Yang et al., 2023")),
        new("003-medusa-1.9x", Decoding, "Extra decoding heads give up to 1.9 times the tokens per second.", _ => Verdict.NotTestableHere(NoModel, "reported by NVIDIA for Llama 3.1 405B")),
    ];

    private static Verdict Near(ResultSet results, string variant, double stated, double tolerance)
    {
        var gb = results.Value(CacheGB, ("variant", variant));
        return double.IsNaN(gb) ? Verdict.NotRun
            : Math.Abs((gb / stated) - 1) <= tolerance ? Verdict.Reproduced($"{gb * 1e9:N0} B = {gb:0.0} GB = {gb * 1e9 / (1 << 30):0.0} GiB")
            : Verdict.Contradicted($"{gb:0.0} GB");
    }

    private static Verdict Exact(Observation? found, double stated, string unit) => found is null ? Verdict.NotRun
        : found.Value == stated ? Verdict.Reproduced($"{found.Value:0.###} {unit}, exactly")
        : Verdict.Contradicted($"{found.Value:0.###} {unit}");

    private static Verdict JudgeLargerThanWeights(ResultSet results)
    {
        var ratio = results.Value(CacheToWeights, ("variant", Llama13B));
        return double.IsNaN(ratio) ? Verdict.NotRun : ratio > 1 ? Verdict.Reproduced($"{ratio:0.00} times the weights in the 13B example") : Verdict.Contradicted($"{ratio:0.00} times the weights");
    }

    private static Verdict JudgeThreeTerabytes(ResultSet results)
    {
        var (byHidden, byHeads) = (results.Value(CacheGB, ("variant", ByHidden)) / 1e3, results.Value(CacheGB, ("variant", ByHeads)) / 1e3);
        if (double.IsNaN(byHidden + byHeads))
        {
            return Verdict.NotRun;
        }

        var figure = $"with the hidden width {byHidden:0.00} TB, with 48 heads of 128 {byHeads:0.00} TB";
        return Math.Abs((byHidden / 3) - 1) <= 0.05 ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure, "the formula holds only where KV heads x head width is the hidden width; the 3 TB need 48 heads of 128");
    }

    private static Verdict JudgeWindow(ResultSet results)
    {
        var same = results.Value(WindowFactor, ("lengths", SameLength), ("window", 1_000));
        var mixed = results.Value(WindowFactor, ("lengths", MixedLengths), ("window", 1_000));
        if (double.IsNaN(same + mixed))
        {
            return Verdict.NotRun;
        }

        var traces = s_traces.Select(t => (t.Name, Factor: results.Value(WindowFactor, ("lengths", t.Name), ("window", Window)))).Where(t => !double.IsNaN(t.Factor)).ToArray();
        var figure = $"all of 10,000: {same:0.0} x; mixed with that mean: {mixed:0.0} x" + string.Concat(traces.Select(t => $"; {t.Name}: {t.Factor:0.00} x"));
        bool[] holds = [.. traces.Select(t => t.Factor).Append(same).Append(mixed).Select(f => Math.Abs(f - 10) <= 0.5)];
        return Array.TrueForAll(holds, h => h) ? Verdict.Reproduced(figure)
            : !Array.Exists(holds, h => h) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the lengths: mean over window is what the window saves at least, and real means are others", figure);
    }

    private static Verdict JudgeGroupedQueries(ResultSet results)
    {
        var models = results.Where(QueriesPerKv).ToArray();
        var without = models.Where(m => m.Value == 1).Select(m => m.Variant).ToArray();
        return models.Length == 0 ? Verdict.NotRun
            : without.Length == 0 ? Verdict.Reproduced($"all of {models.Length}")
            : Verdict.Contradicted($"one KV head for each query head: {string.Join(", ", without)}", "of Llama 2 only the larger models group their queries; the document's own 13B example does not");
    }

    private static Verdict JudgeGrowth(ResultSet results)
    {
        double Slope(string variant)
        {
            var points = results.Where(Work, ("variant", variant)).OrderBy(o => o["tokens"].Number).ToArray();
            return points.Length < 2 ? double.NaN : Math.Log(points[^1].Value / points[0].Value) / Math.Log(points[^1]["tokens"].Number / points[0]["tokens"].Number);
        }

        var (recomputed, kept) = (Slope(Recomputed), Slope(CacheHolds));
        return double.IsNaN(recomputed + kept) ? Verdict.NotRun
            : Math.Abs(recomputed - 2) < 0.02 && Math.Abs(kept - 1) < 1e-9 ? Verdict.Reproduced($"slopes {recomputed:0.00} and {kept:0.00} on logarithmic axes")
            : Verdict.Contradicted($"slopes {recomputed:0.00} and {kept:0.00}");
    }

    private static Verdict JudgeNoQuality(ResultSet results)
    {
        var errors = results.Where(AttentionError).ToArray();
        if (errors.Length == 0)
        {
            return Verdict.NotRun;
        }

        var changed = errors.Where(e => e.Value > 0).ToArray();
        var figure = "attention on random vectors changes by " + string.Join(", ", errors.Select(e => $"{100 * e.Value:0.##} % ({e.Variant})"));
        return changed.Length == 0 ? Verdict.Reproduced(figure)
            : changed.Length == errors.Length ? Verdict.Contradicted(figure)
            : Verdict.Contradicted(figure, "paging moves what is stored; quantization and eviction, which the same section lists, change it, as the section itself grants");
    }

    private static Verdict JudgeNetReduction(ResultSet results)
    {
        var (eight, four) = (results.Value(NetFactor, ("variant", StoredName(8, 128))), results.Value(NetFactor, ("variant", StoredName(4, 64))));
        var fine = results.Value(NetFactor, ("variant", StoredName(4, 32)));
        return double.IsNaN(eight + four + fine) ? Verdict.NotRun
            : eight >= 2 && fine >= 4 ? Verdict.Reproduced($"{eight:0.00} and {four:0.00} x")
            : Verdict.Depends("the scales, which take memory too: 2 and 4 are gross", $"net {eight:0.00} x in 8 bits, {fine:0.00} to {four:0.00} x in 4 bits");
    }

    private static Verdict JudgeSameBits(ResultSet results)
    {
        var (int8, fp8) = (results.Value(Bits, ("variant", "INT8")), results.Value(Bits, ("variant", "FP8")));
        return double.IsNaN(int8 + fp8) ? Verdict.NotRun
            : fp8 < int8 ? Verdict.Reproduced($"{int8:0} to {fp8:0} bits")
            : Verdict.Contradicted($"{int8:0} and {fp8:0} bits", "FP8 divides its bits otherwise; it has no fewer");
    }

    private static Verdict JudgeOneBit(ResultSet results)
    {
        var bits = results.Value(Bits, ("variant", SharedCode));
        return double.IsNaN(bits) ? Verdict.NotRun
            : bits >= 1 ? Verdict.Reproduced($"{bits:0.0} bits a value")
            : Verdict.Depends("whether each value is stored by itself", $"{SharedCode}: {bits:0.0} bits a value");
    }

    private static Verdict JudgeLargerDraft(ResultSet results)
    {
        double Share(int drafted) => results.Value(AcceptedShare, ("variant", $"K = {drafted}"), ("acceptance", 0.8));
        var (one, eight) = (Share(1), Share(8));
        var figure = $"of drafted tokens each right with probability 0.8: {100 * one:0.0} % used at K = 1, {100 * eight:0.0} % at K = 8";
        return double.IsNaN(one + eight) ? Verdict.NotRun
            : eight >= one ? Verdict.Contradicted(figure)
            : Verdict.Depends("what is meant: the share that is used falls, because everything behind the first miss is dropped; the probability of one token is the same for every K", figure);
    }

    private static Verdict JudgeStacking(ResultSet results)
    {
        double Of(string variant) => results.Value(LadderGain, ("variant", variant));
        var (eight, four, product) = (Of("int8"), Of("int4"), Of(Multiplied));
        return double.IsNaN(eight + four + product) ? Verdict.NotRun
            : four >= 0.95 * product ? Verdict.Reproduced($"{four:0.00} x of {product:0.00}")
            : Verdict.Contradicted(
                $"reported: int8 {eight:0.00} x of 2, int4 {four:0.00} x of 4; multiplied they would be {product:0.00} x",
                "int4 takes the place of int8, neither halves the time, and speculation gains less on a target that is already fast");
    }

    private static Verdict JudgeRound(ResultSet results)
    {
        var rounds = results.Where(RoundTokens).ToArray();
        return rounds.Length == 0 ? Verdict.NotRun
            : Array.TrueForAll(rounds, r => r.Value >= 1 && r.Value <= 1 + double.Parse(r.Variant[4..], System.Globalization.CultureInfo.InvariantCulture))
                ? Verdict.Reproduced($"at K = 4: {results.Value(RoundTokens, ("variant", "K = 4"), ("acceptance", 0)):0.###} to {results.Value(RoundTokens, ("variant", "K = 4"), ("acceptance", 1)):0.###} tokens")
                : Verdict.Contradicted("outside 1 to K + 1");
    }

    private static Verdict JudgeDraft(ResultSet results)
    {
        var (cost, needed) = (results.Value(DraftCost), results.Value(NeededAcceptance));
        var figure = $"draft / target = {cost:0.0000}; with K = 4 twice the speed needs {100 * needed:0.0} % accepted";
        return double.IsNaN(cost + needed) ? Verdict.NotRun
            : needed <= 0 ? Verdict.Reproduced(figure)
            : needed > 1 ? Verdict.Contradicted(figure, "no draft is right so often")
            : Verdict.Depends("how often the target accepts the draft", figure);
    }

    // "More than" leaves its end out, "1.5 to 2" has both.
    private static Verdict JudgeRanges(ResultSet results)
    {
        var (text, table) = (results.Single(StatedGain, ("variant", InText)), results.Single(StatedGain, ("variant", InTable)));
        return text is null || table is null ? Verdict.NotRun
            : text.Low >= table.High ? Verdict.Contradicted($"more than {text.Low:0.#} and {table.Low:0.#} to {table.High:0.#} have no value in common", "two places of one section; reported elsewhere: 2 to 3 times")
            : Verdict.Reproduced($"both hold from {Math.Max(text.Low, table.Low):0.#} to {table.High:0.#}");
    }
}
