namespace HotRow.Lab;

/// <summary>One way from a table to the upload buffer.</summary>
/// <param name="Name">Its name in charts.</param>
/// <param name="Open">Opens where the rows lie.</param>
/// <param name="Steps">Makes the steps after that, for so many tokens of so many numbers.</param>
/// <param name="StoreCopies">Times that the store writes a row by a processor: 1 where a gather or a decode does it, 2 where the kernel copies from the page cache before. A disk's own transfer is none.</param>
/// <param name="Mapped">Whether the file is mapped: such a store is opened anew for every cold call, since the kernel keeps mapped pages.</param>
/// <param name="TableBytes">Bytes of the table that the process keeps for itself; a mapping's pages are the system's, which may take them back.</param>
/// <param name="BufferedRows">Rows that the store itself buffers.</param>
internal sealed record LoadPath(
    string Name, Func<IRowStore> Open, Func<int, int, ITokenLoad> Steps, int StoreCopies = 1, bool Mapped = false, long TableBytes = 0, int BufferedRows = 0)
{
    /// <summary>Whether rows come through the page cache, which may hold them already.</summary>
    public bool ThroughPageCache => Mapped || StoreCopies > 1;
}

/// <summary>A path that runs: its store while that is open, its steps, and its walk over the batches.</summary>
internal sealed class RunningPath : IDisposable
{
    private readonly PageMemory _upload;
    private readonly Func<LookupBatch> _walk;
    private readonly ITokenLoad _steps;
    private IRowStore? _store;

    public RunningPath(LoadPath path, BatchPool batches, int tokens, int dim, PageMemory upload)
    {
        (Path, _upload, _walk) = (path, upload, batches.Walk());
        _steps = path.Steps(tokens, dim);
    }

    /// <summary>Which path.</summary>
    public LoadPath Path { get; }

    /// <summary>Times that a processor writes a row between the table and the upload buffer, that last time included.</summary>
    public int Copies => Path.StoreCopies + _steps.ExtraCopies + (IsReadInPlace ? 0 : 1);

    /// <summary>Whether a mapped file's rows are read where they lie; otherwise the kernel copies them first, and each row costs a system call.</summary>
    public bool IsReadInPlace => Store is not MappedFileRowStore { Guard: MapGuard.CheckedCopy };

    /// <summary>Bytes that the path keeps in memory of its own during a call. <i>Units:</i> bytes.</summary>
    public long HeldBytes(int rowBytes) => Path.TableBytes + _steps.WorkingBytes + ((long)Path.BufferedRows * rowBytes);

    /// <summary>The open store.</summary>
    public IRowStore Store => _store ??= Path.Open();

    /// <summary>Closes a mapping, so that its pages can leave memory.</summary>
    public void Unmap()
    {
        if (Path.Mapped)
        {
            Close();
        }
    }

    /// <summary>Loads the next batch.</summary>
    public void Run() => Load(_walk());

    /// <summary>Loads a batch.</summary>
    public void Load(LookupBatch batch) => _steps.Load(Store, batch.Indices.Span, _upload.Floats);

    public void Dispose()
    {
        Close();
        _steps.Dispose();
    }

    private void Close()
    {
        _store?.Dispose();
        _store = null;
    }
}
