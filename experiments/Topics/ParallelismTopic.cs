namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>36: several devices for one model or for many requests.</summary>
    public static readonly Topic Parallelism = Add(new()
    {
        Name = "36-parallelism",
        Title = "Parallelism, and a plan",
        Documents = "003, parallelism",
        Question = """
            You have eight accelerators and a model that fits on two of them. Do you build one fast server or four slower ones, and how do you find out how many you need?
            """,
        WrongAnswer = """
            "Tensor parallelism over all eight: eight times as fast." It tempts because the weights are divided by eight; but after every half layer the devices must add up what they have, and that time is not divided by anything.
            """,
        Says = """
            - Replicas serve more users; tensor and pipeline parallelism serve larger models; context parallelism serves long inputs.
            - Tensor parallelism lowers the latency of a request, with diminishing returns, for the devices must exchange their parts.
            - Pipelines add latency, stand idle with small batches, and have a high throughput with large ones.
            - Splitting the context takes pressure off the memory, but attention still needs exchange.
            - Sequence parallelism puts different operators on different devices, such as attention and feed-forward blocks.
            """,
        Prediction = """
            - Shared layers read weights in 1/d of the time and add two sums a layer: 160 for 80 layers, 25 us each at the least, 4 ms that no further device takes away.
            - A pipeline of p stages and m pieces stands idle for (p - 1) / (m + p - 1), and one token passes all stages one after the other as before.
            - Attention over parts of a context merges exactly: a maximum, a sum and a vector of each part are all it takes.
            - What is called sequence parallelism splits norms and dropout along the sequence. What the document describes has another name.
            - Replicas divide the queue and nothing else: what one request takes alone stays. So an objective below that is out of reach at any number.
            """,
        Experiments = [Lab.Experiments.ReplicaScaling, Lab.Experiments.TensorParallelism, Lab.Experiments.PipelineBubbles, Lab.Experiments.ContextAndSequence, Lab.Experiments.ServingPlanner],
        Why = ParallelismTexts.Why,
        Answer = ParallelismTexts.Answer,
        FollowUps = ParallelismTexts.FollowUps,
    });
}

file static class ParallelismTexts
{
    private static readonly IExperiment s_replicas = Experiments.ReplicaScaling;
    private static readonly IExperiment s_tensor = Experiments.TensorParallelism;
    private static readonly IExperiment s_pipeline = Experiments.PipelineBubbles;
    private static readonly IExperiment s_context = Experiments.ContextAndSequence;
    private static readonly IExperiment s_plan = Experiments.ServingPlanner;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("When would you use a pipeline at all?", f => Phrase.OnlyMeasured(
            $"When the model fits on no machine and the link between machines is slow: a pipeline sends one activation per stage and not a sum per half layer. Four stages with eight pieces stand idle for {Idle(f, 4, 8)} of the time, so I would keep many requests under way.")),
        new("What crosses the link when the context is split?", f => Phrase.OnlyMeasured(
            $"Modest amounts for a token and much for a prompt: over eight devices and 131,072 tokens of a 70B model, {Sent(f, ContextAndSequence.MergeName)} for each token and {Sent(f, ContextAndSequence.RingName)} for the prompt, from each device. Merging is exact: the largest difference was rounding.")),
        new("How far would you trust the plan?", f => Phrase.OnlyMeasured(
            $"As far as it was tried. Its simulator replays 300 requests of a real server with a mean time to first token that is {f.Number(s_plan, ServingPlanner.Acceptance, ("against", "log"), ("variant", "TTFT mean, vLLM log"))} times the real one. But that log is one run in overload with other lengths, so the plan says that it lies outside, and I would buy the robust one.")),
        new("What is the cheapest measurement that would improve it?", f => Phrase.OnlyMeasured(
            $"The step times of my own server, for some hours. With two accelerators, steps that are 5 % slower changed the share that keeps its objectives by {Phrase.Number(f, s_plan, ServingPlanner.Change, ("variant", "steps 5 % slower"))}, and ten percent more requests by {Phrase.Number(f, s_plan, ServingPlanner.Change, ("variant", "rate + 10 %"))}.")),
    ];

    public static string Why(Findings f) => $"""
        **Replicas share a queue or divide it.** At 0.8 of what a server can do a request waits four service times; behind one queue for eight servers it waits {f.Headline(s_replicas)} of one. A random split leaves the four.

        **Sums are not divided.** The start-up times alone of a step's sums come to {f.Number(s_tensor, TensorParallelism.Floor)} (computed). What doubling the devices gained in measurements elsewhere: {f.Verdict(s_tensor, "003-tp-reduces-latency")}.

        **A pipeline is as good as it is full.** Two stages and one piece stand idle for {Idle(f, 2, 1)} of the time, two and four for {Idle(f, 2, 4)}, four and eight for {Idle(f, 4, 8)}. A token's own time is not shortened by stages.

        **Splitting a context is exact and costs traffic.** Eight parts merged differ from the whole by {f.Number(s_context, ContextAndSequence.MergeDifference, ("parts", 8))}. Each device holds an eighth of the keys and values,
        {f.Number(s_context, ContextAndSequence.KvGB, ("devices", 8))} of {f.Number(s_context, ContextAndSequence.KvGB, ("devices", 1))}, and sends {Sent(f, ContextAndSequence.RingName)} for a prompt of 131,072 tokens.

        **A name for two things.** {Verdict(f, s_context, "003-sequence-parallelism")}.

        **More servers, up to a limit.** For arrivals drawn like Azure's at 5.53 a second and a first token within 1 s, one RTX 4090 keeps {Kept(f, 1)} of the requests, two {Kept(f, 2)}, three {Kept(f, 3)} (modelled). The recorded arrivals need {Plan(f, 1_000)} for 1 s and
        {Plan(f, 500)} for 500 ms. For 200 ms no number is enough: {Limit(f)} is the most, because a long prompt alone takes longer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "The model needs two devices, so the smallest server shares its layers over two; I would build four of those before I build one of eight.",
        "Sharing layers divides the reading of the weights, but every layer ends in two sums over the devices, and for a 70B model their start-up times alone are milliseconds a token.",
        "Four servers divide the queue instead, and one may fail.",
        "A pipeline helps only a model that fits nowhere, and only with many requests under way.",
        "How many I need I would not guess: I replay my own arrivals in a simulator that has first reproduced a real server's log, and count who keeps the objectives.",
        Phrase.Or(
            $"For Azure's recorded conversations and a first token within a second that gave {Plan(f, 1_000)} RTX 4090s for an 8B model, and {Plan(f, 500)} for half a second.",
            "Each halving of the objective takes more servers, until none helps."),
        "For 200 ms no number helps, because long prompts alone take longer; then it is another device, a smaller model, or another objective.");

    private static string Idle(Findings f, int stages, int pieces) => Findings.Text(f.Value(s_pipeline, PipelineBubbles.Idle, ("stages", stages), ("micro-batches", pieces)), "%");

    private static string Sent(Findings f, string variant) => f.Number(s_context, ContextAndSequence.SentMB, ("variant", variant), ("tokens", 131_072));

    private static string Kept(Findings f, int accelerators) => f.Number(s_plan, ServingPlanner.Attained, ("part", "frontier"), ("accelerators", accelerators), ("variant", "as simulated"));

    private static string Plan(Findings f, double ttft) => Findings.Text(f.Value(s_plan, ServingPlanner.Replicas, ("trace", ServingPlanner.Recorded), ("ttft", ttft), ("variant", "cheapest")));

    private static string Limit(Findings f) => Phrase.Number(f, s_plan, ServingPlanner.Limit, ("trace", ServingPlanner.Recorded), ("ttft", 200));

    private static string Verdict(Findings f, IExperiment experiment, string claim) => f.Verdict(experiment, claim) is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "";
}
