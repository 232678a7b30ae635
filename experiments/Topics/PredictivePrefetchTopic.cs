namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>04: predictive prefetch.</summary>
    public static readonly Topic PredictivePrefetch = Add(new()
    {
        Name = "04-predictive-prefetch",
        Title = "Predictive prefetch",
        Documents = "000, solution 3",
        Question = "Could you fetch the next batch's embedding rows before the batch is there? How much of it, at what waste, and does that hide the latency?",
        WrongAnswer = "\"Language is predictable, so a model of the next word names most of the next batch, and the transfer disappears behind the computation.\" "
            + "It tempts because the next word often is predictable, and because a diagram shows fetch and computation neatly above each other.",
        Says = """
            - Document 000: anticipate what the next batch needs from patterns. Language is highly predictable, its perplexity is about 20 to 50 ("The cat sat on the ..." leaves few candidates).
            - About 70 % of the next batch can be prefetched while the current one is processed, and the latency of the transfer hides behind computation.
            - Among the causes of poor cache use it names that nothing is prefetched by the patterns of access.
            """,
        Prediction = """
            - Perplexity is about the next id; a prefetch is about the next thousand. After some ten words a model of what follows what knows little more than how often each word occurs.
            - Ids and distinct rows differ. The ids that are easy to name are the popular ones, which a cache holds anyway. Independent draws (1 M rows, exponent 1, batches of 1,000) already repeat 37 % of the ids from the batch before, but 14 % of the distinct rows.
            - A prefetch hides min(fetch, computation) at best. With both equally long that is a factor of 2, and never more.
            - A wrong guess is read as well. A guess that names four rows for each one used moves four times the bytes.
            - If the next batch is known, because a queue holds it, there is nothing to predict: 100 %.
            """,
        Experiments = [Experiments.Prefetch],
        Why = PredictivePrefetchTexts.Why,
        Answer = PredictivePrefetchTexts.Answer,
        FollowUps = PredictivePrefetchTexts.FollowUps,
    });
}

/// <summary>The texts of topic 04 that hold numbers of a run.</summary>
internal static class PredictivePrefetchTexts
{
    private const string Text = "docs-unique";
    private const string Zipf = "zipf 1.0";

    /// <summary>What is asked next.</summary>
    public static IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new("Where would you get the next batch from, instead of guessing it?", _ =>
            "From whatever already holds it: the data loader in training, the request queue and the prompt in serving. A prompt's tokens are all known before the first layer runs. Only the tokens that the model itself generates are unknown, and these are one per sequence and step."),
        new("Is a prefetcher better than a cache?", f =>
            $"They answer different questions. Counting how often rows are used named {Covered(f, Prefetchers.Frequency)} of a batch's distinct rows with 1,000 rows, and these hardly change from batch to batch: that is a cache. A prefetcher is worth its reads for rows that the cache does not hold and that one knows are coming."),
        new("How much can overlap gain at most?", f =>
            $"Twice, when fetch and computation take the same time; less otherwise, because the longer one remains. Here, with computation as long as the fetch, a known next batch ran at {OverSerial(f, 1, Prefetch.LookAhead)} the speed of one after the other, with computation twice as long at {OverSerial(f, 2, Prefetch.LookAhead)}."),
        new("What limits the hidden share in practice?", f =>
            $"The fetch is not free of processor time: here it kept {Phrase.Percent(FetchCpu(f))} of a core busy, which the computation then lacks. And a batch may come before its rows are all there: that happened to {Phrase.Percent(Late(f, 1))} of the batches with computation as long as the fetch, and to {Phrase.Percent(Late(f, 2))} with computation twice as long."),
    ];

    /// <summary>The mechanism.</summary>
    public static string Why(Findings f) => string.Join("\n\n",
        $"**The easy part is the part that a cache has.** On `docs-unique` the batch before names {Repeated(f, Prefetch.UniqueCoverage, Text)} of a batch's distinct rows and {Repeated(f, Prefetch.TotalCoverage, Text)} of its ids. For independent draws it is {Repeated(f, Prefetch.UniqueCoverage, Zipf)} and {Repeated(f, Prefetch.TotalCoverage, Zipf)}. "
            + "Popular words fill the ids, and they come in every batch. What has to be fetched are distinct rows, and the rare ones among them are the ones that change.",
        $"**Perplexity looks one id ahead, a prefetch a thousand.** Perplexity is the number of equally likely candidates that would be as hard to choose from. Knowing the last three ids lowers the perplexity of the next one from {Perplexity(f, 0)} to {Perplexity(f, 3)}. "
            + $"Yet for a whole batch, at 1,000 rows named, the first-order model covers {Covered(f, Prefetchers.Markov1)} of the distinct rows, the third-order one {Covered(f, Prefetchers.Markov3)}, and plain counting {Covered(f, Prefetchers.Frequency)}. A chain of guesses forgets where it began; what is left is how often words occur.",
        $"**A guess costs bytes.** Of the 1,000 rows that counting names, {Phrase.Percent(Coverage(f, Prefetch.Accuracy, Prefetchers.Frequency))} are used: {Wasted(f, Prefetchers.Frequency)} per batch are read for nothing. The batch before names fewer rows, {Phrase.Percent(Coverage(f, Prefetch.Accuracy, Prefetchers.PreviousBatch))} of them used, {Wasted(f, Prefetchers.PreviousBatch)} for nothing. Over a link that is the bottleneck, these bytes delay the right ones.",
        $"**Overlap hides the shorter of the two.** With the next batch known and computation as long as the fetch, {Hidden(f, 1, Prefetch.LookAhead)} of the shorter was hidden; with the batch before as a guess, {Hidden(f, 1, Prefetch.Guess)}{Negative(f)}. "
            + $"With computation twice as long it was {Hidden(f, 2, Prefetch.LookAhead)} and {Hidden(f, 2, Prefetch.Guess)}. What the guess did not name is fetched after the batch has come, when there is nothing left to hide it behind.");

    /// <summary>The sixty-second answer.</summary>
    public static string Answer(Findings f) => Phrase.Say(
        "Yes, but I would rather know the next batch than guess it. In training the loader has it, in serving the queue and the prompt: then coverage is 100 % and no byte is wasted.",
        HiddenSentence(f),
        "Guessing is weaker than it sounds.",
        Phrase.Or(
            $"The previous batch names {Repeated(f, Prefetch.TotalCoverage, Text)} of the ids of our text, but {Repeated(f, Prefetch.UniqueCoverage, Text)} of the distinct rows, and these are what is fetched.",
            "The ids that are easy to name are the popular ones, but what is fetched are the distinct rows."),
        Phrase.Or(
            $"Plain counting names {Covered(f, Prefetchers.Frequency)}, but a cache would hold those rows anyway, and of the rows it names {Phrase.Percent(Coverage(f, Prefetch.Accuracy, Prefetchers.Frequency))} are used.",
            "Plain counting names rows that a cache would hold anyway."),
        "Low perplexity does not help much: it is about the next word, not the next thousand. And overlap gains at most a factor of two, because the longer of the two remains.");

    private static string Repeated(Findings f, Metric metric, string trace) =>
        Phrase.Percent(f.Value(Experiments.Prefetch, metric, ("part", "repetition"), ("trace", trace), ("variant", Prefetchers.PreviousBatch.Name)));

    private static double Coverage(Findings f, Metric metric, PrefetcherInfo prefetcher) =>
        f.Value(Experiments.Prefetch, metric, ("part", "coverage"), ("trace", Text), ("budget", Prefetch.FairBudget), ("variant", prefetcher.Name));

    private static string Covered(Findings f, PrefetcherInfo prefetcher) => Phrase.Percent(Coverage(f, Prefetch.UniqueCoverage, prefetcher));

    private static string Wasted(Findings f, PrefetcherInfo prefetcher) => Phrase.Of(Coverage(f, Prefetch.WastedBytes, prefetcher) / 1e6, "MB");

    private static string Perplexity(Findings f, int history) => Phrase.Of(
        f.Value(Experiments.Prefetch, Prefetch.Perplexity, ("part", "history"), ("trace", Text), ("history", history), ("variant", Prefetch.LearntOnTheWay)), "");

    private static (string Name, ParameterValue Value)[] Overlapped(int computeOverFetch, string variant) =>
        [("part", "overlap"), ("trace", Text), ("compute over fetch", computeOverFetch), ("variant", variant)];

    private static double HiddenValue(Findings f, int computeOverFetch, string variant) => f.Value(Experiments.Prefetch, Prefetch.HiddenShare, Overlapped(computeOverFetch, variant));

    private static string Hidden(Findings f, int computeOverFetch, string variant) =>
        f.Of(Experiments.Prefetch).Single(Prefetch.HiddenShare, Overlapped(computeOverFetch, variant)) is { } hidden && double.IsFinite(hidden.Value)
            ? $"{Phrase.Percent(hidden.Value)} [{Phrase.Percent(hidden.Low)}, {Phrase.Percent(hidden.High)}]"
            : Findings.NotMeasured;

    // Less than nothing: both together took longer than one after the other.
    private static string HiddenShort(Findings f, string variant) => HiddenValue(f, 1, variant) <= 0 ? "nothing" : Phrase.Percent(HiddenValue(f, 1, variant));

    private static string HiddenSentence(Findings f) => HiddenValue(f, 1, Prefetch.LookAhead) <= 0 && HiddenValue(f, 1, Prefetch.Guess) <= 0
        ? "With computation as long as the fetch nothing was hidden here, whether the next batch was known or guessed, which happens where both need the same processor."
        : $"With the next batch known and computation as long as the fetch, {HiddenShort(f, Prefetch.LookAhead)} of the shorter one was hidden here; with the previous batch as a guess {HiddenShort(f, Prefetch.Guess)}.";

    private static string Negative(Findings f) =>
        new[] { HiddenValue(f, 1, Prefetch.LookAhead), HiddenValue(f, 1, Prefetch.Guess), HiddenValue(f, 2, Prefetch.LookAhead), HiddenValue(f, 2, Prefetch.Guess) }.Any(h => h < 0)
            ? " (below zero: with the prefetch a batch took longer than without it, which happens where fetch and computation need the same processor)"
            : "";

    private static double Late(Findings f, int computeOverFetch) => f.Value(Experiments.Prefetch, Prefetch.LateShare, Overlapped(computeOverFetch, Prefetch.LookAhead));

    private static double FetchCpu(Findings f) => f.Value(Experiments.Prefetch, Prefetch.FetchCpu, Overlapped(1, Prefetch.FetchAlone));

    private static string OverSerial(Findings f, int computeOverFetch, string variant) => Phrase.Times(
        f.Value(Experiments.Prefetch, Prefetch.BatchMs, Overlapped(computeOverFetch, Prefetch.Serial)) / f.Value(Experiments.Prefetch, Prefetch.BatchMs, Overlapped(computeOverFetch, variant)));
}
