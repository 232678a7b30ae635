namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>08: finding the hot rows, and noticing when they move.</summary>
    public static readonly Topic HotRowDetection = Add(new()
    {
        Name = "08-hot-row-detection",
        Title = "Detecting hot rows in production",
        Documents = "001, follow-up question 2; 001, GPU-aware caching",
        Question = """
            How do you detect hot rows in production?
            """,
        WrongAnswer = """
            "Count every row and take the top thousand." It tempts because it is exact; but it needs a counter for every row ever seen, and it answers which rows were hot since the beginning, not which are hot now.
            """,
        Says = """
            Document 001 asks the question and gives no answer. Elsewhere it preloads frequently used rows and keeps them near: it takes for granted that one knows them, and that they stay.
            """,
        Prediction = """
            - A few hundred hot rows stand far out of a skewed stream, so a sketch of some kilobytes should name them. The thousandth stands out less, and needs more memory.
            - Space-Saving should need the most: when all its counters are taken, every new row inherits the smallest count, and with a long tail most counters hold rows that passed by.
            - Rows that were hot before are not hot for ever. On independent draws pinning the first half's rows loses little; on text it loses points, and where rows drift it loses most.
            - LRU, which knows no counts at all, should beat pinning on text and lose to it on independent draws.
            """,
        Experiments = [Lab.Experiments.HotRowsFound],
        Why = HotRowTexts.Why,
        Answer = HotRowTexts.Answer,
        FollowUps = HotRowTexts.FollowUps,
    });
}

file static class HotRowTexts
{
    private const string Draws = "zipf 1.0";
    private const string Drifting = "drift 1.0";
    private const string Text = "docs-unique";
    private static readonly IExperiment s_found = Experiments.HotRowsFound;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which sketch would you take?", f =>
            $"Of the 1,000 hottest rows of Zipf draws, 64 KiB name {Recall(f, 1_000, "heavy-keeper")} by HeavyKeeper, {Recall(f, 1_000, "count-min-conservative")} by a count-min sketch that raises only its smallest counters, and " +
            $"{Recall(f, 1_000, "space-saving")} by Space-Saving. Space-Saving has the promise that is easiest to explain, never below the truth, and pays for it with 44 B a counter."),
        new("How do you notice that the hot rows have moved?", f =>
            "Watch the share of accesses that go to a fixed hot set, and add up how far it lies below its usual value; one number per window, no counters. After a sudden shift the alarm came " +
            $"{Phrase.Number(f, s_found, HotRowsFound.AlarmLag, ("part", "alarm"), ("trace", HotRowsFound.Shift))} accesses later (windows of 8,192); a stationary stream gave " +
            $"{Phrase.Of(f.Value(s_found, HotRowsFound.FalseAlarms, ("part", "alarm"), ("trace", HotRowsFound.Stationary)), "")} false alarms per million accesses."),
        new("And when the alarm comes, do you pin anew?", f =>
            $"Only if the rows have really moved. After a sudden shift pinning anew won {Phrase.Number(f, s_found, HotRowsFound.WonBack, ("part", "alarm"), ("trace", HotRowsFound.Shift), ("variant", HotRowsFound.Adaptive))} back. On the texts an alarm is often a burst: " +
            $"rows chosen from the last accesses lose {Lost(f, Text, HotRowsFound.Adaptive)} against the second half's own hottest, keeping the old ones {Lost(f, Text, HotRowsFound.ToOwn)}."),
        new("What does counting cost on the lookup path?", f =>
            $"{Phrase.Number(f, s_found, HotRowsFound.NsPerAdd, ("part", "time"), ("trace", Draws), ("variant", "heavy-keeper"))} an access with HeavyKeeper; an access to main memory usually takes some 100 ns. " +
            "Count one access in a hundred, or on another thread: the hot rows are those that a sample sees as well."),
    ];

    public static string Why(Findings f) => $"""
        **Hot rows stand out, lukewarm ones do not.** In 16 KiB the four sketches name {Least(f, 16 << 10, 100)} to {Most(f, 16 << 10, 100)} of the 100 hottest rows of Zipf draws, in 64 KiB {Least(f, 64 << 10, 100)} to {Most(f, 64 << 10, 100)}; of the 1,000
        hottest, 64 KiB name {Least(f, 64 << 10, 1_000)} to {Most(f, 64 << 10, 1_000)}. Under Zipf the 100th row is used about ten times as often as the 1,000th, so its count rises further above the noise
        that collisions make.

        **What fills the memory is the tail.** Most rows of a stream come once or twice. A count-min sketch adds them into shared counters; Space-Saving gives each newcomer a counter of 44 B with another row's count; HeavyKeeper lets a newcomer
        wear a small count down before it takes the place, so the tail rarely gets in.

        **Known is not the same as still true.** Pinned by the first half of a stream, 5 % of the rows lose on the second half, against its own hottest: {Lost(f, Draws, HotRowsFound.ToOwn)} on independent draws (chance alone decides between rows of
        equal rank), {Lost(f, Text, HotRowsFound.ToOwn)} on text, {Lost(f, Drifting, HotRowsFound.ToOwn)} where rows drift. The exact counts of the first half give {Hits(f, Text, HotRowsFound.FirstHalfExact)} of hits on text and a sketch
        {Hits(f, Text, "first half's, heavy-keeper")}: the sketch's error matters less than the age of the counts.

        **LRU needs no detection.** Warmed by the first half, as many slots hit {Hits(f, Text, HotRowsFound.LruWarm)} on text, where pinning with perfect knowledge of the second half hits {Hits(f, Text, HotRowsFound.SecondHalfsOwn)};
        on Zipf draws it is {Hits(f, Draws, HotRowsFound.LruWarm)} against {Hits(f, Draws, HotRowsFound.SecondHalfsOwn)}. Text uses a word again soon after it was used, and a fixed set cannot follow. Independent draws have no "soon after", and there
        LRU wastes slots on rows that happened to come last.
        """;

    public static string Answer(Findings f)
    {
        var (pinned, lru) = (Value(f, Text, HotRowsFound.FirstHalfExact), Value(f, Text, HotRowsFound.LruWarm));
        return Phrase.Say(
            "With a sketch, not with a counter for each row, and I would ask first whether I need to.",
            Phrase.Or(
                $"A sketch of 64 kilobytes, such as HeavyKeeper, named {Recall(f, 100, "heavy-keeper")} of the hundred hottest rows here, and {Recall(f, 1_000, "heavy-keeper")} of the thousand hottest: the hot ones stand out, the lukewarm ones need memory.",
                "Some kilobytes, of HeavyKeeper for instance, are a good start: the hot rows stand out, the lukewarm ones need memory."),
            "It can count a sample, off the lookup's path. The harder part is that the answer ages.",
            Phrase.Or(
                $"Rows pinned by the first half of a text served {Phrase.Percent(pinned)} of the second half; a plain LRU of the same size, which counts nothing, served {Phrase.Percent(lru)}.",
                "Rows that were hot in the first half of a text need not be hot in the second, and a plain LRU, which counts nothing, follows."),
            "So I pin only what is stable, and watch the share of accesses that the hot set serves: one number per window, with an alarm when it falls. "
            + "After a real shift, pinning anew wins much back; after a mere burst it can lose, so I would let new counts grow before I trust them.");
    }

    private static double RecallValue(Findings f, int top, string sketch) => f.Value(s_found, HotRowsFound.Recall, Accuracy(HotRowsFound.MainBytes, top, sketch));

    private static string Recall(Findings f, int top, string sketch) => Phrase.Percent(RecallValue(f, top, sketch));

    private static (string, ParameterValue)[] Accuracy(int memory, int top, string sketch) =>
        [("part", "accuracy"), ("trace", Draws), ("memory", memory), ("top", top), ("variant", sketch)];

    private static string Least(Findings f, int memory, int top) => Phrase.Percent(Recalls(f, memory, top).DefaultIfEmpty(double.NaN).Min());

    private static string Most(Findings f, int memory, int top) => Phrase.Percent(Recalls(f, memory, top).DefaultIfEmpty(double.NaN).Max());

    private static IEnumerable<double> Recalls(Findings f, int memory, int top) =>
        f.Of(s_found).Where(HotRowsFound.Recall, ("part", "accuracy"), ("trace", Draws), ("memory", memory), ("top", top)).Select(o => o.Value);

    private static string Lost(Findings f, string trace, string how) => Phrase.Of(f.Value(s_found, HotRowsFound.Lost, ("part", "pinning"), ("trace", trace), ("variant", how)), "points");

    private static double Value(Findings f, string trace, string how) => f.Value(s_found, Metrics.HitRatio, ("part", "pinning"), ("trace", trace), ("variant", how));

    private static string Hits(Findings f, string trace, string how) => Phrase.Percent(Value(f, trace, how));
}
