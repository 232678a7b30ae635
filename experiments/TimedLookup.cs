namespace HotRow.Lab;

/// <summary>A lookup strategy as a contender: it walks the batches by itself and writes to the point's output.</summary>
internal sealed class TimedLookup
{
    private readonly BatchPool _batches;
    private readonly ILookupStrategy _strategy;
    private readonly Func<LookupBatch> _walk;
    private readonly PageMemory _output;

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

    /// <summary>Looks up the next batch.</summary>
    public void Run() => _strategy.Lookup(_walk(), _output.Floats);

    /// <summary>Brings a cache to its steady state.</summary>
    public void Warm(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Run();
        }
    }

    /// <summary>Looks up the next batches and counts: hits / indices, and bytes from the far tier per call. How many batches is the caller's word and not the clock's, so the counts are exact.</summary>
    public (double HitRatio, double FarBytes) Count(int calls)
    {
        long indices = 0, hits = 0, farBytes = 0;
        for (var i = 0; i < calls; i++)
        {
            var result = _strategy.Lookup(_walk(), _output.Floats);
            indices += result.Indices;
            hits += result.Hits;
            farBytes += result.FarBytes;
        }

        return ((double)hits / indices, (double)farBytes / calls);
    }

    /// <summary>Looks up the first batch and compares the output with the reference.</summary>
    public (bool Passed, string Detail) Compare(ReferenceLookup reference)
    {
        _output.Floats.Fill(float.NaN);
        _strategy.Lookup(_batches.First, _output.Floats);
        return reference.Compare(Info, _batches.First, _output.Floats);
    }
}
