namespace HotRow.Gpu;

/// <summary>A small table of random rows on a device, and what its rows are. <i>Shape:</i> row 0 holds what is hard on a format: NaN, infinities, -0 and denormals, or numbers all alike where there is a scale.</summary>
internal sealed class CheckedTable : IDisposable
{
    private readonly float[] _rows;
    private readonly float[] _outside;

    public CheckedTable(Device device, RowFormat format, int rowCount, int dim)
    {
        (RowCount, Dim) = (rowCount, dim);
        _rows = new float[rowCount * dim];
        _outside = new float[dim];
        Array.Fill(_outside, float.NaN);
        float[] hard = format == RowFormats.Int8 || format == RowFormats.Int4 ? [0.25f] : [float.NaN, -0f, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, -65_504, 6e-8f];
        var first = Enumerable.Range(0, dim).Select(i => hard[i % hard.Length]).ToArray();
        if (format == RowFormats.Fp32)
        {
            using var table = new EmbeddingTable(rowCount, dim);
            table.FillRandom(seed: 7);
            first.CopyTo(table.WritableRow(0));
            using var store = new DramRowStore(table);
            OnDevice = DeviceTable.Upload(device, store);
            for (var row = 0; row < rowCount; row++)
            {
                table.Row(row).CopyTo(_rows.AsSpan(row * dim));
            }
        }
        else
        {
            using var table = new EncodedTable(rowCount, dim, format);
            table.FillRandom(seed: 7);
            format.Encode(first, table.WritableRow(0));
            using var store = new DramRowStore(table);
            OnDevice = DeviceTable.Upload(device, store);
            for (var row = 0; row < rowCount; row++)
            {
                format.Decode(table.Row(row), _rows.AsSpan(row * dim, dim));
            }
        }
    }

    public DeviceTable OnDevice { get; }

    public int RowCount { get; }

    public int Dim { get; }

    /// <summary>What a kernel must find: the row as the library restores it, NaN outside the table.</summary>
    public ReadOnlySpan<float> Expected(int row) => (uint)row < (uint)RowCount ? _rows.AsSpan(row * Dim, Dim) : _outside;

    /// <summary>Random row numbers, among them row 0, the last one, and four outside, as far as there is room.</summary>
    public int[] Numbers(int count)
    {
        var random = new Xoshiro256(11);
        int[] chosen = [RowCount - 1, 0, -1, RowCount, int.MinValue, int.MaxValue];
        return [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 && i / 3 < chosen.Length ? chosen[i / 3] : random.NextInt32(RowCount))];
    }

    public void Dispose() => OnDevice.Dispose();
}
