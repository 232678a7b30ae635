namespace HotRow.Lab;

/// <summary>L14's claims and how results judge them.</summary>
internal sealed partial class RuntimePath
{
    // A gain below this is not worth a sentence, whatever its interval says.
    private const double Margin = 1.05;

    // A hundredth of a token's time is about what a careful benchmark of tokens can see.
    private const double SeenShare = 0.01;

    private const string Problem = "002, Problem";
    private const string Impact = "002, Estimated Impact";

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("002-per-token-allocation", Problem, "A new vector for every token costs time that the load need not take.", JudgeAllocationTime),
        new("002-sequential-processing", Problem, "Tokens are processed one at a time, which costs time.", JudgeSequential),
        new("002-double-copy", Problem, "Rows are copied to a host tensor and then uploaded: a copy too many.", JudgeDoubleCopy),
        new("002-device-gather", "002, Idea 1", "The table on the GPU saves the transfer, looks all tokens up in parallel at the speed of its memory, and saves 0.5 to 1 ms per token.", JudgeDevice),
        new("002-staging-zero-allocations", "002, Idea 2", "A staging buffer that is taken once makes the load free of allocations.", JudgeAllocations),
        new("002-staging-saves", Impact, "A staging buffer saves 0.2 to 0.5 ms per token.", r => JudgeSaving(r, LoadPaths.Staging, 200, 500)),
        new("002-mmap-direct-saves", Impact, "Uploading straight from a mapped table saves 0.1 to 0.3 ms per token.", r => JudgeSaving(r, LoadPaths.MapUnguarded, 100, 300)),
        new("002-ranking", Impact, "The GPU lookup saves most, then the staging buffer, then mmap.", JudgeRanking),
        new("002-memory-savings", Impact, "Memory saved: high for the GPU lookup, medium for the staging buffer, low for mmap.", JudgeMemory),
        new("002-complexity", Impact, "Complexity: medium for the GPU lookup, low for staging and for mmap.", JudgeComplexity),
        new("002-staging-first", "002, Recommended Experiment", "Start with the staging buffer: it gives an immediate benefit, seen with one token per call.", JudgeStagingFirst),
        new("002-norm-with-the-lookup", "002, Idea 1", "The embedding's layer norm belongs with its lookup: one pass instead of two.", JudgeNorm),
        new("l14-mmap-advice", "published figures for 26.8 GiB, curriculum L14", "Cold mapped rows cost 34.8 us each by default, 130 us with MADV_RANDOM, 5.6 us with batched read-ahead.", JudgeAdvice),
    ];

    private static Verdict JudgeAllocationTime(ResultSet results)
    {
        var savings = WarmSavings(results, LoadPaths.Staging).OrderBy(o => o["rows"].Number).ToArray();
        if (savings.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "against a staging buffer: " + string.Join(", ", savings.Select(Text)) + OfToken(results, savings.Max(s => s.Value));
        return savings.All(s => s.High <= 0) ? Verdict.Contradicted(figure) : savings.All(s => s.Low > 0) ? Verdict.Reproduced(figure) : Verdict.Depends("the tokens of a call", figure);
    }

    private static string Text(Observation saving) => $"{saving.Value:0.00} us per token ({saving.Low:0.00} to {saving.High:0.00}) at {saving["rows"].Number:N0} a call";

    // What a saving is of the time of a token on a machine that reads the weights from its main memory.
    private static string OfToken(ResultSet results, double us)
    {
        var token = results.Where(TokenMs).FirstOrDefault();
        return token is null ? "" : $"; at most {us / 1e3:0.0e0} ms of a token's {token.Value:0} ms (7B, fp16, this machine's memory), {us / 1e3 / token.Value:0.0e0} of it";
    }

    private static Verdict JudgeSequential(ResultSet results)
    {
        var two = Ratios(results, Warm, LoadPaths.Gather, LoadPaths.GatherTwo).OrderByDescending(r => r.Rows).ToArray();
        var cold = Ratios(results, Cold, LoadPaths.MapRandom, LoadPaths.MapRandomMany).OrderByDescending(r => r.Rows).ToArray();
        if (two.Length == 0 || cold.Length == 0)
        {
            return Verdict.NotRun;
        }

        var (near, far) = (two[0], cold[0]);
        var figure = $"table in memory, 2 threads: {Text(near)}; cold mapped file, 16 faults in flight: {Text(far)}";
        return near.Ratio.Low > Margin && far.Ratio.Low > Margin ? Verdict.Reproduced(figure)
            : near.Ratio.Low <= Margin && far.Ratio.Low <= Margin ? Verdict.Contradicted(figure)
            : Verdict.Depends(far.Ratio.Low > Margin ? "where the rows lie: waiting for a disk is what parallel reads hide" : "the processors: copies gain, waits do not", figure);
    }

    private static Verdict JudgeDoubleCopy(ResultSet results)
    {
        var copies = Ratios(results, Warm, LoadPaths.Staging, LoadPaths.Gather).OrderBy(r => r.Rows).ToArray();
        if (copies.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "one copy against two, table in memory: " + string.Join(", ", copies.Select(Text));
        return copies.All(c => c.Ratio.Low > Margin) ? Verdict.Reproduced(figure)
            : copies.All(c => c.Ratio.High < Margin) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the tokens of a call: a buffer that stays in the caches is copied for little", figure);
    }

    private static Verdict JudgeDevice(ResultSet results)
    {
        var modelled = results.Where(Metrics.NsPerRow, ("variant", DeviceGather.Launched)).OrderBy(o => o["rows"].Number).ToArray();
        if (modelled.Length == 0)
        {
            return Verdict.NotRun;
        }

        var upload = results.Where(Metrics.NsPerRow, ("variant", Upload)).Max(o => o.Value);
        var figure = $"modelled: {string.Join(", ", modelled.Select(m => $"{m.Value / 1e3:0.000} us per token at {m["rows"].Number:N0} a call"))}; the transfer that it saves is {upload / 1e3:0.000} us per token";
        return Verdict.NotTestableHere("no device in this experiment: ids over 16 GB/s, 5 us a launch and 4.8 TB/s are a model", figure);
    }

    private static Verdict JudgeAllocations(ResultSet results)
    {
        var staging = results.Where(AllocatedPerRow, ("part", "path"), ("variant", LoadPaths.Staging)).ToArray();
        var perToken = results.Where(AllocatedPerRow, ("part", "path"), ("variant", LoadPaths.PerToken)).ToArray();
        if (staging.Length == 0 || perToken.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"{staging.Max(o => o.Value):0.##} B per token with the buffer, {perToken.Min(o => o.Value):N0} to {perToken.Max(o => o.Value):N0} B without";
        return staging.All(o => o.Value == 0) ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeSaving(ResultSet results, string path, double lowUs, double highUs)
    {
        var savings = WarmSavings(results, path).OrderBy(o => o["rows"].Number).ToArray();
        if (savings.Length == 0)
        {
            return Verdict.NotRun;
        }

        var loads = results.Where(Metrics.NsPerRow, ("part", "path"), (StateName, Warm), ("variant", LoadPaths.PerToken)).ToArray();
        var figure = string.Join(", ", savings.Select(Text))
            + (loads.Length > 0 ? $"; the whole load takes {loads.Min(o => o.Value) / 1e3:0.00} to {loads.Max(o => o.Value) / 1e3:0.00} us per token" : "");
        return savings.All(s => s.High < lowUs) ? Verdict.Contradicted(figure, "a load of host memory cannot save more than it takes")
            : savings.All(s => s.Low >= lowUs && s.High <= highUs) ? Verdict.Reproduced(figure)
            : savings.All(s => s.Low > highUs) ? Verdict.Contradicted(figure, "it saves more")
            : Verdict.Depends("the tokens of a call", figure);
    }

    private static Verdict JudgeRanking(ResultSet results)
    {
        var rows = WarmSavings(results, LoadPaths.Staging).Select(o => o["rows"]).ToArray();
        var calls = rows.OrderBy(r => r.Number)
            .Select(r => (Rows: r.Number, Staging: Saved(r, LoadPaths.Staging), Map: Saved(r, LoadPaths.MapUnguarded), Device: Device(results, r)))
            .Where(c => c.Staging is not null && c.Map is not null && !double.IsNaN(c.Device))
            .ToArray();
        if (calls.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "saved per token, device (modelled) / staging / mmap: " + string.Join(", ", calls.Select(c => $"{c.Device:0.00} / {c.Staging!.Value:0.00} / {c.Map!.Value:0.00} us at {c.Rows:N0} a call"));
        return calls.All(c => c.Device > c.Staging!.High && c.Staging.Low > c.Map!.High) ? Verdict.Reproduced(figure)
            : calls.All(c => c.Device < c.Staging!.Low || c.Staging.High < c.Map!.Low) ? Verdict.Contradicted(figure)
            : Verdict.Depends("the tokens of a call", figure);

        Observation? Saved(ParameterValue r, string path) => results.Single(SavedUs, ("part", "path"), (StateName, Warm), ("rows", r), ("variant", path));
    }

    // Units: us per token. What it saves is the current load and its upload, less the modelled lookup.
    private static double Device(ResultSet results, ParameterValue rows)
    {
        var load = results.Value(Metrics.NsPerRow, ("part", "path"), (StateName, Warm), ("rows", rows), ("variant", LoadPaths.PerToken));
        return (load + results.Value(Metrics.NsPerRow, ("rows", rows), ("variant", Upload)) - results.Value(Metrics.NsPerRow, ("rows", rows), ("variant", DeviceGather.Launched))) / 1e3;
    }

    private static Verdict JudgeMemory(ResultSet results)
    {
        var calls = results.Where(HeldBytes, ("part", "path"), (StateName, Warm), ("variant", LoadPaths.PerToken)).OrderByDescending(o => o["rows"].Number).ToArray();
        var current = calls.FirstOrDefault();
        var (staging, map) = (Held(LoadPaths.Staging), Held(LoadPaths.Map));
        if (current is null || double.IsNaN(staging) || double.IsNaN(map))
        {
            return Verdict.NotRun;
        }

        // On the device nothing of the table stays in the host's memory.
        var (bySaved, byMap) = (current.Value - staging, current.Value - map);
        var figure = $"host memory saved at {current["rows"].Number:N0} tokens a call: staging {bySaved / 1e6:0.###} MB, mmap {byMap / 1e6:0.###} MB (its pages are the system's), device lookup {current.Value / 1e6:0.###} MB, which its own memory then holds";
        return current.Value > bySaved && bySaved > byMap ? Verdict.Reproduced(figure) : Verdict.Contradicted(figure, "a mapped table saves the process's copy of it, a staging buffer only one of two transient copies of a batch");

        double Held(string path) => current is null ? double.NaN : results.Value(HeldBytes, ("part", "path"), (StateName, Warm), ("rows", current["rows"]), ("variant", path));
    }

    private static Verdict JudgeComplexity(ResultSet results)
    {
        var copies = new[] { LoadPaths.PerToken, LoadPaths.Staging, LoadPaths.Map }.Select(path => (Path: path, Copies: Most(results.Where(Copies, ("part", "path"), (StateName, Warm), ("variant", path))))).ToArray();
        return copies.Any(c => double.IsNaN(c.Copies))
            ? Verdict.NotRun
            : Verdict.NotTestableHere("complexity is no quantity that this machine can measure; copies are the nearest that counts", string.Join(", ", copies.Select(c => $"{c.Path}: {c.Copies:0} copies")));
    }

    private static Verdict JudgeStagingFirst(ResultSet results)
    {
        var one = WarmSavings(results, LoadPaths.Staging).FirstOrDefault(o => o["rows"].Number == 1);
        if (one is null)
        {
            return Verdict.NotRun;
        }

        var figure = $"one token a call: {one.Value:0.000} us saved ({one.Low:0.000} to {one.High:0.000})" + OfToken(results, one.Value);
        var token = results.Where(TokenMs).FirstOrDefault()?.Value ?? double.NaN;
        return one.High < 0 ? Verdict.Contradicted(figure)
            : one.Low / 1e3 > SeenShare * token ? Verdict.Reproduced(figure)
            : one.Low > 0 ? Verdict.Depends("what a benefit is: the load gains, and of a token's time it is too little to be seen", figure)
            : Verdict.Depends("noise: no difference is resolved", figure);
    }

    private static Verdict JudgeNorm(ResultSet results)
    {
        if (results.Where(Gain, ("part", "layer norm")).FirstOrDefault() is not { } gain)
        {
            return Verdict.NotRun;
        }

        var figure = $"fused {gain.Value:0.00} x as fast ({gain.Low:0.00} to {gain.High:0.00}) as a gather and a layer norm after it, {gain["rows"].Number:N0} rows of memory";
        return gain.Low > Margin ? Verdict.Reproduced(figure) : gain.High < 1 ? Verdict.Contradicted(figure) : Verdict.Depends("the batch: one that stays in the caches is read again for little", figure);
    }

    private static Verdict JudgeAdvice(ResultSet results)
    {
        var cold = results.Where(Metrics.NsPerRow, ("part", "path"), (StateName, Cold)).Where(o => o["rows"].Number > 1).GroupBy(o => o["rows"].Number).OrderByDescending(g => g.Key)
            .Select(g => (Rows: g.Key, Plain: g.FirstOrDefault(o => o.Variant == LoadPaths.Map), Random: g.FirstOrDefault(o => o.Variant == LoadPaths.MapRandom), Ahead: g.FirstOrDefault(o => o.Variant == LoadPaths.MapWillNeed)))
            .FirstOrDefault(g => g.Plain is not null && g.Random is not null && g.Ahead is not null);
        if (cold.Plain is not { } plain || cold.Random is not { } random || cold.Ahead is not { } ahead)
        {
            return Verdict.NotRun;
        }

        var read = results.Where(DiskBytes, ("part", "path"), (StateName, Cold), ("variant", LoadPaths.Map)).FirstOrDefault(o => o["rows"].Number == cold.Rows);
        var figure = $"{cold.Rows:N0} cold rows a call: {plain.Value / 1e3:0.0} us each by default ({plain.Low / 1e3:0.0} to {plain.High / 1e3:0.0}), {random.Value / 1e3:0.0} us MADV_RANDOM ({random.Low / 1e3:0.0} to {random.High / 1e3:0.0}), {ahead.Value / 1e3:0.0} us batched read-ahead ({ahead.Low / 1e3:0.0} to {ahead.High / 1e3:0.0})"
            + (read is null ? "" : $"; the default reads {read.Value / 1e3:0} KB from disk per row");
        var published = random.Low > plain.High && plain.Low > ahead.High;
        return published ? Verdict.Reproduced(figure, "in its order; the times are another disk's")
            : random.High < plain.Low ? Verdict.Depends("read-ahead and locality: by default a fault brings its neighbours, which pays where the next rows lie among them, and uniform rows do not", figure)
            : Verdict.Depends("the disk: the order of default and MADV_RANDOM is not resolved", figure);
    }

    private readonly record struct CallRatio(double Rows, Interval Ratio);

    private static string Text(CallRatio ratio) => $"{ratio.Ratio.Value:0.00} x ({ratio.Ratio.Low:0.00} to {ratio.Ratio.High:0.00}) at {ratio.Rows:N0} a call";

    private static IEnumerable<CallRatio> Ratios(ResultSet results, string state, string slow, string fast) =>
        results.Where(Gain, ("part", "path"), (StateName, state), ("variant", fast), ("over", slow)).Select(o => new CallRatio(o["rows"].Number, new(o.Value, o.Low, o.High)));
}
