namespace HotRow.Lab;

/// <summary>L14's claims and how results judge them.</summary>
internal sealed partial class RuntimePath
{
    // A gain below this is not worth a sentence, whatever its interval says.
    private const double Margin = 1.05;

    // No cause of a difference is told where no interval lies on either side.
    private const string TooNoisy = "this run is too noisy";

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

    private static Verdict JudgeMemory(ResultSet results)
    {
        var calls = results.Where(HeldBytes, ("part", "path"), (StateName, Warm), ("variant", LoadPaths.PerToken)).OrderByDescending(o => o["rows"].Number).ToArray();

        // The largest call that all three paths made.
        var current = Array.Find(calls, c => !double.IsNaN(Held(LoadPaths.Staging, c) + Held(LoadPaths.Map, c)));
        if (current is null)
        {
            return Verdict.NotRun;
        }

        var (staging, map) = (Held(LoadPaths.Staging, current), Held(LoadPaths.Map, current));

        // On the device nothing of the table stays in the host's memory.
        var (bySaved, byMap) = (current.Value - staging, current.Value - map);
        var figure = $"host memory saved at {current["rows"].Number:N0} tokens a call: staging {bySaved / 1e6:0.###} MB, mmap {byMap / 1e6:0.###} MB (its pages are the system's), device lookup {current.Value / 1e6:0.###} MB, which its own memory then holds";
        return Verdict.NotTestableHere("what a path keeps is its definition, computed and not measured", figure);

        double Held(string path, Observation call) => results.Value(HeldBytes, ("part", "path"), (StateName, Warm), ("rows", call["rows"]), ("variant", path));
    }

    private static Verdict JudgeComplexity(ResultSet results)
    {
        var copies = new[] { LoadPaths.PerToken, LoadPaths.Staging, LoadPaths.Map }.Select(path => (Path: path, Copies: Most(results.Where(Copies, ("part", "path"), (StateName, Warm), ("variant", path))))).ToArray();
        return copies.Any(c => double.IsNaN(c.Copies))
            ? Verdict.NotRun
            : Verdict.NotTestableHere("complexity is no quantity that this machine can measure; copies are the nearest that counts", string.Join(", ", copies.Select(c => $"{c.Path}: {c.Copies:0} copies")));
    }

    // Above the bound 1, below it -1, and 0 where the interval holds it.
    private static int Side(Interval found, double bound = Margin) => found.Low > bound ? 1 : found.High < bound ? -1 : 0;

    private static int Side(Observation found, double bound) => Side(new Interval(found.Value, found.Low, found.High), bound);

    // The size of a call is told as the cause only where intervals lie on both sides.
    private static Verdict Together(int[] sides, string figure, string contradicted = "") =>
        sides.All(s => s > 0) ? Verdict.Reproduced(figure)
        : sides.All(s => s < 0) ? Verdict.Contradicted(figure, contradicted)
        : sides.All(s => s == 0) ? Verdict.NotTestableHere(TooNoisy, figure)
        : sides.Contains(1) && sides.Contains(-1) ? Verdict.Depends("the tokens of a call", figure)
        : Verdict.Depends("the tokens of a call, or noise: not every size is resolved", figure);
}
