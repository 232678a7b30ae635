namespace HotRow.Lab;

/// <summary>The document's claims on its hierarchy, judged from stored numbers.</summary>
internal sealed partial class HotWarmCold
{
    // "Rarely" has no figure in the document. One access in a hundred still puts ten cold rows into a batch of 1,000; one in twenty is rare by no reading.
    internal const double Rarely = 0.01;
    internal const double NotRarely = 0.05;

    private const string Section = "000, Why This Works";

    // Faster by less than this is no gain worth a second tier; "near" to DRAM is at least half its speed.
    private const double WorthIt = 1.1;
    private const double NearDram = 0.5;

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-cold-rarely-accessed", Section, "The cold data, the remaining 75 % of the tokens, is rarely accessed.", JudgeRare),
        new("000-cold-on-disk", Section, "The cold data, the remaining 75 %, goes to disk, where it is rarely accessed.", JudgeColdTime),
        new("000-match-locality", Section, "Matching where data lies to how it is accessed gives fast lookups.", JudgePlacing),
        new("000-warm-fast-transfer", Section, "The warm data, the next 20 %, lies in CPU RAM, a fast transfer away.", JudgeWarm),
        new("000-hot-in-l2-or-hbm", Section, "The hot data, the top 5 %, always lies in the GPU's L2 (40 MB) or HBM (80 GB).", JudgeHot),
        new("000-batch-in-l1", Section, "The current batch lies in the L1 (192 KB per SM).", JudgeBatch),
        new("000-table-in-ram", Section, "The full table lies in CPU RAM (512 GB); HBM (80 GB) holds a larger working set, the disk checkpoints.", JudgeTable),
    ];

    private static Verdict JudgeRare(ResultSet results)
    {
        var law = Law(results, "cold", 1);
        var texts = ColdOf(results, "counted", OfAccesses);
        if (double.IsNaN(law) || texts.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"accesses to the cold 75 %: {string.Join(", ", texts.Select(t => $"{t["trace"].Text} {Percent(t.Value)}"))}; Zipf 1, 10 M rows {Percent(law)}; rarely: at most {Percent(Rarely)}, not rarely: above {Percent(NotRarely)}";
        double[] shares = [law, .. texts.Select(t => t.Value)];
        return Array.TrueForAll(shares, s => s <= Rarely) ? Verdict.Reproduced(figure)
            : Array.TrueForAll(shares, s => s > NotRarely) ? Verdict.Contradicted(figure, "every batch of 1,000 has tens of cold rows")
            : Verdict.Depends("the trace: the words of one kind of text recur, independent draws and hashed triples reach far into the tail", figure);
    }

    private static Verdict JudgeColdTime(ResultSet results)
    {
        var times = ColdOf(results, "measured", OfTime);
        if (times.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "cold part, of the accesses / of the time: " + string.Join("; ", times.Select(t =>
            $"{t["trace"].Text} {Percent(Cold(results, t, OfAccesses))} / {Percent(t.Value)} [{Percent(t.Low)}, {Percent(t.High)}]"));
        return times.All(t => t.High < 0.5) ? Verdict.Reproduced(figure, "rare in time, too: less than half of a batch's")
            : times.All(t => t.Low > 0.5) ? Verdict.Contradicted(figure, "in time it is not rare: a batch is ready when its last row is, and the few cold rows take most of its time")
            : Verdict.Depends("the trace: how many cold rows a batch has decides whether they take more than half of its time", figure);
    }

    private static Verdict JudgePlacing(ResultSet results)
    {
        var gains = results.Where(Metrics.Speedup, ("part", "measured"), ("variant", Document.Name)).ToArray();
        var pairs = Array.ConvertAll(gains, g => (Gain: g, Beside: results.Single(OfDramSpeed, ("part", "measured"), ("trace", g["trace"]), ("variant", Document.Name))));
        if (pairs.Length == 0 || Array.Exists(pairs, p => p.Beside is null))
        {
            return Verdict.NotRun;
        }

        var figure = "over all in the file, and of the speed of all in DRAM: " + string.Join("; ", pairs.Select(p => $"{p.Gain["trace"].Text} {p.Gain.Low:0.0}-{p.Gain.High:0.0} x, {Percent(p.Beside!.Value)}"));
        return pairs.All(p => p.Gain.Low > WorthIt && p.Beside!.Low >= NearDram) ? Verdict.Reproduced(figure)
            : pairs.All(p => p.Gain.High < WorthIt) ? Verdict.Contradicted(figure, "placing by use gains nothing")
            : pairs.All(p => p.Gain.Low > WorthIt) ? Verdict.Depends("beside what: far faster than the file, and far from memory, because the cold rows remain", figure)
            : Verdict.Depends("the trace, or the noise of this run: not on every one is placing clearly faster", figure);
    }

    private static Verdict JudgeWarm(ResultSet results)
    {
        var shares = results.Where(TierShare, ("part", "measured"), ("tier", "warm"), ("variant", OfModelledTime)).ToArray();
        if (shares.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "warm part of a batch's time, hot at 4.8 TB/s, warm over 16 GB/s (modelled), cold as measured: " + string.Join(", ", shares.Select(s => $"{s["trace"].Text} {Percent(s.Value)}"));
        return shares.All(s => s.Value < 0.1) ? Verdict.Reproduced(figure, "beside the file the link is fast; the hot tier is another 300 times faster")
            : shares.All(s => s.Value > 0.5) ? Verdict.Contradicted(figure, "the transfer is what the batch waits for")
            : Verdict.Depends("how many rows are colder: where few come from the file, the link is what is left", figure);
    }

    private static Verdict JudgeHot(ResultSet results)
    {
        var (hot, l2) = (Of(results, "hot"), results.Value(HeldByL2, ("part", "computed")));
        if (double.IsNaN(hot + l2))
        {
            return Verdict.NotRun;
        }

        var figure = $"5 % of 10 M x 768 fp32: {hot / 1e9:0.00} GB; 40 MB of L2 hold {100 * l2:0.00} % of the rows";
        return hot <= DocumentMachine.L2Bytes ? Verdict.Reproduced(figure)
            : hot > DocumentMachine.HbmBytes ? Verdict.Contradicted(figure, "they fit neither")
            : Verdict.Depends($"which of the two: HBM holds them, L2 a {hot / DocumentMachine.L2Bytes:0}th of them", figure);
    }

    private static Verdict JudgeBatch(ResultSet results)
    {
        var batch = Of(results, ExampleBatch);
        if (double.IsNaN(batch))
        {
            return Verdict.NotRun;
        }

        var figure = $"200 x 1,024 fp32: {batch / 1e3:0} KB, {batch / DocumentMachine.L1Bytes:0.0} times 192 KB";
        return batch <= DocumentMachine.L1Bytes ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "one SM's L1 does not hold it; divided among many SMs each part would fit, but a gather reads a row once and gains nothing by it");
    }

    private static Verdict JudgeTable(ResultSet results)
    {
        var table = Of(results, Table);
        if (double.IsNaN(table))
        {
            return Verdict.NotRun;
        }

        var figure = $"10 M x 768 fp32: {table / 1e9:0.00} GB";
        return table > DocumentMachine.RamBytes ? Verdict.Contradicted(figure, "512 GB do not hold it")
            : table > DocumentMachine.HbmBytes ? Verdict.Reproduced(figure)
            : Verdict.Depends($"the table: this one fits 80 GB of HBM as a whole and then needs no tiers; beyond {DocumentMachine.HbmBytes / (table / 10e6) / 1e6:0} M rows it does not. In RAM, nothing of it is cold on disk", figure);
    }

    private static Observation[] ColdOf(ResultSet results, string part, string of) => [.. results.Where(TierShare, ("part", part), ("tier", "cold"), ("variant", of))];

    private static double Cold(ResultSet results, Observation beside, string of) =>
        results.Value(TierShare, ("part", "measured"), ("trace", beside["trace"]), ("tier", "cold"), ("variant", of));

    private static string Percent(double share) => $"{100 * share:0.#} %";
}
