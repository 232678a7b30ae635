namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>09: sharding, replication, training.</summary>
    public static readonly Topic ShardingAndTraining = Add(new()
    {
        Name = "09-sharding-and-training",
        Title = "Sharding, duplicating, training",
        Documents = "001, follow-up questions 3, 4 and 5",
        Question = """
            When would you shard the embedding table, how does that change under distributed training, and when is a second copy of a row better than a transfer?
            """,
        WrongAnswer = """
            "Shard by row range as soon as the table is large, and replicate what is slow." It tempts because both are easy to write down; but ranges put hot rows side by side on one worker, and a copy of a row that changes has to be sent again.
            """,
        Says = """
            Document 001 asks three questions and answers none: when sharding makes sense, what distributed training changes, and what memory duplication costs against transfer latency.
            """,
        Prediction = """
            - Sharding is for memory first: a table that fits one worker gains nothing from lying on eight, for seven of eight accesses then cross a link.
            - A few copies should go a long way. At alpha 1 the hottest 1 % of 10 million rows take most accesses; copied to eight workers they cost 7 % more memory.
            - A copy pays after 1 / (1 - near / far - updates per use) uses. Where near is much faster than far that is about one use, if nothing changes, and never, if the row is updated about as often as it is used: that is training.
            - Hashing spreads rows evenly but not accesses: the worker that holds the hottest row gets that row's whole share.
            """,
        Experiments = [Lab.Experiments.DuplicateOrTransfer],
        Why = ShardingTexts.Why,
        Answer = ShardingTexts.Answer,
        FollowUps = ShardingTexts.FollowUps,
    });
}

file static class ShardingTexts
{
    private static readonly IExperiment s_copies = Experiments.DuplicateOrTransfer;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("By range, by hash, by table or by column?", _ =>
            "By hash, unless something else decides: ranges are as uneven as the order of the ids. Whole tables when there are many small ones and each fits. Columns when single rows are hot or very long: every worker gets a piece of every row, " +
            "so the load is even by construction, at the price of asking all workers for each row. How much time each costs over real processes is not measured here yet."),
        new("What remains uneven after hashing?", _ =>
            $"The head. One row of {10_000_000:N0} gets {Phrase.Percent(new ZipfLaw(10_000_000, 1).Probability(1))} of the accesses at alpha 1 (computed), and they all go to one worker; with many workers that alone is more than a fair share. Copy the head, hash the rest."),
        new("How many copies are enough?", f =>
            $"Look at what still crosses the link. With eight workers, {Left(f, 0.0001)} of the accesses cross when 0.01 % of the rows are everywhere, {Left(f, 0.01)} with 1 % and {Left(f, 0.1)} with 10 % (alpha 1, computed). Memory grows in proportion, the gain with its logarithm."),
        new("What changes when the rows are trained?", f =>
            $"Every update makes copies stale. A copy in this machine's memory, in front of its file, stands {Phrase.Number(f, s_copies, DuplicateOrTransfer.LargestUpdateRate, ("part", "measured"), ("depth", 32))} updates per use{NoCopy(f)}; with a gradient for every use no copy pays. One then sends sums of gradients once per step, " +
            "accepts copies that are some steps old, or leaves the row where it is. What staleness does to the loss is an experiment that does not exist here yet."),
    ];

    public static string Why(Findings f) => $"""
        **A copy is a bet on uses.** Without it each use crosses the link; with it the row crosses once, and once more for every update, and each use reads the copy. The copy wins after 1 / (1 - near / far - updates per use) uses. Measured here with
        a file as the far tier and memory as the near one, 32 reads in flight: a copy that is used once gives {Gain(f, 1)} the speed of moving the row, used twice {Gain(f, 2)}, used eight times {Gain(f, 8)}.

        **Updates end it.** The largest number of updates per use that a copy stands is 1 - near / far: {Updates(f)} for this machine's file and memory{NoCopy(f)}. Below it a copy needs {Uses(f, 0)} when nothing changes, {Uses(f, 0.5)} when every
        second use comes with an update (modelled from the measured times). Inference only reads, so a copy pays once and for all; training writes nearly as often as it reads, so it does not.

        **The head is short.** With eight workers and no copies, 7 of 8 accesses cross a link. With the hottest 1 % of 10 million rows everywhere {Left(f, 0.01)} still do at alpha 1, {Left(f, 0.01, "Zipf 0.8")} at alpha 0.8 and {Left(f, 0.01, "Zipf 1.2")} at
        alpha 1.2 (computed). The copies take {f.Number(s_copies, DuplicateOrTransfer.ExtraGB, ("part", "replicas"), ("variant", "Zipf 1.0"), ("replicated", 0.01))} beside a table of 30.7 GB. The skew decides, so measure it before choosing.

        **Shards are as uneven as their heaviest row.** Hashing spreads the rows evenly; the accesses follow the rows. At alpha 1 and 10 million rows the hottest row alone gets {Phrase.Percent(new ZipfLaw(10_000_000, 1).Probability(1))} of the accesses: with 8
        workers a fair share is 12.5 % and this is half of one, with 64 workers a fair share is 1.6 % and this is four of them (computed). All wait for the fullest worker.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "Shard when the table does not fit, not because it is slow: with eight workers seven of eight accesses then cross a link. I would hash the rows, since ranges can put hot neighbours on one worker, and copy the head to all.",
        $"One per cent of ten million rows on every worker leaves {Left(f, 0.01)} of the accesses crossing at alpha 1, for seven per cent more memory.",
        "Whether a copy pays is arithmetic: it has paid once it was used more often than it is updated, corrected by how much faster the near tier is.",
        $"Here, used twice, a copy in memory was {Phrase.Times(f.Value(s_copies, DuplicateOrTransfer.Gain, Measured(2)))} as fast as reading a file twice{Phrase.Unexpected(f.Of(s_copies).Single(DuplicateOrTransfer.Gain, Measured(2)), above: true)}.",
        "Training turns this around, because nearly every use brings an update: then one sums gradients and sends them once per step, or accepts copies that are some steps old. What that costs in accuracy I would measure; I have not measured it here.");

    private static (string, ParameterValue)[] Replicated(double share, string law) => [("part", "replicas"), ("variant", law), ("replicated", share)];

    private static string Left(Findings f, double share, string law = "Zipf 1.0") => Phrase.Percent(f.Value(s_copies, DuplicateOrTransfer.TransfersLeft, Replicated(share, law)));

    private static (string, ParameterValue)[] Measured(int uses) => [("part", "measured"), ("depth", 32), ("variant", "32 in flight"), ("uses", uses)];

    private static string Gain(Findings f, int uses) => f.Number(s_copies, DuplicateOrTransfer.Gain, Measured(uses));

    private static string Updates(Findings f) => f.Number(s_copies, DuplicateOrTransfer.LargestUpdateRate, ("part", "measured"), ("depth", 32));

    private static string NoCopy(Findings f) =>
        f.Value(s_copies, DuplicateOrTransfer.LargestUpdateRate, ("part", "measured"), ("depth", 32)) <= 0 ? " (none: here the copy is no nearer, so it never pays)" : "";

    private static string Uses(Findings f, double updates) => f.Number(s_copies, DuplicateOrTransfer.BreakEvenUses, ("part", "measured"), ("depth", 32), ("updates", updates));
}
