namespace HotRow.Lab;

/// <summary>Document 002's current implementation: a new array for every token, all of them stacked into a new array, that one copied to the upload buffer.</summary>
internal sealed class PerTokenLoad(int tokens, int dim) : ITokenLoad
{
    public int ExtraCopies => 2;

    public long WorkingBytes => 2L * tokens * dim * sizeof(float);

    public void Load(IRowStore store, ReadOnlySpan<int> tokens, Span<float> upload)
    {
        var rows = new List<float[]>();
        foreach (var token in tokens)
        {
            rows.Add(RowOf(store, token));
        }

        Stack(rows, dim).CopyTo(upload);
    }

    /// <summary>One new array of all rows, one after the other.</summary>
    public static float[] Stack(List<float[]> rows, int dim)
    {
        var stacked = GC.AllocateUninitializedArray<float>(rows.Count * dim);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].CopyTo(stacked.AsSpan(i * dim));
        }

        return stacked;
    }

    public void Dispose()
    {
        // What it allocates is the collector's.
    }

    private float[] RowOf(IRowStore store, int token)
    {
        if (store is DramRowStore { Table: { } table })
        {
            return table.Row(token).ToArray();
        }

        var row = GC.AllocateUninitializedArray<float>(dim);
        store.ReadRows([token], row);
        return row;
    }
}
