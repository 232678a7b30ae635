using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Copies the whole table to near memory for every batch, then gathers from there: the documents' "load the entire table".</summary>
/// <remarks>A table in memory is copied by all threads, part by part; another one is read row by row, in order.
/// <para><i>Counts:</i> every index is a hit, because the copy serves it; far bytes are the whole table, near bytes one row per index.</para></remarks>
internal sealed unsafe class FullCopyStrategy : ILookupStrategy
{
    private const int RowsPerRead = 4_096;
    private const int BytesPerPart = 4 << 20;
    private readonly LookupArgs _args;
    private readonly NearRows _copy;
    private readonly int[] _rows = new int[RowsPerRead];
    private readonly EmbeddingTable? _table;
    private readonly Action<int> _copyPart; // made once, because a call that makes it allocates

    public FullCopyStrategy(LookupArgs args)
    {
        _args = args;
        _copy = new(args.Store.RowCount, args.Store.EmbeddingDim, "a near copy of the whole table");
        _table = (args.Store as DramRowStore)?.Table;
        _copyPart = CopyPart;
    }

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, _args);
        var store = _args.Store;
        var indices = batch.Indices.Span;
        if (_table is null)
        {
            ReadAllRows(store);
        }
        else
        {
            WorkerTeam.Shared(_args.Threads).ForEach((int)((_table.Bytes + BytesPerPart - 1) / BytesPerPart), _copyPart);
        }

        RowPooling.GatherOrPool(_copy, store.EmbeddingDim, indices, batch.Offsets.Span, _args.Pooling, destination, _args.Threads);
        return new(indices.Length, -1, indices.Length, 0, 0, LookupCounts.NearBytes(indices.Length, store), (long)store.RowCount * store.RowBytes);
    }

    public void Dispose() => _copy.Dispose();

    private void CopyPart(int part)
    {
        var first = (long)part * BytesPerPart;
        var bytes = Math.Min(BytesPerPart, _table!.Bytes - first);
        NativeMemory.Copy((byte*)_table.Pointer + first, (byte*)_copy.Pointer + first, (nuint)bytes);
        GC.KeepAlive(_table);
    }

    private void ReadAllRows(IRowStore store)
    {
        for (long first = 0; first < store.RowCount; first += RowsPerRead)
        {
            var count = (int)Math.Min(RowsPerRead, store.RowCount - first);
            for (var i = 0; i < count; i++)
            {
                _rows[i] = (int)first + i;
            }

            store.ReadRows(_rows.AsSpan(0, count), _copy.Rows((int)first, count));
        }
    }
}

public static partial class LookupStrategies
{
    /// <summary>The whole table first, then the wanted rows.</summary>
    public static readonly LookupStrategyInfo FullCopy =
        Add(new("full-copy", "document 000, root cause 1", args => new FullCopyStrategy(args), NeedsWholeTable: true));
}
