namespace HotRow.Lab;

/// <summary>Reads the first rows of a table file in blocks of 1 MiB for every batch, then gathers from the copy: the fairest whole-table read there is.</summary>
/// <remarks>The blocks are rows of a wider table over the same file. Row counts and row bytes are powers of two, so blocks divide them.</remarks>
internal sealed unsafe class WholeFileLookup : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const int Depth = 8;
    private readonly DirectFileRowStore _blocks;
    private readonly PageMemory _copy;
    private readonly int[] _order;
    private readonly int _rowCount;
    private readonly int _dim;

    public WholeFileLookup(string path, int fileRows, int rowCount, int dim)
    {
        var rowsPerBlock = Math.Clamp(BlockBytes / (dim * sizeof(float)), 1, rowCount);
        (_rowCount, _dim) = (rowCount, dim);
        _blocks = DirectFileRowStore.Open(path, fileRows / rowsPerBlock, dim * rowsPerBlock, Depth);
        _copy = new((long)rowCount * dim * sizeof(float), "a near copy of the whole table");
        _order = [.. Enumerable.Range(0, rowCount / rowsPerBlock)];
    }

    /// <summary>Looks a batch up.</summary>
    public void Lookup(in LookupBatch batch, Span<float> destination)
    {
        _blocks.ReadRows(_order, new((float*)_copy.Pointer, _rowCount * _dim));
        RowKernels.Gather((float*)_copy.Pointer, _rowCount, _dim, batch.Indices.Span, destination);
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _copy.Dispose();
    }
}
