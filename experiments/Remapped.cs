namespace HotRow.Lab;

/// <summary>The one mapping of a file, given up and made anew over a cold file: pages that are mapped cannot be dropped.</summary>
/// <param name="table">Where the rows lie.</param>
internal sealed class Remapped(StoredTable table) : IDisposable
{
    private MappedFileRowStore? _store;

    /// <summary>The mapping; <see cref="Renew"/> makes it.</summary>
    public MappedFileRowStore Store => _store!;

    /// <summary>Drops the file from the page cache, proves that, and maps it anew.</summary>
    /// <exception cref="InputException">It is not proved.</exception>
    public void Renew(MapAdvice advice)
    {
        _store?.Dispose();
        _store = null;
        var state = FileState.Prepare(table, CacheState.Cold);
        if (!state.IsProven)
        {
            throw new InputException($"{table.Path} would be timed warm: {state.Description}");
        }

        _store = MappedFileRowStore.Open(table, advice);
    }

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();
}
