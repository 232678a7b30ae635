namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>05: the complete lookup flow.</summary>
    public static readonly Topic LookupFlow = Add(new()
    {
        Name = "05-lookup-flow",
        Title = "The complete lookup flow",
        Documents = "000, Complete Lookup Flow, Why This Works, Impact; 001, Expected Impact",
        Question = """
            Put it all together: distinct rows, a cache, a prefetch. How much faster does a lookup become, how much memory does it save, and what does the service around it notice?
            """,
        WrongAnswer = """
            "Two to three times faster with 60 % less memory, because each layer multiplies the gain of the others." It tempts because each layer alone shows such a gain; but every layer lives on the
            misses that the one before it left.
            """,
        Says = """
            - Three layers stand between a batch and the table: distinct rows only, a cache of hot rows, and a prefetch that hides the rest behind computation.
            - It works because the memory hierarchy is used as it is meant: the batch in L1 (192 KB), hot rows (the top 5 %) in L2 (40 MB) or HBM (80 GB), warm rows (the next 20 %) in main memory, cold rows (75 %) on
              disk, where they are rarely accessed.
            - Together: lookups 2-3 times faster, 60 % less memory, no further hardware.
            """,
        Prediction = """
            - In front of a file all three together should win by far more than 3 times, and in front of DRAM they should lose: copying a row to a place that is no nearer is work without gain.
            - The first layer takes the most, the last the least: a cache that serves nearly all has left nothing to prefetch.
            - "Rarely accessed" is not "rarely waited for". At alpha 1 and 10 million rows the cold 75 % take 8.3 % of the accesses, and a disk is about a hundred times slower than memory: the cold rows should take most of the time.
            - A service gains by Amdahl's law: a lookup that is 2 % of a request cannot speed it up by more than about 2 %.
            """,
        Experiments = [Lab.Experiments.CompleteFlow, Lab.Experiments.Hierarchy, Lab.Experiments.HotWarmCold, Lab.Experiments.SystemThroughput],
        Why = LookupFlowTexts.Why,
        Answer = LookupFlowTexts.Answer,
        FollowUps = LookupFlowTexts.FollowUps,
    });
}

file static class LookupFlowTexts
{
    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which layer would you build first?", f =>
            $"The one that costs no memory: distinct rows. Before a file it alone gives {LayerShort(f, CompleteFlow.FileTier, "dedup")} on {FlowTrace(f)}, the cache a further {LayerShort(f, CompleteFlow.FileTier, "cache")}, " +
            $"the prefetch a further {LayerShort(f, CompleteFlow.FileTier, "prefetch")}. The order matters: whichever comes first takes the repeats that the others would have served as well."),
        new("When do the layers do harm?", f =>
            $"When the near tier is not nearer. Before DRAM each row is looked up in an index and copied twice, and the processor's own caches serve the repeats anyway. Here the three together made the consumer {Phrase.Times(AllValue(f, CompleteFlow.DramTier))} as fast" +
            $"{InDram(f, ": no harm on this machine", ", so it became slower", ", no clear difference")}."),
        new("Is the memory really saved?", f =>
            $"It depends on what you compare with. Against a whole table in memory the layers need {Phrase.Percent(f.Value(Experiments.CompleteFlow, CompleteFlow.MemorySaved, [.. Flow(f, CompleteFlow.FileTier, "all three"), ("against", CompleteFlow.WholeTable)]))} " +
            "less near memory. Against a table that stays in memory anyway they need more: the cache is a copy."),
        new("Why not put the cold rows on disk, they are rarely used?", f =>
            $"Because a batch waits for its slowest row. On Zipf draws the cold 75 % of the rows took {Cold(f, HotWarmCold.OfAccesses)} of the accesses and {Cold(f, HotWarmCold.OfTime)} of the time. " +
            "Of batches of 1,000 ids nearly every one has a cold id, even when only one access in a hundred is cold."),
        new("Your lookup is twice as fast. What does the service gain?", f =>
            $"Ask for its share first. A gather kernel that is {Phrase.Number(f, Experiments.SystemThroughput, SystemThroughput.Gain, ("part", "kernel"), ("variant", SystemThroughput.KernelOnly))} as fast made a request in which it is " +
            $"{Phrase.Percent(f.Value(Experiments.SystemThroughput, SystemThroughput.LookupShare, ("part", "kernel"), ("width", 2048)))} of the time " +
            $"{Phrase.Number(f, Experiments.SystemThroughput, SystemThroughput.Gain, ("part", "kernel"), ("variant", "request, width 2048"))} as fast" +
            $"{Phrase.Side(f.Of(Experiments.SystemThroughput).Single(SystemThroughput.Gain, ("part", "kernel"), ("variant", "request, width 2048")), "", " (against the prediction)", ", no clear difference")}."),
    ];

    public static string Why(Findings f)
    {
        var (tiers, system) = (Experiments.Hierarchy, Experiments.SystemThroughput);
        return $"""
            **Every layer lives on what the one before left.** Before a file the first layer, distinct rows, gives {Layer(f, CompleteFlow.FileTier, "dedup")}; the cache on top of it a further {Layer(f, CompleteFlow.FileTier, "cache")}; the
            prefetch on top of both a further {Layer(f, CompleteFlow.FileTier, "prefetch")} ({FlowTrace(f)}, a consumer that computes as long as its fetch takes). Together {All(f, CompleteFlow.FileTier)}{AgainstFile(f)}. The whole consumer can never be
            faster than its own computation, and near that end further layers change nothing.

            **The gain is the distance between two tiers.** A row of 3 KiB costs {Tier(f, tiers, "L2")} from this machine's L2, {Tier(f, tiers, "L3")} from L3, {Tier(f, tiers, "DRAM")} from DRAM and {Tier(f, tiers, "file")} from the file. A
            cache in DRAM replaces the last by the one before it. Where the table itself is in DRAM the same cache replaces DRAM by DRAM and adds an index and a copy: all three layers made the consumer {All(f, CompleteFlow.DramTier)} as fast{InDram(f, ", a gain that only fewer rows can have given", ", a loss", ", no clear difference")}.

            **{ColdTitle(f)}** The cold 75 % of the rows took {Cold(f, HotWarmCold.OfAccesses)} of the accesses and {Cold(f, HotWarmCold.OfTime)} of the time (Zipf draws; cold rows in a file, the others in DRAM). Time is
            accesses times cost, so a few expensive ones can outweigh many cheap ones. Placing rows by use gives {f.Number(Experiments.HotWarmCold, Metrics.Speedup, Split)} against leaving all in the file, and
            {f.Number(Experiments.HotWarmCold, HotWarmCold.OfDramSpeed, Split)} of the speed of having all in DRAM.

            **Sizes do not fit the picture.** Hot rows, 5 % of 10 million of 3 KiB, are 1.54 GB: an L2 of 40 MB holds 0.13 % of the table. A batch of 200 rows of 4 KiB is 819 KB and does not fit 192 KB of L1. Hot rows live in HBM or DRAM.

            **A service feels only the lookup's share.** Where the lookup was {Phrase.Percent(f.Value(system, SystemThroughput.LookupShare, ("part", "cures"), ("width", 512)))} of a request, a cache made it {f.Number(system, SystemThroughput.Gain, Cure("lookup alone"))}
            as fast and the request {f.Number(system, SystemThroughput.Gain, Cure("request"))}. At the same arrivals p99 went from {P99(f, SystemThroughput.FromFile)} to {P99(f, SystemThroughput.Cached)}: waiting in line grows
            much faster than the service time, so the slowest requests notice a change first.
            """;
    }

    public static string Answer(Findings f)
    {
        var (file, memory) = (AllValue(f, CompleteFlow.FileTier), AllValue(f, CompleteFlow.DramTier));
        var noNearer = ", for there a cache copies rows to a place that is no nearer";
        return Phrase.Say(
            "It depends on how far apart the two tiers are, so I would ask that first. Take only the distinct rows of a batch, serve the hot ones from a cache, and fetch the rest while the batch before is computed.",
            Phrase.Or(
                $"In front of a file, all three made the whole consumer {Phrase.Times(file)} as fast on this machine{AgainstFile(f)}; in front of DRAM {Phrase.Times(memory)}{InDram(f, "", noNearer, noNearer)}.",
                "In front of a file each of them saves reads; in front of DRAM a cache copies rows to a place that is no nearer."),
            "The gains do not multiply: each layer lives on the misses that the one before has left.",
            Phrase.Or(
                $"And rarely used need not mean rarely waited for: the cold three quarters of the rows took {Phrase.Percent(ColdValue(f, HotWarmCold.OfAccesses))} of the accesses and {Phrase.Percent(ColdValue(f, HotWarmCold.OfTime))} of the time.",
                "And rarely used need not mean rarely waited for: a batch waits for its slowest row."),
            "So measure the share of the request first. \"Two to three times\" is one point on a curve, and Amdahl's law draws the curve: what is not lookup stays as slow as it was.");
    }

    private static readonly (string, ParameterValue)[] s_zipfOne = [("part", "measured"), ("trace", "zipf 1.0")];

    private static (string, ParameterValue)[] Split => [.. s_zipfOne, ("variant", HotWarmCold.Document.Name)];

    // The text where this machine has one: draws are the second choice.
    private static string FlowTrace(Findings f) =>
        f.Of(Experiments.CompleteFlow).Where(CompleteFlow.ConsumerGain, ("part", "flow"), ("tier", CompleteFlow.FileTier)).FirstOrDefault()?["trace"].Text ?? "docs-unique";

    private static (string, ParameterValue)[] Flow(Findings f, string tier, string variant) => [("part", "flow"), ("trace", FlowTrace(f)), ("tier", tier), ("variant", variant)];

    private static string Layer(Findings f, string tier, string layer) => f.Number(Experiments.CompleteFlow, CompleteFlow.LayerGain, Flow(f, tier, layer));

    private static string LayerShort(Findings f, string tier, string layer) => Phrase.Number(f, Experiments.CompleteFlow, CompleteFlow.LayerGain, Flow(f, tier, layer));

    private static string All(Findings f, string tier) => f.Number(Experiments.CompleteFlow, CompleteFlow.ConsumerGain, Flow(f, tier, "all three"));

    private static double AllValue(Findings f, string tier) => f.Value(Experiments.CompleteFlow, CompleteFlow.ConsumerGain, Flow(f, tier, "all three"));

    private static string AgainstFile(Findings f) =>
        Phrase.Unexpected(f.Of(Experiments.CompleteFlow).Single(CompleteFlow.ConsumerGain, Flow(f, CompleteFlow.FileTier, "all three")), above: true);

    private static string InDram(Findings f, string gain, string loss, string neither) =>
        Phrase.Side(f.Of(Experiments.CompleteFlow).Single(CompleteFlow.ConsumerGain, Flow(f, CompleteFlow.DramTier, "all three")), gain, loss, neither);

    private static string ColdTitle(Findings f) =>
        ColdValue(f, HotWarmCold.OfTime) <= 0.5 ? "Time is not accesses." : "Few accesses, most of the time.";

    private static string Tier(Findings f, IExperiment tiers, string tier) => f.Number(tiers, Metrics.NsPerRow, ("tier", tier), ("rowBytes", 3072), ("variant", Hierarchy.Uniform));

    private static double ColdValue(Findings f, string what) => f.Value(Experiments.HotWarmCold, HotWarmCold.TierShare, [.. s_zipfOne, ("tier", "cold"), ("variant", what)]);

    private static string Cold(Findings f, string what) => Phrase.Percent(ColdValue(f, what));

    private static (string, ParameterValue)[] Cure(string of) => [("part", "cures"), ("of", of), ("variant", SystemThroughput.Cached)];

    private static string P99(Findings f, string lookup) =>
        f.Number(Experiments.SystemThroughput, SystemThroughput.LatencyMs, ("part", "open-loop"), ("quantile", "p99"), ("by", "measured"), ("variant", lookup));
}
