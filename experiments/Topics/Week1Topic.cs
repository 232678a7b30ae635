namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>Week 1: dimension, batch, sequence.</summary>
    public static readonly Topic Week1 = Add(new()
    {
        Name = "week1",
        Title = "Dimension, batch, sequence",
        Documents = "004, all sections",
        Question = "How do the latency and the memory of a layer grow with the embedding dimension, the batch and the length of the sequence? What limits each?",
        WrongAnswer = "\"Memory grows linearly, latency explodes: long sequences cost exponentially more, and beyond a certain batch memory pressure makes latency spike.\" "
            + "It tempts because every steep curve looks exponential, and because long prompts really are expensive.",
        Says = """
            - Document 004 multiplies random inputs by a weight matrix on the CPU: batch 8 to 64, sequence 512 and 1,024, dimension 128 to 1,024. It records latency and the memory of the input.
            - Memory grows linearly: batch x sequence x dimension.
            - Latency grows non-linearly at higher dimensions, through more operations, memory bandwidth, caches and the operating system.
            - Batching helps up to a point: at small dimensions it spreads overhead, at large ones memory pressure dominates and latency spikes.
            - Longer sequences amplify everything, "exponentially", which explains the price of contexts of 32 K tokens and more.
            """,
        Prediction = """
            - Memory follows the formula to the byte: 64 x 1,024 x 1,024 x 4 B = 268 MB.
            - A product needs 2 x rows x dim² operations, where rows = batch x sequence. Latency should grow as the square of the dimension, and in proportion to the rows. Batch and sequence enter only as their product: the document's 32 cells are 20 different products.
            - In that grid a byte is used for 31.5 to 254 operations. Where the processor's ridge lies lower than that, arithmetic bounds the time, and no memory pressure can show.
            - One row alone must read all the weights for two operations each: half an operation per byte. So batching pays most where the weights are large.
            - Attention scores hold one number for each pair of tokens. Twice the sequence should cost four times as much: a square, not an exponential.
            """,
        Experiments = [Experiments.Week1],
        Why = Week1Texts.Why,
        Answer = Week1Texts.Answer,
        FollowUps = Week1Texts.FollowUps,
    });
}

/// <summary>The texts of week 1 that hold numbers of a run.</summary>
internal static class Week1Texts
{
    /// <summary>What is asked next.</summary>
    public static IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new("Why is decoding, one token at a time, so slow?", f =>
            $"Each step multiplies one row by all the weights, two operations for every four bytes read. Once the weights outgrow the caches, memory bounds it, whatever the arithmetic could do. At dim {Dim(f, last: true)} a token alone took {OneRowOverBest(f, last: true)} the time of a token in the best batch. Serving systems batch sequences together for that reason."),
        new("Is a context of 32 K expensive because of the projections?", _ =>
            "Less and less: a projection takes 2 x tokens x dim² operations, the scores 2 x tokens² x dim, so from tokens = dim on the scores take more than one projection. And in memory they would be 32,768² x 4 B = 4.3 GB for one head and one sequence. That is why good kernels never write them all to memory; what is left to limit the capacity is the cache of keys and values, which grows linearly."),
        new("How would you show that memory bounds a cell?", f =>
            $"With a roofline: measure the machine's peak and bandwidth in the same run, divide them, and compare the cell's operations per byte. Here the ridge lies at {Ridge(f)}; the document's cells lie at 31.5 to 254. Above the ridge, more bandwidth buys nothing."),
        new("Batch 8 x 1,024 tokens or batch 16 x 512: which is faster?", _ =>
            "As a projection they are the same product, 8,192 rows, so only noise tells them apart. For attention they differ: the longer sequence has twice the scores. The document's grid measures the first and concludes about the second."),
    ];

    /// <summary>The mechanism.</summary>
    public static string Why(Findings f) => string.Join("\n\n",
        $"**Memory is arithmetic.** The input takes batch x sequence x dim x 4 bytes. Measured, as what the process really grew by with input, weights and output: {Verdict(f, "004-linear-memory")}.",
        $"**Latency follows the operations.** A product of rows with a dim x dim matrix needs 2 x rows x dim² operations. Fitted to the measured times: {Verdict(f, "004-nonlinear-latency")}. \"Non-linear\" needs no caches and no operating system as a reason: the operations alone give a square.",
        $"**What bounds it is the ratio of operations to bytes.** The machine's peak is {Phrase.Of(Highest(f, Metrics.GflopPerSecond, Week1.FmaPeak), "GFLOP/s")}, its memory gives {Phrase.Of(Highest(f, Metrics.GBps, Week1.StreamRead), "GB/s")}: the ridge lies at {Ridge(f)}. "
            + "At dimension 128 the document's products use each byte for some 32 operations, at 1,024 for 228 to 254. Above the ridge the processor is busy calculating, and there is no memory pressure to feel.",
        $"**Batching spreads the weights.** One row reads the whole matrix for itself. Its time per token was {OneRowOverBest(f, last: false)} that of the best batch at dim {Dim(f, last: false)}, and {OneRowOverBest(f, last: true)} at dim {Dim(f, last: true)}. At small dimensions the fixed cost of a call adds to that. With enough rows both are paid for. What a very large batch then costs: {Verdict(f, "004-large-batching")}.",
        $"**Sequence: a line and a square.** Attention scores are one number for each pair of tokens; a softmax turns them into shares. {Sequence(f)} The projection treats each token alone; the scores compare each with each. Neither is exponential, for which every added token would have to multiply the cost.");

    /// <summary>The sixty-second answer.</summary>
    public static string Answer(Findings f) => Phrase.Say(
        "Memory is the simple part: batch times sequence times dimension times four bytes, linear in each. "
        + "Latency follows the operations, two times rows times the dimension squared, where rows are batch times sequence. So it is linear in batch and sequence, and quadratic in the dimension. "
        + "What bounds it is operations per byte.",
        Phrase.Or(
            $"One row alone reads all the weights for itself: at dimension {Dim(f, last: true)} its time per token was {OneRowOverBest(f, last: true)} that of the best batch.",
            "One row alone reads all the weights for itself."),
        Phrase.Or(
            $"With more rows the weights are shared, and once the product lies above this machine's ridge, {Ridge(f)}, arithmetic is the limit and the time per token stays about flat.",
            "With more rows the weights are shared, and once the product lies above the machine's ridge, arithmetic is the limit and the time per token stays about flat."),
        "Long sequences are not exponential.",
        SequenceShort(f),
        "The projection is a line, attention a square, because scores compare each token with each. So I would batch until the weights are paid for, and watch the sequence for attention's sake.");

    private static string Verdict(Findings f, string claim) => f.Verdict(Experiments.Week1, claim);

    private static double Highest(Findings f, Metric metric, string ceiling) =>
        f.Of(Experiments.Week1).Where(metric, ("part", "ceilings"), ("variant", ceiling + Week1.Fastest)).Select(o => o.Value).DefaultIfEmpty(double.NaN).Max();

    private static string Ridge(Findings f) => Phrase.Of(Highest(f, Metrics.GflopPerSecond, Week1.FmaPeak) / Highest(f, Metrics.GBps, Week1.StreamRead), "FLOP/B");

    // The smallest or the largest dimension of which one row was measured.
    private static double DimValue(Findings f, bool last)
    {
        var dims = f.Of(Experiments.Week1).Where(Week1.NsPerToken, ("part", "extension"), ("rows", 1)).Select(o => o["dim"].Number).Order().ToArray();
        return dims.Length == 0 ? double.NaN : last ? dims[^1] : dims[0];
    }

    private static string Dim(Findings f, bool last) => DimValue(f, last) is double dim && double.IsFinite(dim) ? $"{dim:N0}" : Findings.NotMeasured;

    private static string OneRowOverBest(Findings f, bool last)
    {
        var tokens = f.Of(Experiments.Week1).Where(Week1.NsPerToken, ("dim", DimValue(f, last))).Where(o => o["part"].Text is "extension" or "grid").ToArray();
        var alone = tokens.Where(o => o["rows"].Number == 1).Select(o => o.Value).DefaultIfEmpty(double.NaN).First();
        return Phrase.Times(alone / tokens.Select(o => o.Value).DefaultIfEmpty(double.NaN).Min());
    }

    private static Observation[] Times(Findings f, string variant) =>
        [.. f.Of(Experiments.Week1).Where(Metrics.TimeMs, ("part", "scores"), ("variant", variant)).OrderBy(o => o["seq"].Number)];

    private static string Sequence(Findings f) => Doubled(f) is var (from, to, projection, scores)
        ? $"From {from:N0} to {to:N0} tokens the projection took {projection} the time and the attention scores {scores}."
        : $"How both grow with the sequence: {Findings.NotMeasured}.";

    private static string SequenceShort(Findings f) => Doubled(f) is var (from, to, projection, scores)
        ? $"From {from:N0} to {to:N0} tokens the projection took {projection} the time, the scores {scores}."
        : $"Their growth: {Findings.NotMeasured}.";

    // The two longest sequences: there overheads weigh least.
    private static (double From, double To, string Projection, string Scores)? Doubled(Findings f)
    {
        var (projection, scores) = (Times(f, Week1.Projection), Times(f, Week1.ScoresAndSoftmax));
        return projection.Length < 2 || scores.Length != projection.Length
            ? null
            : (projection[^2]["seq"].Number, projection[^1]["seq"].Number, Phrase.Times(projection[^1].Value / projection[^2].Value), Phrase.Times(scores[^1].Value / scores[^2].Value));
    }
}
