namespace HotRow.Lab;

/// <summary>One strategy on its way through a trace, batch by batch and round again, keeping its cache and counting what it did.</summary>
internal sealed class CacheWalk
{
    private readonly ILookupStrategy _strategy;
    private readonly MemoryTrace _trace;
    private readonly float[] _output;
    private readonly int _batches;
    private int _next;

    /// <param name="strategy">The strategy. Not owned.</param>
    /// <param name="trace">The accesses.</param>
    /// <param name="output">Receives each batch's rows.</param>
    public CacheWalk(ILookupStrategy strategy, MemoryTrace trace, float[] output)
    {
        (_strategy, _trace, _output) = (strategy, trace, output);
        _batches = trace.Rows.Length / trace.BatchSize;
    }

    /// <summary>Indices looked up since <see cref="Forget"/>.</summary>
    public long Indices { get; private set; }

    /// <summary>Rows read from the far tier since <see cref="Forget"/>.</summary>
    public long Misses { get; private set; }

    /// <summary>Hits / indices since <see cref="Forget"/>.</summary>
    public double HitRatio => 1 - ((double)Misses / Indices);

    /// <summary>Looks some batches up.</summary>
    public void Step(int batches)
    {
        for (var i = 0; i < batches; i++)
        {
            var result = _strategy.Lookup(new(_trace.Rows.Slice(_next * _trace.BatchSize, _trace.BatchSize)), _output);
            Indices += result.Indices;
            Misses += result.Misses;
            _next = (_next + 1) % _batches;
        }
    }

    /// <summary>Goes on from a place of its own without looking anything up: contenders that followed each other closely would find
    /// each other's rows in the processor's caches.</summary>
    public void Part(int contender) => _next = (_next + (int)(contender * BatchPool.GoldenFraction % 1 * _batches)) % _batches;

    /// <summary>Goes on where another contender stands, without looking anything up: for strategies that keep nothing between batches.</summary>
    public void Follow(CacheWalk leader) => _next = leader._next;

    /// <summary>Starts the counts anew.</summary>
    public void Forget() => (Indices, Misses) = (0, 0);

    /// <summary>Looks one batch up and compares every row with the table's, bit for bit.</summary>
    public (bool Passed, string Detail) CheckedStep(int dim)
    {
        var rows = _trace.Rows.Slice(_next * _trace.BatchSize, _trace.BatchSize).Span;
        Step(1);
        return GeneratedRows.Match(rows, dim, _output);
    }
}
