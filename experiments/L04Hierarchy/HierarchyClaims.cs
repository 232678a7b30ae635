namespace HotRow.Lab;

/// <summary>What the documents say of the hierarchy, and how L4's points judge it.</summary>
internal sealed partial class Hierarchy
{
    // Of the ceiling: below it more than a quarter of the bandwidth is lost.
    private const double Nearly = 0.75;

    // Two tiers whose rates surely differ by no more than this factor are as fast as each other.
    private const double AsFast = 1.25;

    private const string Section = "000, Why This Works";

    // The page cache is no tier of its own: it lies in main memory.
    private static readonly string[] s_order = ["L1", "L2", "L3", Dram, "file"];
    private static readonly string[] s_sizes = ["L1", "L2", "L3", "main memory"];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-faster-and-smaller", Section, "The nearer a tier is to the processor the faster and the smaller it is: L1, L2, main memory, disk.", JudgeOrder),
        new("000-gpu-tiers", Section, "Rows in a GPU's L1, L2 and HBM are faster than rows in main memory.", JudgeGpu),
        new("000-l2-below-table", "000, Root Cause 4", "The cache (40 MB) cannot hold the whole table.", JudgeTable),
        new("000-thrashing", "000, Root Cause 4", "A table larger than the cache thrashes: useful rows are evicted all the time.", JudgeThrashing),
        new("001-scattered-rows", "001, Root Cause", "Lookups are slow through poor memory locality: scattered rows leave bandwidth unused; judged is more than a quarter of it, from memory.", JudgeScattered),
    ];

    private static Observation? Rate(ResultSet results, string tier, int rowBytes, string variant = Uniform) =>
        results.Single(Metrics.GBps, ("tier", tier), ("rowBytes", rowBytes), ("variant", variant));

    private static string Show(Observation o) => $"{o.Value:0.00} [{o.Low:0.00}, {o.High:0.00}]";

    // The intervals of two tiers must lie apart to put one before the other; how large the disk is nobody asked the system.
    private static Verdict JudgeOrder(ResultSet results)
    {
        var rates = s_order.Select(tier => Rate(results, tier, LongRow)).OfType<Observation>().ToArray();
        var sizes = s_sizes.Select(level => (Level: level, Bytes: SizeOf(results, ThisMachine, level))).Where(s => !double.IsNaN(s.Bytes)).ToArray();
        if (rates.Length < 3 || sizes.Length < 3)
        {
            return Verdict.NotRun;
        }

        var figure = "GB/s of uniform rows of 3 KiB: " + string.Join(", ", rates.Select(o => $"{o["tier"].Text} {Show(o)}")) + "; sizes: " + string.Join(", ", sizes.Select(s => $"{s.Level} {s.Bytes / 1e6:N2} MB"));
        var steps = rates.Zip(rates.Skip(1)).Select(s => (Near: s.First, Far: s.Second)).ToArray();
        var growing = sizes.Zip(sizes.Skip(1)).Select(s => (Near: s.First, Far: s.Second, Grows: s.Second.Bytes > s.First.Bytes)).ToArray();
        var wrong = steps.Where(s => s.Far.Low > s.Near.High).ToArray();
        var same = steps.Except(wrong).Where(s => s.Far.High >= s.Near.Low && s.Far.High <= AsFast * s.Near.Low && s.Near.High <= AsFast * s.Far.Low).ToArray();
        var unsure = steps.Except(wrong).Except(same).Where(s => s.Far.High >= s.Near.Low).ToArray();
        string[] against =
        [
            .. wrong.Select(s => $"{s.Far["tier"].Text} is faster than {s.Near["tier"].Text}"),
            .. same.Select(s => $"{s.Near["tier"].Text} and {s.Far["tier"].Text} are about as fast"),
            .. growing.Where(s => !s.Grows).Select(s => $"{s.Far.Level} is not larger than {s.Near.Level}"),
        ];
        return against.Length + unsure.Length == 0 ? Verdict.Reproduced(figure)
            : wrong.Length == steps.Length || growing.All(s => !s.Grows) ? Verdict.Contradicted(figure, string.Join("; ", against))
            : against.Length > 0 ? Verdict.Depends("the step: " + string.Join("; ", against), figure)
            : Verdict.NotTestableHere("this run is too noisy: not told apart are " + string.Join("; ", unsure.Select(s => $"{s.Near["tier"].Text} and {s.Far["tier"].Text}")), figure);
    }

    private static Verdict JudgeGpu(ResultSet results) => double.IsNaN(SizeOf(results, Document, "HBM"))
        ? Verdict.NotRun
        : Verdict.NotTestableHere("the sizes are compared and nothing else; what a GPU of this machine reaches in its tiers is measured with --device and shown in charts of its own", $"the document's GPU: L1 {SizeOf(results, Document, "L1") / 1e3:0} KB per multiprocessor, L2 {SizeOf(results, Document, "L2") / 1e6:0} MB, HBM {SizeOf(results, Document, "HBM") / 1e9:0} GB");

    private static Verdict JudgeTable(ResultSet results)
    {
        var (cache, table) = (SizeOf(results, Document, "L2"), results.Value(Needed, ("variant", WholeTable)));
        if (double.IsNaN(cache) || double.IsNaN(table))
        {
            return Verdict.NotRun;
        }

        var figure = $"{WholeTable} is {table / 1e9:0.00} GB, {table / cache:0} times the cache";
        return table > cache ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }

    // The last cache against memory, by the same rows: what uniform ids lose there, and what skewed ones keep.
    private static Verdict JudgeThrashing(ResultSet results)
    {
        var losses = new List<(string Ids, double Loss, double Low, double High)>();
        foreach (var ids in new[] { Uniform, Zipf })
        {
            var (memory, cache) = (Rate(results, Dram, 512, ids), Rate(results, "L3", 512, ids) ?? Rate(results, "L2", 512, ids));
            if (memory is null || cache is null)
            {
                return Verdict.NotRun;
            }

            losses.Add((ids, cache.Value / memory.Value, cache.Low / memory.High, cache.High / memory.Low));
        }

        var figure = "time of a 512 B row beyond the caches / in the last cache: " + string.Join(", ", losses.Select(l => $"{l.Ids} {l.Loss:0.0} [{l.Low:0.0}, {l.High:0.0}]"));
        var (uniform, zipf) = (losses[0], losses[1]);
        return uniform.High < 1.1 && zipf.High < 1.1 ? Verdict.Contradicted(figure)
            : zipf.High < uniform.Low ? Verdict.Depends("the skew: rows that are asked for often stay in the cache by themselves", figure)
            : uniform.Low > 1.1 && zipf.Low > 1.1 ? Verdict.Reproduced(figure)
            : Verdict.NotTestableHere("this run is too noisy to tell", figure);
    }

    private static Verdict JudgeScattered(ResultSet results)
    {
        var shares = results.Where(CeilingShare, ("tier", Dram), ("variant", ReadOnly)).OrderBy(o => o["rowBytes"].Number).ToArray();
        if (shares.Length < 2)
        {
            return Verdict.NotRun;
        }

        var figure = "scattered reads / reads in order, from DRAM: " + string.Join(", ", shares.Select(o => $"rows of {o["rowBytes"].Text} B {Show(o)}"));
        var (lost, used) = (shares.Count(o => o.High < Nearly), shares.Count(o => o.Low > Nearly));
        return lost == shares.Length ? Verdict.Reproduced(figure)
            : used == shares.Length ? Verdict.Contradicted(figure, "scattered rows use more than three quarters of the bandwidth")
            : lost > 0 && used > 0 ? Verdict.Depends("the length of a row", figure)
            : Verdict.NotTestableHere("this run is too noisy: some intervals lie on both sides of three quarters of the ceiling", figure);
    }
}
