namespace HotRow.Tests;

/// <summary>A store over a table in memory whose reads wait until they are let through, or throw; it refuses a second caller.</summary>
internal sealed class GatedStore(EmbeddingTable table, bool open = true) : IRowStore
{
    private readonly DramRowStore _store = new(table);
    private readonly SemaphoreSlim _gate = new(0);
    private int _callers;

    /// <summary>Released once when each read begins.</summary>
    public SemaphoreSlim Entered { get; } = new(0);

    /// <summary>How many reads have begun.</summary>
    public int Reads { get; private set; }

    /// <summary>What the next reads throw, null for nothing.</summary>
    public Exception? Failure { get; set; }

    public MemoryTier Tier => _store.Tier;

    public string Path => _store.Path;

    public RowFormat Format => _store.Format;

    public int RowCount => _store.RowCount;

    public int EmbeddingDim => _store.EmbeddingDim;

    public int RowBytes => _store.RowBytes;

    /// <summary>Lets one read through.</summary>
    public void LetThrough() => _gate.Release();

    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        Assert.Equal(1, Interlocked.Increment(ref _callers));
        Reads++;
        Entered.Release();
        if (!open)
        {
            _gate.Wait();
        }

        Interlocked.Decrement(ref _callers);
        if (Failure is { } failure)
        {
            throw failure;
        }

        _store.ReadRows(rows, destination);
    }

    public void Dispose()
    {
        Entered.Dispose();
        _gate.Dispose();
        _store.Dispose();
    }
}
