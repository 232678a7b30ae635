namespace HotRow.Lab;

/// <summary>A lookup that is told the next request's rows while this one computes: a server that looks into its own queue.</summary>
internal sealed class AnnouncedLookup : IDisposable
{
    private readonly PrefetchedLookup _lookup;
    private readonly IUnique _unique;
    private readonly Func<LookupBatch> _walk;
    private readonly PageMemory _output;
    private readonly int[] _rows;
    private readonly int[] _inverse;
    private LookupBatch _next;

    public AnnouncedLookup(LookupArgs args, BatchPool batches, PageMemory output)
    {
        _lookup = new(args, prefetcher: null);
        _unique = Unique.For(args.Store.RowCount, args.MaxIndices);
        (_rows, _inverse) = (new int[args.MaxIndices], new int[args.MaxIndices]);
        (_walk, _output) = (batches.Walk(), output);
        _next = _walk();
    }

    /// <summary>The batch that the next lookup is for.</summary>
    public LookupBatch Next => _next;

    /// <summary>Looks up the batch that was announced.</summary>
    public void Run()
    {
        _lookup.Lookup(_next, _output.Floats);
        _next = _walk();
    }

    /// <summary>Says which rows come next; they are read in the background.</summary>
    public void Announce() => _lookup.Begin(_rows.AsSpan(0, _unique.Find(_next.Indices.Span, _rows, _inverse)));

    public void Dispose() => _lookup.Dispose();
}
