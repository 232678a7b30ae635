namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>15: latency as a distribution.</summary>
    public static readonly Topic LatencyDistributions = Add(new()
    {
        Name = "15-latency-distributions",
        Title = "Latency distributions",
        Documents = "003, inference performance metrics: latency is a distribution, percentile-based latency metrics",
        Question = """
            A service's mean time to first token is 390 ms, its median 100 ms, and somebody asks for "the p99". What do you report, from how many requests, and what do you alert on?
            """,
        WrongAnswer = """
            "Report p99, it is the worst case, and take it from the last hundred requests." It tempts because a high percentile sounds careful; but one request in a hundred is worse than p99, and a hundred values cannot find it.
            """,
        Says = """
            - Ten example latencies (nine near 100 ms, one of 3,000 ms) average about 390 ms: one outlier makes the mean, which misleads.
            - Outliers come from the network, from long prompts, from starved resources and from cold starts.
            - p50 is the typical user, p90 and p95 are the tail that most users stay below, p99 is the worst case.
            - Plot the time to first token over the length of the input, follow percentiles over time, and alert on p95 and p99 and not on averages.
            """,
        Prediction = """
            - The mean of the ten is 390 ms and the median 100 ms: arithmetic. Their p90 is 110 ms by nearest rank and 399 ms by the formula that many libraries use, because it falls into the gap before the outlier.
            - The worst case is the maximum; a hundredth of all requests lies above p99, whatever the worst is.
            - With n independent requests the greatest lies above p99 with probability 1 - 0.99^n: 459 are needed for 99 %. Before that no formula can find it.
            - A generator that waits for answers sends nothing during a freeze, so it sees one slow request where users see a hundred.
            - Each cause of an outlier stretches another span of the request, so spans tell causes apart, and totals do not.
            - An alert finds what its statistic feels: p95 a tail that grows, the median a shift of everybody. A mean with outliers in it swings too much to tell.
            """,
        Experiments = [Lab.Experiments.TenNumbers, Lab.Experiments.HowManySamples, Lab.Experiments.OutlierCauses],
        Why = LatencyDistributionsTexts.Why,
        Answer = LatencyDistributionsTexts.Answer,
        FollowUps = LatencyDistributionsTexts.FollowUps,
    });
}

file static class LatencyDistributionsTexts
{
    private static readonly IExperiment s_ten = Experiments.TenNumbers;
    private static readonly IExperiment s_samples = Experiments.HowManySamples;
    private static readonly IExperiment s_causes = Experiments.OutlierCauses;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Two dashboards show different p90s of the same requests. Which one is wrong?", f => Phrase.OnlyMeasured(
            $"Perhaps neither. For the ten numbers p90 is {Ten(f, "p90", "nearest-rank")} by nearest rank and {Ten(f, "p90", "linear")} by linear interpolation. " +
            "More requests do not settle it when a gap lies just there, so a percentile is reported with its definition and its n.")),
        new("Your load test shows a p99 of a few milliseconds, and users complain. What do you look at first?", f => Phrase.OnlyMeasured(
            "Whether the generator waited for answers. " +
            $"With a freeze of a second in every fifty, simulated, p99 is {Freeze(f, HowManySamples.Open)} from the scheduled start and {Freeze(f, HowManySamples.Closed)} in a closed loop: it sends nothing while the server is frozen.")),
        new("How do you find the cause of one slow request?", f => Phrase.OnlyMeasured(
            "By its spans, not by its total. " +
            $"Injected one at a time, a slow network put {Stage(f, "network")} of the growth into the accept, a long prompt {Stage(f, "long prompt")} into the prefill, a starved processor {Stage(f, "starvation")} into the decode, and a cold start {Stage(f, "cold start")} into the queue.")),
        new("Would you alert on p99?", f => Phrase.OnlyMeasured(
            "Only with windows of thousands of requests. " +
            $"In simulated windows of 300, at one false alarm in a hundred, p99 found {Found(f, "p99", RegressionAlerts.TailOnly)} of the windows in which a tenth of the requests had become slower, p95 found {Found(f, "p95", RegressionAlerts.TailOnly)}.")),
    ];

    public static string Why(Findings f) => $"""
        **A percentile is a position, and a formula.** The ten numbers have a mean of {Ten(f, TenNumbers.MeanName, "linear")} and a median of {Ten(f, "p50", "linear")}. p90 is {Ten(f, "p90", "nearest-rank")} where the
        definition takes a value that was seen, {Ten(f, "p90", "linear")} and {Ten(f, "p90", "weibull")} where it draws a line into the gap, one at each end's rule. None of them is wrong, and repeating the ten a thousand times changes little.

        **A tail needs values in it.** Of n requests n / 100 lie above p99. {f.Number(s_samples, HowManySamples.Values, ("percentile", "p99"), ("variant", "99 % confidence"))} values make it 99 % sure that one does.
        Of a thousand values each, one run in twenty put p99 below {Relative(f, "5 % of the runs lie below")} of the truth and one in twenty above {Relative(f, "5 % of the runs lie above")}.

        **What was never sent is not in the tail.** A freeze of a second in every fifty delays two requests in a hundred. From the scheduled start p99 is {Freeze(f, HowManySamples.Open)} (simulated); a generator that
        waits for answers reports {Freeze(f, HowManySamples.Closed)}, because during the freeze it had one request under way and sent no other.

        **Causes differ inside.** From our own server, end to end against a plain request: network {Slower(f, "network")}, long prompt {Slower(f, "long prompt")}, starvation {Slower(f, "starvation")}, cold start
        {Slower(f, "cold start")}. From outside they are all slow requests; the spans tell them apart.{Log(f)}

        **An alert must be set.** For one false alarm in a hundred windows of 300 requests the threshold stands {Margin(f, "p95")} of healthy for p95, {Margin(f, "mean")} for the mean and {Margin(f, "p99")} for p99:
        with one outlier of 3 s in a hundred requests, p99 stands with one foot in the outliers.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "I report the median for the typical user, p95 for the tail, and the maximum for the worst case, each with its definition and the number of requests, and I count every latency from when the request was due.",
        Phrase.Or(
            $"The definition matters: of ten values with one outlier p90 is {Ten(f, "p90", "nearest-rank")} under one rule and {Ten(f, "p90", "linear")} under another.",
            "The definition matters where values are few or a gap lies at the tenth."),
        "A p99 I show from 459 requests on, and trust from some thousands; one request in a hundred is still slower.",
        Phrase.Or(
            $"The load must come by the clock: with a freeze of a second, p99 was {Freeze(f, HowManySamples.Open)} in an open loop and {Freeze(f, HowManySamples.Closed)} in one that waits for answers.",
            "The load must come by the clock, or a freeze delays one request instead of a hundred."),
        "I alert on the median for shifts and on p95 for the tail, with thresholds from healthy windows.",
        "And each request carries its spans, because network, long prompt, starvation and cold start look alike from outside.");

    private static string Ten(Findings f, string statistic, string definition) =>
        Findings.Text(f.Value(s_ten, TenNumbers.Ms, ("part", "ten"), ("statistic", statistic), ("variant", definition)), "ms");

    private static string Freeze(Findings f, string loop) => Phrase.Of(f.Value(s_samples, HowManySamples.LatencyMs, ("variant", loop), ("quantile", "p99")), "ms");

    private static string Relative(Findings f, string variant) => Phrase.Percent(f.Value(s_samples, HowManySamples.Relative, ("count", 1_000), ("variant", variant)));

    private static string Stage(Findings f, string cause) => Phrase.Percent(f.Value(s_causes, OutlierCauses.Expected, ("cause", cause)));

    private static string Slower(Findings f, string cause) => f.Number(s_causes, OutlierCauses.Slower, ("cause", cause));

    private static string Log(Findings f) => Phrase.Or(
        $" In the real log the first twelve requests take {Phrase.Percent(f.Value(s_causes, OutlierCauses.LogRatio, ("requests", "1 to 12")))} of what a warm simulation gives them.", "");

    private static string Found(Findings f, string statistic, string state) => Phrase.Percent(f.Value(s_causes, RegressionAlerts.Alarms, ("variant", statistic), ("window", 300), ("state", state)));

    private static string Margin(Findings f, string statistic) => Phrase.Times(f.Value(s_causes, RegressionAlerts.Threshold, ("variant", statistic), ("window", 300)));
}
