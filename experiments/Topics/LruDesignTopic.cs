namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>07: an LRU cache for embedding rows, by design.</summary>
    public static readonly Topic LruDesign = Add(new()
    {
        Name = "07-lru-design",
        Title = "Designing an LRU cache",
        Documents = "001, follow-up question 1",
        Question = """
            How would you design an LRU cache for embeddings?
            """,
        WrongAnswer = """
            "A dictionary and a doubly linked list: every operation is O(1)." It tempts because it is the textbook's answer and because it is right: only that O(1) counts
            operations, and here one operation is a chain of waits for memory.
            """,
        Says = """
            Document 001 asks for the design and gives no answer. It takes the policy for granted: the cache of hot rows is an LRU cache, and it saves transfers.
            """,
        Prediction = """
            - The order of use can live in arrays: two slot numbers for each slot instead of objects and pointers, and one table from row to slot. It hits the same rows, allocates
              nothing, and should be several times as fast, because an access touches fewer places in memory.
            - Sets of a few slots, as on a device, need 12 B a slot and no table, but a full set evicts while other sets have room. A loop that just fills such a cache misses about half
              of its rows: of Poisson-distributed sets, half hold too many.
            - LRU lets every row in, also one that never comes back. Policies that put a new row on probation should miss less where many rows are used once.
            - One lock around a few nanoseconds of work costs more than the work, and a second thread makes it worse.
            """,
        Experiments = [Lab.Experiments.LruDesigns],
        Why = LruDesignTexts.Why,
        Answer = LruDesignTexts.Answer,
        FollowUps = LruDesignTexts.FollowUps,
    });
}

file static class LruDesignTexts
{
    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Why not simply LRU for everything?", f =>
            $"Because it trusts every newcomer. With as many slots S3-FIFO misses {LruMisses(f, "docs-unique", "s3-fifo")} as often as LRU on reference text and {LruMisses(f, LruZipf, "s3-fifo")} as often on Zipf draws; " +
            $"for W-TinyLFU it is {LruMisses(f, "docs-unique", "w-tinylfu")} and {LruMisses(f, LruZipf, "w-tinylfu")}. No policy wins on every trace, so replay yours before you choose."),
        new("What does your cache cost in memory?", f =>
            $"The array-backed LRU takes 12 B a slot and a table of 4 B for every row of the embedding table: together {Bytes(f, LruDesigns.MetadataPerRow, "lru")} " +
            "for each cached row here. Beside a row of 3 KiB that is little, beside one of 64 B it is more than the row. When the embedding table is huge, the table becomes a hash of the cached rows alone; sets need no table."),
        new("How do you make it safe for many threads?", f => Phrase.Say(
            $"One lock is correct, and threads that want it at once wait for one another: all of them together reach {Gained(f, OneLock)} the speed of one.",
            $"Give every row a shard by its hash and every shard a thread, and they reach {Gained(f, OwnedShards)} the speed of one{Paid(f)}.",
            Phrase.Or(
                $"No lock is left then, but every thread reads all ids to find its own, which only threads with cores of their own win back. The shards miss {ShardMisses(f)} as often as one whole LRU.",
                "Give every row a shard by its hash and every shard a thread, and no lock is left."))),
        new("What if training updates the rows?", f =>
            "Keep a version for each row and compare it on every hit: an old copy counts as a miss. With one update for every 100 accesses the misses become " +
            $"{Phrase.Times(f.Value(Experiments.LruDesigns, LruDesigns.MissesOverUnchanged, ("part", "updates"), ("trace", "docs-unique"), ("updates", 0.01)))} those without updates on reference text: " +
            "what is updated is what is used, so updates strike the rows that the cache holds."),
    ];

    private const string LruZipf = "zipf 1.0";
    private const string OneLock = "one lock";
    private const string OwnedShards = "16 shards, a thread each";

    public static string Why(Findings f)
    {
        var lru = Experiments.LruDesigns;
        return $"""
            **Pointers wait.** In the textbook's design an access looks the row up in a dictionary, follows a pointer to a node, and from there two more to its neighbours to unlink it. Each address
            is known only when the one before has arrived, so the processor waits for them one after the other; and every miss allocates a node
            ({Bytes(f, LruDesigns.AllocatedPerAccess, "linked list")} per access on Zipf draws, against {Bytes(f, LruDesigns.AllocatedPerAccess, "lru")} for arrays). With arrays a slot's neighbours
            are two numbers in one cache line. The same hits, slot by slot: {f.Number(lru, LruDesigns.NsPerAccess, Designs(LruZipf, "linked list"))} per access for the list,
            {f.Number(lru, LruDesigns.NsPerAccess, Designs(LruZipf, "lru"))} for the arrays; the list takes {f.Number(lru, LruDesigns.TimeOverLru, Designs(LruZipf, "linked list"))} the time{AgainstList(f)}.

            **Sets trade misses for memory.** Cut the cache into sets of eight slots, and let a row lie only in the set that its id names: no table is needed to find it. Such eight-way sets keep {Bytes(f, LruDesigns.MetadataPerRow, "8-way sets")} for each cached row where the array-backed LRU keeps
            {Bytes(f, LruDesigns.MetadataPerRow, "lru")}, most of that a table over all rows. They search their set on every access, which took
            {f.Number(lru, LruDesigns.TimeOverLru, Designs(LruZipf, "8-way sets"))} LRU's time here, and crowded sets evict early: {LruMisses(f, "docs-unique", "8-way sets")} LRU's misses
            on reference text.
            A device takes sets because many lanes search a set at once and no lock spans two sets; on one thread that is no advantage.

            **What LRU evicts.** On Zipf draws the optimum, which knows the future, has {LruMisses(f, LruZipf, "belady")} LRU's misses: the room that a better policy has. LRU spends slots on rows that are used once. S3-FIFO
            sends them through a small queue first and has {LruMisses(f, LruZipf, "s3-fifo")} LRU's misses. LFU counts for ever, and what was hot stays: {LruMisses(f, "docs-unique", "lfu")} LRU's misses
            on reference text, whose subject changes, and {LruMisses(f, LruZipf, "lfu")} on Zipf draws, where nothing does.

            **A lock has its own cost.** Its cache line must move to each core that takes it. Bookkeeping takes {f.Number(lru, LruDesigns.SharedNs, Shared("no lock", 1))} without a lock and
            {f.Number(lru, LruDesigns.SharedNs, Shared(OneLock, 1))} with one that nobody else wants; all threads together reach {f.Number(lru, LruDesigns.ThreadGain, LockedBy(OneLock))} the speed of one thread{AgainstLock(f)}.
            Shards with a thread each need no lock, but every thread reads all ids to find its own, which only threads with cores of their own win back: together they reach {f.Number(lru, LruDesigns.ThreadGain, LockedBy(OwnedShards))} the speed of one{Paid(f)}.
            """;
    }

    public static string Answer(Findings f) => Phrase.Say(
        "With arrays, and then I would doubt the LRU. It needs a map from row to slot and an order of use.",
        Phrase.Or(
            $"The textbook's dictionary and linked list are correct, but each access follows pointers that wait for one another, and a miss allocates a node: on this machine that takes {Phrase.Number(f, Experiments.LruDesigns, LruDesigns.TimeOverLru, Designs(LruZipf, "linked list"))} as long as the same order in arrays{AgainstList(f)}, for the same hits.",
            "The textbook's dictionary and linked list are correct, but each access follows pointers that wait for one another, and a miss allocates a node."),
        "So: slot numbers for pointers, one block of memory for the rows.",
        Phrase.Or(
            $"Then the policy: LRU admits every row, also one that never returns; with the same slots S3-FIFO has {LruMisses(f, LruZipf, "s3-fifo")} LRU's misses on Zipf draws, so I would replay a trace before choosing.",
            "Then the policy: LRU admits every row, also one that never returns, so I would replay a trace before choosing."),
        ForThreads(f),
        "And if training updates the rows, each carries a version, so that an old copy is a miss.");

    private static string ForThreads(Findings f) => Phrase.Or(
        $"With shards by row and an owner for each, all threads together reached {Gained(f, OwnedShards)} the speed of one{Paid(f)}; behind one lock {Gained(f, OneLock)}{AgainstLock(f)}. "
            + Phrase.Side(
                OfThreads(f, OwnedShards),
                "So for threads I would shard.",
                "So here I would leave the bookkeeping to one thread, and shard where the threads have cores of their own.",
                "So I would shard only where a measurement shows a gain."),
        "For threads I would shard by row and give every shard an owner, if a measurement shows a gain: that takes threads with cores of their own.");

    private static string LruMisses(Findings f, string trace, string policy) => Phrase.Times(f.Value(Experiments.LruDesigns, LruDesigns.MissesOverLru, Misses(trace, policy)));

    private static string Bytes(Findings f, Metric metric, string design) => Phrase.Of(f.Value(Experiments.LruDesigns, metric, Designs(LruZipf, design)), "B");

    private static string AgainstList(Findings f) => Phrase.Unexpected(f.Of(Experiments.LruDesigns).Single(LruDesigns.TimeOverLru, Designs(LruZipf, "linked list")), above: true);

    private static string AgainstLock(Findings f) => Phrase.Unexpected(OfThreads(f, OneLock), above: false);

    private static string Paid(Findings f) => Phrase.Side(
        OfThreads(f, OwnedShards), " (it paid)", " (it did not pay here)", " (no clear difference)");

    private static Observation? OfThreads(Findings f, string design) => f.Of(Experiments.LruDesigns).Single(LruDesigns.ThreadGain, LockedBy(design));

    private static string Gained(Findings f, string design) => Phrase.Number(f, Experiments.LruDesigns, LruDesigns.ThreadGain, LockedBy(design));

    private static string ShardMisses(Findings f) =>
        Phrase.Number(f, Experiments.LruDesigns, LruDesigns.MissesOverLru, ("part", "threads"), ("trace", LruZipf), ("variant", "lru, 16 shards"));

    private static (string, ParameterValue)[] Misses(string trace, string policy) => [("part", "misses"), ("trace", trace), ("variant", policy)];

    private static (string, ParameterValue)[] Designs(string trace, string design) => [("part", "designs"), ("trace", trace), ("variant", design)];

    private static (string, ParameterValue)[] LockedBy(string design) => [("part", "threads"), ("variant", design)];

    private static (string, ParameterValue)[] Shared(string design, int threads) => [("part", "threads"), ("variant", design), ("threads", threads == 1 ? "1 thread" : $"{threads} threads")];
}
