namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>01: why lookups are slow.</summary>
    public static readonly Topic SlowLookups = Add(new()
    {
        Name = "01-why-lookups-are-slow",
        Title = "Why lookups are slow",
        Documents = "000, root causes 1 to 4 and the real-world example; 001, root cause",
        Question = "Your embedding lookups are painfully slow. What is going on?",
        WrongAnswer = "\"We need bigger GPUs.\" It tempts because slow models are usually short of arithmetic, and because a larger machine can be ordered without finding out where the time goes.",
        Says = """
            - Document 000 names four causes. (1) Tables are huge, 10 M rows x 768 numbers are over 30 GB, and a batch needs about 1,000 rows, 0.01 %; loading the whole table wastes 99.99 %. (2) The link from CPU to GPU, 16 GB/s, is the bottleneck, and the same rows cross it again in every batch: "the" is always among them. (3) A dense product with one-hot rows costs batch x vocabulary x dimension, and 99.99 % of its multiplications are with zeros. (4) An L2 cache of 40 MB cannot hold the table, nothing is read ahead, and useful rows are thrown out.
            - Its example: 1 M rows x 1,024 x 4 B are 4 GB, 250 ms over the link; the 200 distinct rows of a batch of 256 are 0.8 MB, 0.05 ms, 5,000 times faster.
            - Document 001 agrees: access is sparse, the product computes rows that nobody uses, hot rows are not reused. To ask for bigger GPUs assumes that computing is the bottleneck.
            """,
        Prediction = """
            - A gather copies rows and calculates nothing. Twice the arithmetic should buy 1.0 x, twice the memory bandwidth at most 2 x.
            - A one-hot product does as many times the work of a lookup as the table has rows. Its time should grow in proportion to the rows; a gather's should not.
            - In bytes the whole table costs (rows of the table) / (distinct rows of the batch) times the needed rows. In time it should be less than that: one long read runs at full speed, while scattered rows each wait for their own latency.
            - For independent Zipf draws (1 M rows, exponent 1, batches of 1,000) the closed form says that 31 % of a batch's distinct rows were there in the last 8 batches. Text repeats itself more.
            """,
        Experiments = [Experiments.BiggerMachine, Experiments.OneHot, Experiments.WholeTableOrRows, Experiments.FetchedAgain],
        Why = SlowLookupsTexts.Why,
        Answer = SlowLookupsTexts.Answer,
        FollowUps = SlowLookupsTexts.FollowUps,
    });
}

/// <summary>The texts of topic 01 that hold numbers of a run.</summary>
internal static class SlowLookupsTexts
{
    private const int Batch = 1_000;
    private const string Text = "docs-unique";

    /// <summary>What is asked next.</summary>
    public static IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new("When would a bigger machine help?", f =>
            $"When the lookup already runs at the memory's speed, because then more bandwidth buys its own ratio; here the copied bytes at full speed explain {MemoryShareText(f)} of a gather's time. "
            + "And when the table fits its memory as a whole: 10 M rows x 768 x 4 B are 30.7 GB, and a GPU with 80 GB holds them without any tiers."),
        new("Is a sparse one-hot product as good as a gather?", f =>
            $"It removes the zeros: each wanted row is multiplied by its one 1 instead of copied, so the time no longer grows with the table. On our widest table it ran at {Phrase.Times(SparseOverGather(f))} the speed of a gather. What it adds is a multiplication per number and an index format to build."),
        new("5,000 times faster transfer: where is the catch?", f =>
            $"It counts bytes, and it compares with moving the table for every batch. Bytes are not time: from a file, the whole table was {Phrase.Times(Ratio(f, "bytes, counted"))} the bytes of the needed rows and took {Phrase.Times(Ratio(f, "time"))} the time. "
            + "And the 200 distinct rows are a Zipf batch at exponent 1: at 0.9 it has 231, at 1.2 it has 126."),
        new("Is \"the\" really in every batch?", f =>
            $"In batches of {Batch:N0} tokens of `docs-unique` it is in {Phrase.Percent(TheShare(f))} of them, and it takes {Phrase.Percent(TheBytes(f))} of all bytes if every id is moved. Moved once per batch it is one row among hundreds: deduplication cures the word, a cache the rows that come back in the next batch."),
    ];

    /// <summary>The mechanism.</summary>
    public static string Why(Findings f) => string.Join("\n\n",
        $"**There is no arithmetic to speed up.** A gather copies rows. With twice the FLOP/s it is {Phrase.Times(Gain(f, "2x FLOP/s"))} as fast by the roofline (a model: the time is that of the bytes or that of the operations, whichever is longer), with twice the bandwidth at most {Phrase.Times(Gain(f, "2x bandwidth"))}. "
            + $"The copied bytes at full speed explain {MemoryShareText(f)} of the time{Waiting(f)}. To ask for rows early is software: it ran at {Number(f, "prefetch")} the speed of plain copies.",
        $"**A one-hot product multiplies by zeros.** A one-hot row holds a single 1, at the wanted id, and zeros elsewhere; multiplied by the table it gives the wanted row. For that it multiplies all V rows of the table, V - 1 of them by 0. With 10,000 rows that is 99.99 % of the work, with 10 M rows 99.99999 %. {OneHotHeadline(f)} "
            + $"At 10 M rows x 768 a batch of 256 would take {Phrase.Of(BatchMs(f, "one-hot-dense"), "ms")} as a product and {Phrase.Of(BatchMs(f, "gather"), "ms")} as a gather (modelled).",
        $"**The whole table is moved for a few rows.** 1 M rows x 1,024 x 4 B are 4.1 GB, 256 ms at 16 GB/s; 200 rows are 0.82 MB, 0.05 ms. Measured from a file of {Rows(f)}, the whole table was {Phrase.Times(Ratio(f, "bytes, counted"))} the bytes of the needed rows and took {RatioWithInterval(f)} the time.{LatencyWords(f)}",
        $"**The same rows come again.** Of the distinct rows in a batch of {Batch:N0} tokens, {Phrase.Percent(MovedAgain(f, Text))} were in one of the last 8 batches too; for independent Zipf draws it is {Phrase.Percent(MovedAgain(f, "zipf 1.0"))}. Without a near tier each return is paid like a first visit.",
        "**No cache of the chip can hold the table.** 40 MB of L2 hold 13,000 rows of 3 KiB, 0.13 % of 10 M. Which rows lie there is decided by what passed last, and a scan of the table passes everything.");

    /// <summary>The sixty-second answer.</summary>
    public static string Answer(Findings f) => Phrase.Say(
        "Arithmetic is not what is missing. A lookup copies rows and calculates nothing: more FLOP/s buy nothing, twice the bandwidth at most a factor of two. There are four causes.",
        Phrase.Or(
            $"First, some code multiplies by one-hot rows, which is work for every row of the table, nearly all of it with zeros; a gather ran {OneHotShort(f)} as fast here.",
            "First, some code multiplies by one-hot rows, which is work for every row of the table, nearly all of it with zeros."),
        Phrase.Or(
            $"Second, whole tables are moved for a few hundred rows; from a file that took {Phrase.Times(Ratio(f, "time"))} the time of reading only what the batch needs.",
            "Second, whole tables are moved for a few hundred rows."),
        Phrase.Or(
            $"Third, rows are fetched again: {Phrase.Percent(MovedAgain(f, Text))} of a batch's distinct rows were there within the last eight batches.",
            "Third, rows are fetched again that were there a few batches before."),
        "Fourth, the table is far larger than any cache and the rows lie scattered, so each one waits for the latency of its tier. "
        + "So I gather, fetch each distinct row once, keep the hot rows near and ask early for the others. Then I measure again, before anyone buys hardware.");

    private static double Gain(Findings f, string change) => f.Value(Experiments.BiggerMachine, BiggerMachine.Gain, ("change", change));

    private static string Number(Findings f, string change) => f.Number(Experiments.BiggerMachine, BiggerMachine.Gain, ("change", change));

    private static double MemoryShare(Findings f) => f.Value(Experiments.BiggerMachine, BiggerMachine.TimeShare, ("way", "gather"), ("of", "memory"));

    // More than all: the rows came from caches.
    private static string MemoryShareText(Findings f) => MemoryShare(f) >= 1 ? "all" : Phrase.Percent(MemoryShare(f));

    private static string Waiting(Findings f) => MemoryShare(f) switch
    {
        < 0.9 => "; the rest is mostly waiting, because the next row lies somewhere else and nobody asked for it early",
        >= 0.9 => ", so it already runs near the memory's speed",
        _ => "",
    };

    private static Observation? LargestProduct(Findings f) => f.Of(Experiments.OneHot).Where(Metrics.Speedup, ("part", "sweep"), ("variant", "gather"))
        .OrderBy(o => o["rows"].Number).ThenBy(o => o["batch"].Number).ThenBy(o => o["dim"].Number).LastOrDefault();

    private static string OneHotShort(Findings f) => Phrase.Times(LargestProduct(f)?.Value ?? double.NaN);

    private static string OneHotHeadline(Findings f) => LargestProduct(f) is { } largest
        ? $"At {largest["rows"].Number:N0} rows x {largest["dim"].Number:N0} the gather ran {f.Headline(Experiments.OneHot)} as fast."
        : $"How many times faster the gather runs: {Findings.NotMeasured}.";

    private static double BatchMs(Findings f, string way) => f.Value(Experiments.OneHot, OneHot.BatchMs, ("part", "wide"), ("rows", 1e7), ("variant", way));

    private static double SparseOverGather(Findings f) => f.Value(Experiments.OneHot, Metrics.Speedup, ("part", "wide"), ("variant", "one-hot-sparse"));

    private static Observation? LargestFile(Findings f, string variant) =>
        f.Of(Experiments.WholeTableOrRows).Where(WholeTableOrRows.Ratio, ("tier", WholeTableOrRows.File), ("variant", variant)).MaxBy(o => o["rows"].Number);

    private static double Ratio(Findings f, string variant) => LargestFile(f, variant)?.Value ?? double.NaN;

    private static string RatioWithInterval(Findings f) => Phrase.WithInterval(LargestFile(f, "time"), "x");

    private static string Rows(Findings f) => LargestFile(f, "time") is { } time ? $"{time["rows"].Number:N0} rows" : $"{Findings.NotMeasured} rows";

    private static string LatencyWords(Findings f) => LargestFile(f, "time") is { Low: > 1 } time && time.High < Ratio(f, "bytes, counted")
        ? " The gap is latency: one long read runs at the device's full speed, scattered rows each wait for their own."
        : "";

    private static double MovedAgain(Findings f, string trace) => f.Value(
        Experiments.FetchedAgain, FetchedAgain.MovedAgain, ("part", "replay"), ("trace", trace), ("batch", Batch), ("window", "last 8"), ("variant", "counted"));

    private static double TheShare(Findings f) => f.Value(Experiments.FetchedAgain, FetchedAgain.BatchShare, ("part", "words"), ("trace", Text), ("batch", Batch), ("token", FetchedAgain.The));

    private static double TheBytes(Findings f) =>
        f.Value(Experiments.FetchedAgain, FetchedAgain.TokenBytes, ("part", "words"), ("trace", Text), ("batch", Batch), ("token", FetchedAgain.The), ("variant", FetchedAgain.EveryIndex))
        / f.Value(Experiments.FetchedAgain, Metrics.FarBytes, ("part", "replay"), ("trace", Text), ("batch", Batch), ("variant", FetchedAgain.EveryIndex));
}
