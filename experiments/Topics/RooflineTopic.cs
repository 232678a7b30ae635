namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>12: what limits a piece of inference, and how the roofline tells.</summary>
    public static readonly Topic BottlenecksAndRoofline = Add(new()
    {
        Name = "12-bottlenecks-and-roofline",
        Title = "Bottlenecks and the roofline",
        Documents = "003, computational bottlenecks to current and future trends",
        Question = """
            A language model answers slowly on a machine you do not know. How do you find out whether arithmetic, bandwidth or capacity holds it back, and what changes the answer?
            """,
        WrongAnswer = """
            "Decoding is memory-bound, prefill is compute-bound, so buy bandwidth for the one and FLOPs for the other." It tempts because it is true of a single user with a long prompt; but both sides of the ridge can be reached by either, and memory-bound is two different things.
            """,
        Says = """
            - Work is compute-bound (decrypting passwords) or bound by memory bandwidth (moving data to the device).
            - Memory-bound is ambiguous: some mean bandwidth, some capacity. What does not fit can be split or offloaded, and then bandwidth is the matter again.
            - Arithmetic intensity, operations per byte, decides between the two: the roofline.
            - Image models are typically compute-bound, autoregressive language models bandwidth-bound.
            - Prefill is compute-bound, decode is bandwidth-bound. Long contexts push towards bandwidth.
            """,
        Prediction = """
            - Two detectors that need no code: a larger working set slows down what waits for memory and nothing else; a second core doubles what computes.
            - PBKDF2 keeps a few hundred bytes and will notice neither list nor cache. A memory-hard function was made to notice, so the document's example is half true.
            - A batch of b sequences does 2 b operations for each weight it reads. With 16-bit weights it meets the ridge at b = ridge: 153 on an A100, 295 on an H100. Below that decoding reads, above it computes.
            - But every sequence brings keys and values of its own, so a long context never gets there, whatever the batch. And a prefill of 16 tokens is a batch of 16: it reads.
            - Data that does not fit costs its bytes over the slower tier: the capacity wall becomes a bandwidth wall, by arithmetic.
            """,
        Experiments = [Lab.Experiments.ThreeWalls, Lab.Experiments.InferenceRoofline],
        Why = RooflineTexts.Why,
        Answer = RooflineTexts.Answer,
        FollowUps = RooflineTexts.FollowUps,
    });
}

file static class RooflineTexts
{
    private static readonly IExperiment s_walls = Experiments.ThreeWalls;
    private static readonly IExperiment s_roof = Experiments.InferenceRoofline;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("From which batch on is decoding limited by arithmetic?", f => Phrase.OnlyMeasured(
            $"With weights alone from ridge times bytes of a weight over two: {Number(f, InferenceRoofline.BatchAtRidge, ("device", "a100-80gb"), ("weight", "16 bit"))} sequences on an A100 and {Number(f, InferenceRoofline.BatchAtRidge, ("device", "h100-sxm"), ("weight", "16 bit"))} on an H100 in 16 bits, half of that with 8-bit weights. " +
            $"Keys and values spoil it: beyond {Number(f, InferenceRoofline.LongestContext, ("device", "h100-sxm"))} of context an H100 does not get there with Llama 3.1 8B at any batch.")),
        new("Is a prefill always limited by arithmetic?", f => Phrase.OnlyMeasured(
            $"No: its tokens share the weights just as a batch does. On an RTX 4090 a chunk of 16 tokens takes {Prefill(f, 16, InferenceRoofline.Profiled)}, where reading the weights alone takes {Prefill(f, 16, InferenceRoofline.ByBandwidth)} and the arithmetic {Prefill(f, 16, InferenceRoofline.ByArithmetic)}. " +
            "From some hundreds of tokens on it is arithmetic.")),
        new("The model does not fit. What happens when you offload a part?", f =>
            "It runs, at the speed of the link: every byte that lies elsewhere comes over it in every step. " +
            Phrase.Or($"Measured with keys and values in a file: {Phrase.Number(f, s_walls, ThreeWalls.Slowdown)} the time of memory. ", "") +
            "A link of 16 GB/s needs 62.5 ms for each gigabyte."),
        new("Why do you measure the ceilings instead of reading the data sheet?", f => Phrase.OnlyMeasured(
            $"Because the roof must be the one this machine has today: here the two meet at {Phrase.Number(f, s_roof, InferenceRoofline.Ridge, ("part", "measured"))} on one core. " +
            "A data sheet's peak may be the sparse one, and a cloud's neighbour may have half of the bandwidth.")),
    ];

    public static string Why(Findings f) => $"""
        **Two detectors, no code.** On a working set beyond the caches PBKDF2 keeps {Wall(f, ThreeWalls.Pbkdf2Name, ThreeWalls.LargeSet)} of its speed, scrypt {Wall(f, ThreeWalls.ScryptName, ThreeWalls.LargeSet)}, a memory-hard loop whose mixing costs
        next to nothing {Wall(f, ThreeWalls.LightName, ThreeWalls.LargeSet)}, a plain read {Wall(f, ThreeWalls.ReadName, ThreeWalls.LargeSet)}. A second core brings {Wall(f, ThreeWalls.Pbkdf2Name, ThreeWalls.AnotherCore)}, {Wall(f, ThreeWalls.ScryptName, ThreeWalls.AnotherCore)},
        {Wall(f, ThreeWalls.LightName, ThreeWalls.AnotherCore)} and {Wall(f, ThreeWalls.ReadName, ThreeWalls.AnotherCore)}; both threads have data of their own. {Cores(f)}

        **Capacity is another wall.** It does not slow down, it refuses: {Tokens(f)} for each of 16 sequences of Llama 3.1 8B beside its weights on an RTX 4090, counted. With half of the keys and values in a file a step took
        {Of(f, s_walls, ThreeWalls.ToPrediction, ("spilled", 0.5))} of what both bandwidths predict, and with all of them {Of(f, s_walls, ThreeWalls.Slowdown)} the time of memory: what did not fit has become bytes over a slower tier.

        **The ridge decides, and the batch moves along it.** One core here meets its ridge at {Of(f, s_roof, InferenceRoofline.Ridge, ("part", "measured"))}. A product with one sequence reaches {Attained(f, 1)} of its roof, with the largest batch
        {Attained(f, Largest(f))}; in between a kernel that reads and multiplies in turn adds up both times and stays below the corner. Batch {Largest(f):0} brings {Gain(f)} the tokens a second of batch 1.

        **Counting replaces the accelerators.** Dense 16-bit ridges: {Number(f, InferenceRoofline.Ridge, ("part", "ridges"), ("device", "a100-80gb"))} on an A100, {Number(f, InferenceRoofline.Ridge, ("part", "ridges"), ("device", "h100-sxm"))} on an H100. A decode step at batch 1 has
        {Block(f, InferenceRoofline.OneToken)}, a prefill of 1,024 tokens {Block(f, InferenceRoofline.Prompt)}, an image model's convolutions {Block(f, InferenceRoofline.WholeImage)} in all. Keys and values grow with the batch, so that operations per byte stop growing
        where a sequence's own share reaches its own bytes: beyond {Number(f, InferenceRoofline.LongestContext, ("device", "h100-sxm"))} of context no batch reaches an H100's ridge with this model.

        What needs a language model comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "I would measure two ceilings, multiply-adds in registers and a read of memory, and count operations and bytes of a step.",
        Phrase.Or(
            $"Their quotient is the ridge: {Phrase.Number(f, s_roof, InferenceRoofline.Ridge, ("part", "measured"))} on one core here, 153 on an A100, 295 on an H100.",
            "Their quotient is the ridge: 153 operations a byte on an A100, 295 on an H100."),
        "A decode step does two operations for each weight and sequence, so one sequence lies far left of it: its time is its weights' bytes over the bandwidth.",
        Phrase.Or($"Batching moves it right: the largest batch brought {Phrase.Times(f.Of(s_roof).Where(InferenceRoofline.TokenGain, ("part", "measured")).FirstOrDefault()?.Value ?? double.NaN)} the tokens a second of one sequence here.", "Batching moves it right."),
        "But keys and values come with each sequence, so with long contexts no batch is large enough.",
        "A long prefill computes; a chunk of 16 tokens reads.",
        "If it does not fit at all, that is the third wall: offloading lets it run, at the speed of the link.",
        "Without any counting: a larger working set slows what waits for memory, and a second core of its own helps what computes.");

    private static double Largest(Findings f) => f.Of(s_roof).Where(InferenceRoofline.Attained, ("part", "measured"), ("variant", RooflineDots.Product)).Select(o => o["batch"].Number).DefaultIfEmpty(1).Max();

    private static string Attained(Findings f, double batch) => Of(f, s_roof, InferenceRoofline.Attained, ("part", "measured"), ("variant", RooflineDots.Product), ("batch", batch));

    private static string Gain(Findings f) => Phrase.WithInterval(f.Of(s_roof).Where(InferenceRoofline.TokenGain, ("part", "measured")).FirstOrDefault(), "x");

    private static string Wall(Findings f, string work, string detector) => Of(f, s_walls, ThreeWalls.Detector, ("variant", work), ("detector", detector));

    private static string Cores(Findings f) => Phrase.Side(
        f.Of(s_walls).Single(ThreeWalls.Detector, ("variant", ThreeWalls.Pbkdf2Name), ("detector", ThreeWalls.AnotherCore)),
        "What computes gains from a core of its own, however large the data is.",
        "That what computes lost by a second thread here means that the second core was not its own: two threads of one core, or a neighbour.",
        "That what computes did not clearly gain here means that the second core was not its own while this ran: two threads of one core, or a neighbour.");

    private static string Tokens(Findings f) => Of(f, s_walls, ThreeWalls.TokensAtRefusal, ("sequences", 16));

    private static string Block(Findings f, string block) => Of(f, s_roof, InferenceRoofline.Intensity, ("part", "images"), ("block", block));

    private static string Prefill(Findings f, int tokens, string variant) => Phrase.Number(f, s_roof, InferenceRoofline.PrefillMs, ("tokens", tokens), ("variant", variant));

    private static string Number(Findings f, Metric metric, params (string, ParameterValue)[] at) => Of(f, s_roof, metric, at);

    private static string Of(Findings f, IExperiment experiment, Metric metric, params (string, ParameterValue)[] at) => f.Number(experiment, metric, at);
}
