using System.Buffers.Binary;

namespace HotRow.Gpu;

/// <summary>A table's rows as a kernel's C# body reads them: the arguments table, rowCount and dim, in this order, and the define FORMAT.</summary>
internal readonly unsafe ref struct OracleRows
{
    private readonly byte* _table;
    private readonly long _rowCount;
    private readonly int _dim;
    private readonly int _format;

    public OracleRows(in OracleLaunch launch, int position)
    {
        _table = launch.Pointer<byte>(position, out _);
        (_rowCount, _dim, _format) = (launch.Long(position + 1), launch.Int(position + 2), launch.Define("FORMAT"));
    }

    /// <summary>Writes a row's elements; NaN for a row that is outside the table.</summary>
    public void Read(int row, Span<float> destination)
    {
        if ((uint)row >= _rowCount)
        {
            destination.Fill(float.NaN);
            return;
        }

        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = Element(row, i);
        }
    }

    /// <summary>One element; NaN where the row is outside the table.</summary>
    public float Element(int row, int element) => (uint)row >= _rowCount ? float.NaN : _format switch
    {
        0 => BinaryPrimitives.ReadSingleLittleEndian(Part(row, 4 * _dim, 4 * element, 4)),
        1 => (float)Half(row, 2 * _dim, 2 * element),
        2 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(Part(row, 2 * _dim, 2 * element, 2)) << 16),
        3 => (Part(row, _dim + 8, element, 1)[0] * BinaryPrimitives.ReadSingleLittleEndian(Part(row, _dim + 8, _dim, 4))) + BinaryPrimitives.ReadSingleLittleEndian(Part(row, _dim + 8, _dim + 4, 4)),
        _ => (((Part(row, (_dim / 2) + 4, element / 2, 1)[0] >> (4 * (element % 2))) & 15) * (float)Half(row, (_dim / 2) + 4, _dim / 2)) + (float)Half(row, (_dim / 2) + 4, (_dim / 2) + 2),
    };

    private Half Half(int row, int rowBytes, int at) => BinaryPrimitives.ReadHalfLittleEndian(Part(row, rowBytes, at, 2));

    private ReadOnlySpan<byte> Part(int row, int rowBytes, int at, int bytes) => new(_table + ((long)row * rowBytes) + at, bytes);
}
