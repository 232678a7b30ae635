namespace HotRow;

/// <summary>A stream of ids as a trace: every id becomes a row, numbered by first appearance.</summary>
/// <remarks><i>Cost:</i> one pass when it is made. Rows are kept in memory while there are few enough; of a longer stream only the numbering is kept,
/// and every replay reads and numbers the source again.</remarks>
public sealed class RenumberedTrace : IAccessTrace
{
    /// <summary>Accesses that are kept in memory unless told otherwise: 1 GiB of rows.</summary>
    public const long DefaultMostInMemory = 1L << 28;

    private readonly IIdStream _ids;
    private readonly IdNumbering _numbering;

    private RenumberedTrace(IIdStream ids, IdNumbering numbering, long indexCount, MemoryTrace? rows, TimeSpan readingTime, TimeSpan renumberingTime)
    {
        _ids = ids;
        _numbering = numbering;
        IndexCount = indexCount;
        InMemory = rows;
        ReadingTime = readingTime;
        RenumberingTime = renumberingTime;
    }

    /// <inheritdoc/>
    public string Name => _ids.Name;

    /// <summary>How many distinct ids there are.</summary>
    public int RowCount => _numbering.Count;

    /// <inheritdoc/>
    public long IndexCount { get; }

    /// <summary>The rows, when there were few enough to keep.</summary>
    public MemoryTrace? InMemory { get; }

    /// <summary>How long the source took to read and decode.</summary>
    public TimeSpan ReadingTime { get; }

    /// <summary>How long the ids took to number, beside the reading: what a dense trace leaves out and a cache keyed by 64-bit ids pays.</summary>
    public TimeSpan RenumberingTime { get; }

    /// <summary>Reads a stream through and numbers its ids.</summary>
    /// <param name="ids">The stream.</param>
    /// <param name="mostInMemory">How many accesses are kept in memory at most.</param>
    /// <param name="batchSize">Rows per batch of the trace in memory, at least 1.</param>
    /// <param name="progress">Told the number of ids read, batch by batch; may stop the reading by throwing.</param>
    /// <exception cref="InputException">The source is faulty or has too many distinct ids.</exception>
    public static RenumberedTrace Read(IIdStream ids, long mostInMemory = DefaultMostInMemory, int batchSize = 1_000, Action<long>? progress = null)
    {
        var numbering = new IdNumbering();
        mostInMemory = Math.Min(mostInMemory, Array.MaxLength);
        var inMemory = !(ids.Count > mostInMemory);
        var rows = new int[inMemory ? ids.Count ?? 1024 : 1024];
        long count = 0;
        var renumbering = TimeSpan.Zero;
        var clock = Elapsed.Clock();
        foreach (var batch in ids.Batches())
        {
            if (inMemory && count + batch.Length > mostInMemory)
            {
                inMemory = false;
                rows = new int[batch.Length];
            }

            var at = inMemory ? (int)count : 0;
            if (rows.Length - at < batch.Length)
            {
                Array.Resize(ref rows, (int)Math.Min(Math.Max(at + (long)batch.Length, rows.Length * 2L), Array.MaxLength));
            }

            var started = clock();
            numbering.Number(batch.Span, rows.AsSpan(at));
            renumbering += clock() - started;
            count += batch.Length;
            progress?.Invoke(count);
        }

        var trace = inMemory ? new MemoryTrace(ids.Name, numbering.Count, rows.AsMemory(0, (int)count), batchSize) : null;
        return new RenumberedTrace(ids, numbering, count, trace, clock() - renumbering, renumbering);
    }

    /// <inheritdoc/>
    public IEnumerable<LookupBatch> Batches() => InMemory?.Batches() ?? Replay();

    private IEnumerable<LookupBatch> Replay()
    {
        var rows = new int[1024];
        foreach (var batch in _ids.Batches())
        {
            if (rows.Length < batch.Length)
            {
                rows = new int[batch.Length];
            }

            _numbering.Number(batch.Span, rows);
            yield return new LookupBatch(rows.AsMemory(0, batch.Length));
        }
    }
}
