namespace HotRow.Lab;

/// <summary>A table's size.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Dim">Numbers of a row.</param>
internal readonly record struct TableSize(int Rows, int Dim)
{
    /// <summary>Bytes of it as fp32.</summary>
    public long Bytes => (long)Rows * Dim * sizeof(float);
}
