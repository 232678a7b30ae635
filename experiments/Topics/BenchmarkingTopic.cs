namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>10: benchmarking improvements properly.</summary>
    public static readonly Topic Benchmarking = Add(new()
    {
        Name = "10-benchmarking",
        Title = "Benchmarking without fooling yourself",
        Documents = "001, follow-up question 6",
        Question = """
            How would you benchmark improvements to an embedding lookup properly?
            """,
        WrongAnswer = """
            "Run both versions a few times in a loop and compare the averages." It tempts because it gives a number with three digits; the loop measures its own caches, and the average describes no request that ever happened.
            """,
        Says = """
            Document 001 asks the question and gives no answer. The curriculum of this project answers with ten habits that give wrong figures, each shown beside its cure.
            """,
        Prediction = """
            - A file that was just written lies in the page cache: "reading the disk" then measures memory, off by a factor of several.
            - A batch that is used again finds its rows in the caches: off by the ratio of cache to memory.
            - A loop that waits for each answer before it asks again never sees the requests that would have come during a stall: its p99 can be off by a hundred.
            - Units are the smallest sin: GiB for GB is 7 %. Mean and deviation are the strangest: a mean lookup that no lookup takes, and an error bar that reaches below zero.
            """,
        Experiments = [Lab.Experiments.FoolYourself],
        Why = BenchmarkingTexts.Why,
        Answer = BenchmarkingTexts.Answer,
        FollowUps = BenchmarkingTexts.FollowUps,
    });
}

file static class BenchmarkingTexts
{
    private static readonly IExperiment s_ways = Experiments.FoolYourself;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Your version is 3 % faster. Do you believe it?", _ =>
            "Not before I have timed the same code twice in the same run. What that pair differs by is the noise floor, and nothing below it is a difference. Then the two versions in shuffled rounds, the ratio within each round, and its interval; " +
            "and the whole run once more, because an interval within a run does not cover what drifts between runs."),
        new("How many samples does a p99 need?", _ =>
            "459, to see with 99 % certainty at least one request beyond it: 1 - 0.99^459 = 0.99. A p99 from 100 requests is the largest of them with another name. And it says nothing without its definition and its n."),
        new("Why not report the average?", f =>
            $"Because the times of lookups have two humps, hits and misses, and the average lies where nobody is. Here the deviation was {Phrase.Times(f.Value(s_ways, MeanOfTailWay.SigmaOverMean, ("way", "mean and sigma of a long tail")))} the mean; " +
            "above 1 an error bar of one deviation reaches into negative time. Say the median, p90 and p99 with n."),
        new("Everything is measured well. What can still be wrong?", _ =>
            "The input. A Zipf that is folded into the table by a remainder, hits counted over ids where rows were deduplicated before, a cache that was loaded before it was compared with one that starts empty: each is a perfect measurement of another question."),
    ];

    public static string Why(Findings f) => $"""
        Each line is what the careless way reports over what the careful one does, on this machine: above 1 it flatters, below 1 it does the work an injustice.

        **You measured a nearer tier.** A file in the page cache, taken for the disk: {Factor(f, "warm page cache")}. The same batch again and again, taken for memory: {Factor(f, "recycled batch")}. Two contenders in lockstep, the second of which finds
        what the first has fetched: {Factor(f, "contenders in lockstep")}. The clock was right each time; the bytes came from elsewhere. Cure: prove where they come from (page residency, bytes read), use more batches than the caches hold, and let
        contenders walk from places of their own.

        **You measured another state.** The first call counted with the rest: {Factor(f, "first call counted")}; it pays for fresh memory and compilation. A cache that was loaded before, against one from empty: {Factor(f, "pre-loaded cache")}. Cure: name the
        state (cold, warming, steady) and compare only within one.

        **You counted something else.** Zipf folded by a remainder: {Factor(f, "Zipf folded by modulo")}, because the law's endless tail is spread evenly over the table. Hits of all ids, reported for distinct rows: {Factor(f, "hits of total ids for unique rows")};
        dedup has already taken the easy ones. GiB called GB: {Factor(f, "GiB as GB")}. Cure: print the law, the denominator, the unit.

        **You did not see who waited.** In a closed loop a stall delays one request; in the world all those that come meanwhile. Simulated p99: {Factor(f, "closed loop")}. Cure: send by the clock, and count from the time at which a request should have
        been sent.

        **You summarised it away.** Median over mean of times with a long tail: {Factor(f, "mean and sigma of a long tail")}. Neither number alone tells that most lookups are quick and some are slow. Cure: quantiles with their n.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "By making it hard to fool myself. First both versions must give equal results. Then I say what I compare: which tier, which state, which denominator. I time both in one process, in shuffled rounds, next to the same code timed twice; "
        + "what that pair differs by is noise, and below it I claim nothing. I report the ratio with an interval, and quantiles with their n.",
        Phrase.Or(
            $"Bytes must come from where I say: on this machine a file that lay in the page cache looked {Short(f, "warm page cache")} as fast as the disk, and a recycled batch {Short(f, "recycled batch")} as fast as fresh ones.",
            "Bytes must come from where I say: a file that lies in the page cache is not the disk, and a recycled batch is not a fresh one."),
        Phrase.Or(
            $"For a service I send requests by the clock, because a loop that waits for its answers does not see the queue; simulated, its p99 looked {Short(f, "closed loop")} as good.",
            "For a service I send requests by the clock, because a loop that waits for its answers does not see the queue."),
        "I repeat the run before I believe a small difference, and look at the service last: a faster kernel may be no faster service.");

    private static string Factor(Findings f, string way) => f.Number(s_ways, FoolingWay.Factor, ("way", way));

    private static string Short(Findings f, string way) => Phrase.Times(f.Value(s_ways, FoolingWay.Factor, ("way", way)));
}
