namespace HotRow.Gpu;

/// <summary>Tables of random rows in host memory, in any format.</summary>
internal static class RandomStore
{
    /// <summary>Makes one; it owns its table.</summary>
    public static DramRowStore Of(RowFormat format, int rowCount, int dim, ulong seed)
    {
        if (format == RowFormats.Fp32)
        {
            var table = new EmbeddingTable(rowCount, dim);
            table.FillRandom(seed);
            return new(table, ownsTable: true);
        }

        var encoded = new EncodedTable(rowCount, dim, format);
        encoded.FillRandom(seed);
        return new(encoded, ownsTable: true);
    }
}
