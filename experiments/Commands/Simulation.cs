namespace HotRow.Lab;

/// <summary>What one policy did with one capacity on one trace: a line of <c>simulate --json</c>.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Capacity">Rows the cache may hold, as asked for.</param>
/// <param name="Accesses">Accesses in all: hits + misses.</param>
/// <param name="Distinct">Distinct ids.</param>
/// <param name="Hits">Accesses that found their row.</param>
/// <param name="Misses">Accesses that did not.</param>
/// <param name="Compulsory">First accesses, which miss in every cache: one for each distinct id.</param>
/// <param name="HitRatio">Hits / accesses.</param>
/// <param name="AccessesPerSecond">Speed of the policy alone, over rows in memory.</param>
internal sealed record SimulateLine(string Trace, string Policy, int Capacity, long Accesses, int Distinct, long Hits, long Misses, long Compulsory,
    double HitRatio, double AccessesPerSecond);

/// <summary>Replays a trace through caches and counts exactly.</summary>
internal sealed class Simulation
{
    /// <summary>Timings of a quick run; the median counts.</summary>
    internal const int Repeats = 3;

    private const int ChunkRows = 1 << 20;
    private static readonly TimeSpan s_quick = TimeSpan.FromSeconds(0.5);

    private readonly TraceInput _input;
    private readonly Progress _progress;

    internal Simulation(TraceInput input, Progress progress)
    {
        _input = input;
        _progress = progress;
    }

    /// <summary>One result for each pair, policies in the order given, capacities within.</summary>
    /// <exception cref="InputException">A policy needs the whole trace in memory and the trace is too long for that.</exception>
    internal IReadOnlyList<SimulateLine> Run(IReadOnlyList<CachePolicyInfo> policies, IReadOnlyList<int> capacities)
    {
        var pairs = policies.SelectMany(policy => capacities.Select(capacity => new Pair(policy, capacity))).ToArray();
        return _input.Rows is { } rows ? RunInMemory(pairs, rows.Rows) : RunStreaming(pairs);
    }

    private List<SimulateLine> RunInMemory(Pair[] pairs, ReadOnlyMemory<int> rows)
    {
        var results = new List<SimulateLine>();
        foreach (var pair in pairs)
        {
            _progress.Tell(() => $"simulating {pair.Info.Name} with {pair.Capacity:N0} rows, {results.Count} of {pairs.Length} done");
            var timings = new List<TimeSpan>();
            long hits;
            do
            {
                var policy = pair.Create(_input, pair.Info.NeedsTrace ? rows : default);
                hits = 0;
                timings.Add(Elapsed.Of(() => hits = CacheSimulator.Run(policy, rows.Span)));
            }
            while (timings.Count < Repeats && timings[0] < s_quick);
            results.Add(ResultOf(pair, hits, Elapsed.Median(timings)));
        }

        return results;
    }

    private List<SimulateLine> RunStreaming(Pair[] pairs)
    {
        if (Array.Find(pairs, p => p.Info.NeedsTrace) is { } needy)
        {
            throw new InputException($"the policy '{needy.Info.Name}' needs the whole trace in memory, and its {_input.Trace.IndexCount:N0} accesses are more than "
                + $"the {RenumberedTrace.DefaultMostInMemory:N0} that are kept there; leave the policy out or cut the trace");
        }

        var policies = Array.ConvertAll(pairs, pair => pair.Create(_input, default));
        var hits = new long[pairs.Length];
        var times = new TimeSpan[pairs.Length];
        long done = 0;
        foreach (var chunk in Chunks(_input.Trace))
        {
            for (var i = 0; i < pairs.Length; i++)
            {
                times[i] += Elapsed.Of(() => hits[i] += CacheSimulator.Run(policies[i], chunk.Span));
            }

            done += chunk.Length;
            _progress.Tell(() => $"simulating {pairs.Length} caches, {done:N0} of {_input.Trace.IndexCount:N0} accesses");
        }

        return [.. pairs.Select((pair, i) => ResultOf(pair, hits[i], times[i]))];
    }

    /// <summary>Batches joined to chunks, so that a policy's state is fetched once per chunk and not once per batch.</summary>
    private static IEnumerable<ReadOnlyMemory<int>> Chunks(IAccessTrace trace)
    {
        var chunk = new int[ChunkRows];
        var filled = 0;
        foreach (var batch in trace.Batches())
        {
            for (var rows = batch.Indices; !rows.IsEmpty;)
            {
                var part = Math.Min(rows.Length, chunk.Length - filled);
                rows[..part].CopyTo(chunk.AsMemory(filled));
                rows = rows[part..];
                filled += part;
                if (filled == chunk.Length)
                {
                    yield return chunk;
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            yield return chunk.AsMemory(0, filled);
        }
    }

    private SimulateLine ResultOf(Pair pair, long hits, TimeSpan time)
    {
        var accesses = _input.Trace.IndexCount;
        return new SimulateLine(_input.Name, pair.Info.Name, pair.Capacity, accesses, _input.Distinct, hits, accesses - hits, _input.Distinct,
            (double)hits / accesses, accesses / Math.Max(time.TotalSeconds, 1e-9));
    }

    private sealed record Pair(CachePolicyInfo Info, int Capacity)
    {
        /// <summary>An empty cache. More slots than rows change nothing, so they are not allocated.</summary>
        internal ICachePolicy Create(TraceInput input, ReadOnlyMemory<int> trace) =>
            Info.Create(new CachePolicyArgs(Math.Min(Capacity, input.Trace.RowCount), input.Trace.RowCount, trace));
    }
}
