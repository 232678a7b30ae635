namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>33: batching.</summary>
    public static readonly Topic Batching = Add(new()
    {
        Name = "33-batching",
        Title = "Batching",
        Documents = "003, batching: static, dynamic, continuous",
        Question = """
            You serve a language model to users who come one by one and get answers of very different length. How do you batch them, and what does each way of batching cost?
            """,
        WrongAnswer = """
            "Wait for a full batch, because full batches use the device best." It tempts because a step costs nearly the same for one sequence and for many; but answers end at different times, and a place whose answer has ended computes nothing.
            """,
        Says = """
            - Batching shares a step's work between requests and is the biggest lever on cost.
            - A static batch waits until it is full: the device is used best, and the first request waits longest. With a batch of 8 it waits for seven more.
            - A dynamic batch begins when it is full or a window, such as 100 ms, is over. This is the standard of most online APIs.
            - In a naive batch an answer of 10 tokens waits for one of 1,000. Continuous batching returns each answer when it ends and lets a new request in; the batch never runs half empty. This is the dominant way today.
            - What service-level techniques do leaves the model's answers unchanged.
            """,
        Prediction = """
            - A step streams the weights once, so until arithmetic takes longer, further sequences are nearly free: up to the ridge, some 160 sequences on an RTX 4090 without keys and values.
            - The j-th of a static batch waits (B - j) / rate: at 10 requests a second and a batch of 8 the first waits 0.7 s.
            - A batch is computed until its longest answer ends. With real answers about half of the places of a batch of 8 make a token, and fewer in larger batches: continuous batching can gain a factor of two to four on decoding.
            - A window of 100 ms at 10 requests a second collects two. On answers that take seconds the window is of no account; that nobody can join for seconds is.
            - A continuous batch is as full as the arrivals and the memory let it be.
            """,
        Experiments = [Lab.Experiments.EntryExam, Lab.Experiments.WhyBatching, Lab.Experiments.StaticBatching, Lab.Experiments.DynamicBatching, Lab.Experiments.ContinuousBatching, Lab.Experiments.BatchInvariance],
        Why = BatchingTexts.Why,
        Answer = BatchingTexts.Answer,
        FollowUps = BatchingTexts.FollowUps,
    });
}

file static class BatchingTexts
{
    private static readonly IExperiment s_exam = Experiments.EntryExam;
    private static readonly IExperiment s_static = Experiments.StaticBatching;
    private static readonly IExperiment s_dynamic = Experiments.DynamicBatching;
    private static readonly IExperiment s_continuous = Experiments.ContinuousBatching;
    private static readonly IExperiment s_invariance = Experiments.BatchInvariance;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("When is a dynamic batch the right choice?", _ =>
            "When all requests take one step, as with a classifier or an embedding model. Nobody waits for a longer answer then, and a window is a plain trade of latency for machine time."),
        new("How full is a continuous batch?", f => Phrase.OnlyMeasured(
            $"As full as the arrivals make it: {InStep(f, 0.35)} sequences in a step at 0.35 requests a second, {InStep(f, 2.8)} at 2.8, of 256 allowed (simulated). Beyond that the memory for keys and values is the limit. " +
            "A half-empty batch is no waste by itself: it means that users do not queue.")),
        new("What can continuous batching gain at most?", f => Phrase.OnlyMeasured(
            $"On decoding, the padding: {Gain(f, 8)} with batches of 8 and {Gain(f, 64)} with 64. What it gains in latency is more, because nobody waits for a batch to begin or to end.")),
        new("Does batching change the answers?", f =>
            "It may: sums of floating-point numbers depend on their order, and a kernel may choose its order by the size of the batch. " +
            Phrase.Or($"Measured here {f.Verdict(s_invariance, "003-service-same-output")}.", "Kernels that fix the order are possible.")),
        new("Why should I believe a simulation?", f =>
            "Because it sat an exam first: queues and batches with a known answer, and the log of 300 real requests to a vLLM server. " +
            Phrase.Or($"The worst of its rows has {f.Headline(s_exam)} of the error that is allowed. ", "") +
            "At low load, with other models and on other devices it has not been tried."),
    ];

    public static string Why(Findings f) => $"""
        **Waiting to be filled.** Simulated at 10 requests a second, the first of a batch of 8 waits {f.Number(s_static, StaticBatching.Wait, ("part", "position"), ("position", 1), ("variant", StaticBatching.SimulatedName))},
        the mean over the batch is {f.Number(s_static, StaticBatching.MeanWait, ("part", "position"), ("variant", StaticBatching.SimulatedName))}: (B - j) / rate and half of (B - 1) / rate. A dynamic batch of 8 or 100 ms
        bounds that, and holds {f.Number(s_dynamic, DynamicBatching.MeanSize, ("part", "size"), ("per-second", 10), ("variant", DynamicBatching.SimulatedName))} requests on average.

        **Waiting for the longest.** Of the places that batches of 32 compute, {Slots(f)} make a token, with answers drawn like Azure's. An answer of 10 tokens beside one of 1,000 is given back after
        {f.Number(s_continuous, ContinuousBatching.ShortEnds, ("part", "two"), ("variant", ContinuousBatching.Static))} in a padded batch and after
        {f.Number(s_continuous, ContinuousBatching.ShortEnds, ("part", "two"), ("variant", ContinuousBatching.Continuous))} by continuous batching (modelled).

        **The same arrivals.** At 0.35 requests a second with lengths like Azure's, on one modelled RTX 4090, the objectives (first token within 1 s, then 100 ms a token) are kept by {Kept(f, 0.35, ContinuousBatching.Static)} of the
        requests with static batches of 8, {Kept(f, 0.35, ContinuousBatching.Dynamic)} with dynamic ones, {Kept(f, 0.35, ContinuousBatching.Continuous)} with continuous batching. At 2.8 a second continuous batching keeps them for
        {Kept(f, 2.8, ContinuousBatching.Continuous)}, and whole prompts instead of chunks for {Kept(f, 2.8, ContinuousBatching.Whole)}.

        **Why it works at all.** A step must read the weights, for one sequence or for many. What ends it is arithmetic at the ridge, or keys and values, which every sequence brings for itself.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "I would batch continuously: a request joins at the next step and leaves with its last token.",
        "Batching pays because a step reads all weights, whether for one sequence or for a hundred.",
        "A fixed batch spoils that twice. Its first request waits for the last one to come, and its short answers wait for the longest.",
        Phrase.Or(
            $"With answers like those of real conversations only {SlotsSpoken(f)} of the places in batches of 32 make a token.",
            "With answers like those of real conversations fewer than half of its places make a token."),
        "A time window bounds the first wait, not the second, so it fits classifiers and not chat.",
        Phrase.Or(
            $"On the same simulated arrivals, 0.35 a second on one card, the promise of a second to the first token is kept for {KeptSpoken(f, ContinuousBatching.Static)} of the requests by static batches, {KeptSpoken(f, ContinuousBatching.Dynamic)} by dynamic and {KeptSpoken(f, ContinuousBatching.Continuous)} by continuous ones.",
            "On the same simulated arrivals the continuous batch keeps promises that the others break."),
        "Its limits are the arrivals, the memory for keys and values, and long prompts, which I would cut into chunks so that running answers do not stall.");

    private static string Slots(Findings f) => f.Number(s_static, StaticBatching.SlotUse, ("part", "slots"), ("variant", AnswerLengths.AzureLike), ("batch", 32));

    private static string SlotsSpoken(Findings f) => Phrase.Number(f, s_static, StaticBatching.SlotUse, ("part", "slots"), ("variant", AnswerLengths.AzureLike), ("batch", 32));

    private static string Kept(Findings f, double load, string scheduler) => f.Number(s_continuous, ContinuousBatching.Kept, ("part", "contest"), ("load", load), ("variant", scheduler));

    private static string KeptSpoken(Findings f, string scheduler) => Phrase.Percent(f.Value(s_continuous, ContinuousBatching.Kept, ("part", "contest"), ("load", 0.35), ("variant", scheduler)) / 100);

    private static string InStep(Findings f, double load) => Phrase.Number(f, s_continuous, ContinuousBatching.InStep, ("part", "contest"), ("load", load), ("variant", ContinuousBatching.Continuous));

    private static string Gain(Findings f, int batch) => Phrase.Times(f.Value(s_continuous, ContinuousBatching.MostGain, ("part", "bound"), ("variant", AnswerLengths.AzureLike), ("batch", batch)));
}
