namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>14: the times of an answer, what each is made of, and when which one counts.</summary>
    public static readonly Topic LatencyMetrics = Add(new()
    {
        Name = "14-latency-metrics",
        Title = "Latency metrics",
        Documents = "003, latency metrics; latency decomposition formula; trade-off of TTFT and TPOT; model time and user time; recommended diagnostics",
        Question = """
            Users say that answers are slow. Which times do you measure, what is each made of, and what does each tell you to change?
            """,
        WrongAnswer = """
            "Time to first token is the prompt's time, so I plot it over prompt lengths; the whole answer takes that plus tokens times time per token; and a hundred input tokens cost as much as one output token." It tempts because all of it holds for one request on an idle machine. A server is neither.
            """,
        Says = """
            - Time to first token (TTFT) corresponds to the prefill phase and depends strongly on the prompt's length; plot it over the input length.
            - Time per output token (TPOT) is the time of each token after the first: 1,000 tokens at 100 ms take 100 s.
            - Fast readers take about 120 ms a token; 6 to 8 tokens a second are a practical target, and faster ones rarely help.
            - The whole latency is TTFT plus TPOT times the output tokens.
            - 100 input tokens weigh as much as one output token.
            - With hidden tokens the user's first token comes much later than the model's: some call it time to publish.
            """,
        Prediction = """
            - On an idle server TTFT is a straight line over the prompt's length. Near capacity most of it is waiting, and in overload all of it: then the order of arrival explains it and the prompt nothing.
            - The sum has one gap too many: N tokens have N - 1 gaps. With 200 ms to the first token and 100 ms for each further one that is a third too much for two tokens, and a thousandth for a thousand.
            - What an output token is worth in input tokens is the device's ridge when one answer runs, 150 to 300, and falls as answers share a step: forty share one for the price of little more than one.
            - 120 ms a token are 8.3 tokens a second, more than the target of 6 to 8: the two figures do not meet. An average reader needs about 5.
            - A hidden token costs as much as a visible one, so a plan of 100 tokens moves the first visible token by 100 steps.
            """,
        Experiments =
        [
            Lab.Experiments.TtftUnderLoad, Lab.Experiments.LatencyDecomposition, Lab.Experiments.ExchangeRate, Lab.Experiments.ReadingSpeed, Lab.Experiments.TokenJitter,
            Lab.Experiments.TimeToPublish,
        ],
        Why = LatencyMetricsTexts.Why,
        Answer = LatencyMetricsTexts.Answer,
        FollowUps = LatencyMetricsTexts.FollowUps,
    });
}

file static class LatencyMetricsTexts
{
    private static readonly IExperiment s_load = Experiments.TtftUnderLoad;
    private static readonly IExperiment s_sum = Experiments.LatencyDecomposition;
    private static readonly IExperiment s_rate = Experiments.ExchangeRate;
    private static readonly IExperiment s_reader = Experiments.ReadingSpeed;
    private static readonly IExperiment s_jitter = Experiments.TokenJitter;
    private static readonly IExperiment s_publish = Experiments.TimeToPublish;

    private static readonly string s_idle = TtftUnderLoad.Name(0.1);
    private static readonly string s_busy = TtftUnderLoad.Name(2.5);
    private static readonly string s_overloaded = TtftUnderLoad.Name(6);

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Is a plot of TTFT over prompt lengths useless?", f =>
            $"On an idle server it is the best picture there is: the length explains {Phrase.Percent(Explained(f, s_idle))} of the variance. At two thirds of the capacity it explains {Phrase.Percent(Explained(f, s_busy))}. " +
            "So I would draw the queueing delay beside it, and look at that one first."),
        new("Who cares about one gap?", f =>
            $"For long answers nobody; for short ones it is a large part: at 200 ms and 100 ms {Phrase.Percent(Excess(f, 2))} for two tokens, {Phrase.Percent(Excess(f, 100))} for a hundred. " +
            "And whoever divides by N instead of N - 1 reports a TPOT that no step ever took."),
        new("Would you buy decode or prefill?", f =>
            $"That depends on how many answers run at once. Alone, an output token is worth {Phrase.Of(Rate(f, 1), "input tokens")} here; with 40 answers in a step, {Phrase.Of(Rate(f, 40), "input tokens")}. A full server is a prefill machine far sooner than the rule of a hundred says."),
        new("Is faster than reading wasted?", f =>
            $"For prose that is read once, nearly: an average reader takes {Phrase.Number(f, s_reader, ReadingSpeed.TokensPerSecond, ("variant", ReadingSpeed.AverageReader))}. " +
            "Code, tables and answers that are skimmed are taken faster, and a program that needs the whole answer takes all it can get."),
    ];

    public static string Why(Findings f) => $"""
        **Waiting is in the time to first token, and in overload it is all of it.** Simulated at {s_idle} waiting is {Share(f, s_idle)} of it, at {s_busy} {Share(f, s_busy)}, at {s_overloaded} {Share(f, s_overloaded)}. In the log of 300 real requests to an overloaded
        server it is {Share(f, TtftUnderLoad.LogName)}. What explains the time then is the order of arrival: {Phrase.Percent(f.Value(s_load, TtftUnderLoad.R2, ("load", TtftUnderLoad.LogName), ("variant", TtftUnderLoad.ByOrder)))} of the variance, against
        {Phrase.Percent(Explained(f, TtftUnderLoad.LogName))} by the prompt's length. On the idle server one more prompt token adds {f.Number(s_load, TtftUnderLoad.Slope, ("load", s_idle))}.

        **N tokens have N - 1 gaps.** The first token's time is TTFT already. With N gaps the sum is {f.Number(s_sum, LatencyDecomposition.ExcessInTpots, ("part", "computed"))} TPOT too long, on the real log {f.Number(s_sum, LatencyDecomposition.ExcessMs, ("variant", "mean"))}
        on average and {f.Number(s_sum, LatencyDecomposition.ExcessMs, ("variant", "most"))} at most. A thousand tokens at 100 ms take {f.Number(s_sum, LatencyDecomposition.DecodeSeconds)} after the first.

        **An output token reads every weight, an input token only computes.** With one answer the rate between them is near the ridge of the device, peak over bandwidth. Modelled on one RTX 4090 it is
        {RateText(f, 1)} with one answer, {RateText(f, 8)} with 8 and {RateText(f, 40)} with 40: answers that share a step share the reading.

        **People read at their own pace.** 238 words a minute are {f.Number(s_reader, ReadingSpeed.TokensPerSecond, ("variant", ReadingSpeed.AverageReader))}; 120 ms a token are {f.Number(s_reader, ReadingSpeed.TokensPerSecond, ("variant", ReadingSpeed.FastReader))}. What hurts at such rates
        is not the mean but a gap: a prompt of 2,048 tokens that is computed whole holds the running answers for {f.Headline(s_jitter)} (modelled).

        **Hidden tokens are tokens.** With 100 of them the first visible token came after {f.Number(s_publish, TimeToPublish.Later, ("part", "modelled"), ("hidden", 100))} the model's own time to first token (simulated). What needs a language model comes with the
        transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "First I would fix the clock: latencies count from when a request was due, not from when somebody took it.",
        "Then I measure the wait, the time to first token, the gaps after it and the end. They add up with one gap fewer than tokens.",
        Phrase.Or(
            $"Time to first token is the prompt only on an idle server: in a real log of an overloaded one {Phrase.Percent(f.Value(s_load, TtftUnderLoad.QueueShare, ("load", TtftUnderLoad.LogName)))} of it was the queue.",
            Phrase.Or(
                $"Time to first token is the prompt only on an idle server: simulated in overload {Phrase.Percent(f.Value(s_load, TtftUnderLoad.QueueShare, ("load", s_overloaded)))} of it was the queue.",
                "Time to first token is the prompt only on an idle server; in overload it is the queue.")),
        "So a plot over prompt lengths comes after one of the queueing delay.",
        Phrase.Or(
            $"A hundred input tokens for one output token is no constant: {Phrase.Of(Rate(f, 1), "")} with one answer on a modelled RTX 4090, {Phrase.Of(Rate(f, 40), "")} with forty in a step.",
            "A hundred input tokens for one output token is no constant: answers that share a step share its cost."),
        "For people I watch the longest gap and the first visible token, for programs the end, and I write down which percentile of which of them we promise.");

    private static double Rate(Findings f, int running) => f.Value(s_rate, ExchangeRates.Rate, ("part", "line"), ("running", running), ("variant", ExchangeRates.WholePrompt));

    private static string RateText(Findings f, int running) => Findings.Text(Rate(f, running));

    private static double Explained(Findings f, string load) => f.Value(s_load, TtftUnderLoad.R2, ("load", load), ("variant", TtftUnderLoad.ByLength));

    private static double Excess(Findings f, int tokens) => f.Value(s_sum, LatencyDecomposition.Excess, ("tokens", tokens));

    private static string Share(Findings f, string load) => Phrase.Percent(f.Value(s_load, TtftUnderLoad.QueueShare, ("load", load)));
}
