namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>19: accelerators, precision and memory.</summary>
    public static readonly Topic AcceleratorsAndMemory = Add(new()
    {
        Name = "19-accelerators-and-memory",
        Title = "Accelerators and memory",
        Documents = "003, AI accelerators; computational capabilities and memory",
        Question = """
            A chip's data sheet promises four times the arithmetic of the last one. How much faster will a language model decode on it, and which lines of the sheet would you read instead?
            """,
        WrongAnswer = """
            "Four times, if the software is good." It tempts because the largest figure stands on top; but a token waits for its weights to be read, and the figure may count zeros of a sparse pattern besides.
            """,
        Says = """
            - Processors have few cores, up to about 64; accelerators have thousands, made for matrix products. Scalars, then vectors, then tensors: software must match the hardware's primitive.
            - Lower precision gives more operations a second. An H100: 989 TFLOP/s in TF32, 1,979 in 16 bits, 3,958 in FP8, so FP8 is four times TF32.
            - Training needs much more memory than inference, and inference can do with fewer bits.
            - Memory matters more than arithmetic: weights are read again for every token, and smaller models decode faster.
            - A processor's memory gives 25 to 50 GB/s; a GPU's 256 GB/s to more than 1.5 TB/s, with lower latency; 24 to 80 GB of it, and up to some 40 MB on the chip.
            """,
        Prediction = """
            - The same product on one core will span more than a factor of ten between a plain loop and register tiles, at the same number of operations.
            - With one sequence, time per token is a line over the bytes of the weights, and its slope is the bandwidth of a plain read; a stack that fits in the cache beats the line.
            - So 8-bit weights will bring nearly four times the tokens of 32-bit ones with one sequence, however they are multiplied. With many sequences and weights in the cache, storing fewer bits brings little, and multiplying fewer bits brings the rest.
            - A parameter takes 16 bytes while AdamW trains it in fp32: itself, its gradient and two moments. In use it takes 2, or half a byte.
            - Bandwidth and latency are two things: a stream hides a latency of a hundred nanoseconds, a chain of addresses pays it each time. Stacked memory is wide, not near.
            - The document's H100 column counts sparsity: half of each figure is what dense weights get.
            """,
        Experiments = [Lab.Experiments.IsaLadder, Lab.Experiments.MemoryLedger, Lab.Experiments.PrecisionLadder, Lab.Experiments.StreamingFloor, Lab.Experiments.MemoryLadder],
        Why = AcceleratorsTexts.Why,
        Answer = AcceleratorsTexts.Answer,
        FollowUps = AcceleratorsTexts.FollowUps,
    });
}

file static class AcceleratorsTexts
{
    private static readonly IExperiment s_isa = Experiments.IsaLadder;
    private static readonly IExperiment s_ledger = Experiments.MemoryLedger;
    private static readonly IExperiment s_precision = Experiments.PrecisionLadder;
    private static readonly IExperiment s_floor = Experiments.StreamingFloor;
    private static readonly IExperiment s_ladder = Experiments.MemoryLadder;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Why does int8 help one sequence and a large batch for different reasons?", f =>
            "With one sequence there is less to read; with many there is less to multiply, if the hardware multiplies whole numbers. " +
            Phrase.Or($"Here, over fp32: stored in 8 bits {Gain(f, PrecisionLadder.OneSequence, "int8 stored")} with one sequence and {Gain(f, PrecisionLadder.ManySequences, "int8 stored")} with sixteen; multiplied in 8 bits {Gain(f, PrecisionLadder.OneSequence, "int8 products")} and {Gain(f, PrecisionLadder.ManySequences, "int8 products")}.", "")),
        new("Is a GPU's memory faster to reach than a processor's?", f =>
            "It gives more bytes a second, but each takes longer to come: reported chases take some 200 to 330 ns on recent GPUs. " +
            Phrase.Or($"A dependent read beyond the caches here took {Chase(f)}. ", "") +
            "Thousands of threads hide it, which is why a GPU needs so many."),
        new("The data sheet says 1,979 TFLOP/s in BF16. What do you expect?", f =>
            Phrase.Or($"At most {Sheet(f, "bf16", "dense")}, because the larger figure counts the zeros of a 2:4 pattern; ", "At most half, because the larger figure counts the zeros of a 2:4 pattern; ") +
            "of that a good prefill reaches two thirds or more, and a decode step of one sequence under one percent."),
        new("What is the least time of a token of a 70B model on an H100?", _ =>
            "In 16 bits its weights are 140 GB, which one such card does not hold; on two with 6.7 TB/s together they take 21 ms to read. With 4-bit weights one card reads 35 GB in 10.4 ms. No arithmetic appears in either."),
    ];

    public static string Why(Findings f) => $"""
        **The primitive decides the arithmetic.** The same product on one thread: the widest tiles run at {f.Headline(s_isa)} the speed of three plain loops. Nothing but the way it is written changed.

        **Use is an eighth of training.** Counted from what the runtime handed out: training in mixed precision takes {f.Headline(s_ledger)} the memory of use in 16 bits, before any activation. That is why chips for inference can be smaller and still hold the model.

        **A token is its weights.** Over stacks that no cache holds, each byte of weights costs what {f.Number(s_floor, StreamingFloor.SlopeGBps)} give, {f.Number(s_floor, StreamingFloor.SlopeOverRead)} of a plain read of the same rounds. The arithmetic of such a token, at the core's peak,
        would be over long before: the token took {f.Number(s_floor, StreamingFloor.OverArithmetic)} as long. Four times the arithmetic would not be noticed.

        **Fewer bits are two gains.** With one sequence, over fp32: bf16 stored {Full(f, PrecisionLadder.OneSequence, "bf16 stored")}, int8 stored {Full(f, PrecisionLadder.OneSequence, "int8 stored")}, int8 products {Full(f, PrecisionLadder.OneSequence, "int8 products")}, which follows the bytes. With sixteen
        sequences and the weights in a cache: {Full(f, PrecisionLadder.ManySequences, "bf16 stored")}, {Full(f, PrecisionLadder.ManySequences, "int8 stored")} and {Full(f, PrecisionLadder.ManySequences, "int8 products")}, which follows the products: what is only stored small is still multiplied in fp32.

        **Latency and bandwidth are two ladders.** Beyond the caches a dependent read costs {f.Headline(s_ladder)} what a cache line in a stream does. The processor asks ahead for a stream; for a chain it cannot, because the address is in the line that has not come.

        **Read the small print.** The H100 of the document is the sparse one: {f.Number(s_precision, PrecisionLadder.Tflops, ("precision", "bf16"), ("variant", "with sparsity"))} in BF16 against {f.Number(s_precision, PrecisionLadder.Tflops, ("precision", "bf16"), ("variant", "dense"))} dense.

        What needs a language model comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "For one user about as much faster as its memory is, because a token reads every weight and does two operations with each.",
        Phrase.Or($"On one core here a token's weights came at {Phrase.Number(f, s_floor, StreamingFloor.SlopeOverRead)} the bandwidth of a plain read, and took {Phrase.Number(f, s_floor, StreamingFloor.OverArithmetic)} as long as their arithmetic would.", "On a processor it is the same: the weights' bytes over the bandwidth."),
        "So I read bandwidth first, then capacity, because weights and keys and values must fit, and arithmetic for prefill and large batches.",
        "I check that the arithmetic is the dense figure: the sparse one is double.",
        Phrase.Or($"Fewer bits help either way, but differently: stored in 8 bits, one sequence ran at {Gain(f, PrecisionLadder.OneSequence, "int8 stored")} the speed of fp32, sixteen from a cache at {Gain(f, PrecisionLadder.ManySequences, "int8 stored")}; there it takes whole-number products.", "Fewer bits help one sequence by bytes, and many sequences only if the products are made in fewer bits too."),
        "Latency is another matter: stacked memory is wide, not near, and threads hide what it takes.");

    private static string Gain(Findings f, string product, string format) => Phrase.Number(f, s_precision, Metrics.Speedup, ("product", product), ("variant", format));

    private static string Full(Findings f, string product, string format) => f.Number(s_precision, Metrics.Speedup, ("product", product), ("variant", format));

    private static string Sheet(Findings f, string precision, string variant) => Phrase.Of(f.Value(s_precision, PrecisionLadder.Tflops, ("precision", precision), ("variant", variant)), "TFLOP/s");

    private static string Chase(Findings f) => Phrase.Of(f.Of(s_ladder).Where(MemoryLadder.NsPerRead, ("variant", MemoryLadder.Chase)).MaxBy(o => o["workingSet"].Number)?.Value ?? double.NaN, "ns");
}
