namespace HotRow.Lab;

/// <summary>A lookup strategy as a contender: it walks the batches by itself, writes to the point's output, and counts what it did.</summary>
internal sealed class TimedLookup
{
    private readonly BatchPool _batches;
    private readonly ILookupStrategy _strategy;
    private readonly Func<LookupBatch> _walk;
    private readonly PageMemory _output;
    private long _indices;
    private long _hits;
    private long _farBytes;
    private long _calls;

    /// <summary>Makes the strategy; the point owns it.</summary>
    public TimedLookup(Point point, LookupStrategyInfo strategy, LookupArgs args, BatchPool batches, PageMemory output)
    {
        Info = strategy;
        _strategy = point.Own(strategy.Create(args));
        _batches = batches;
        _walk = batches.Walk();
        _output = output;
    }

    /// <summary>The strategy.</summary>
    public LookupStrategyInfo Info { get; }

    /// <summary>Hits / indices since counting began.</summary>
    public double HitRatio => (double)_hits / _indices;

    /// <summary>Bytes from the far tier per call since counting began.</summary>
    public double FarBytes => (double)_farBytes / _calls;

    /// <summary>Looks up the next batch.</summary>
    public void Run()
    {
        var result = _strategy.Lookup(_walk(), _output.Floats);
        _indices += result.Indices;
        _hits += result.Hits;
        _farBytes += result.FarBytes;
        _calls++;
    }

    /// <summary>Brings a cache to its steady state, and begins to count there.</summary>
    public void Warm(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Run();
        }

        (_indices, _hits, _farBytes, _calls) = (0, 0, 0, 0);
    }

    /// <summary>Looks up the first batch and compares the output with the reference.</summary>
    public (bool Passed, string Detail) Compare(ReferenceLookup reference)
    {
        _output.Floats.Fill(float.NaN);
        _strategy.Lookup(_batches.First, _output.Floats);
        return reference.Compare(Info, _batches.First, _output.Floats);
    }
}
