using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Copies the whole table to near memory for every batch, then gathers from there: the documents' "load the entire table".</summary>
/// <remarks>A table in memory is copied as one block, another one by reading all rows in order.
/// <para><i>Counts:</i> every index is a hit, because the copy serves it; far bytes are the whole table, near bytes one row per index.</para></remarks>
internal sealed unsafe class FullCopyStrategy(LookupArgs args) : ILookupStrategy
{
    private const int RowsPerRead = 4_096;
    private readonly NearRows _copy = new(args.Store.RowCount, args.Store.EmbeddingDim, "a near copy of the whole table");
    private readonly int[] _rows = new int[RowsPerRead];

    public LookupResult Lookup(in LookupBatch batch, Span<float> destination)
    {
        BatchCheck.Validate(batch, destination, args);
        var store = args.Store;
        var indices = batch.Indices.Span;
        var tableBytes = (long)store.RowCount * store.RowBytes;
        if (store is DramRowStore memory)
        {
            NativeMemory.Copy(memory.Table.Pointer, _copy.Pointer, (nuint)tableBytes);
            GC.KeepAlive(memory);
        }
        else
        {
            ReadAllRows(store);
        }

        RowPooling.GatherOrPool(_copy, store.EmbeddingDim, indices, batch.Offsets.Span, args.Pooling, destination, args.Threads);
        return new(indices.Length, -1, indices.Length, 0, 0, (long)indices.Length * store.RowBytes, tableBytes);
    }

    public void Dispose() => _copy.Dispose();

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
