namespace HotRow;

/// <summary>The rows one request wants, as bags in CSR form: bag b holds <c>Indices[Offsets[b] .. Offsets[b + 1]]</c>.</summary>
/// <param name="Indices">Row numbers, 0 &lt;= row &lt; RowCount. <i>Shape:</i> <c>[indices]</c>.</param>
/// <param name="Offsets">Where each bag begins, and the end. <i>Shape:</i> <c>[bags + 1]</c>, or empty when every index is its own bag.</param>
public readonly record struct LookupBatch(ReadOnlyMemory<int> Indices, ReadOnlyMemory<int> Offsets)
{
    /// <summary>A batch in which every index is its own bag: a plain gather.</summary>
    public LookupBatch(ReadOnlyMemory<int> indices)
        : this(indices, ReadOnlyMemory<int>.Empty)
    {
    }

    /// <summary>How many bags the batch holds.</summary>
    public int BagCount => Offsets.IsEmpty ? Indices.Length : Offsets.Length - 1;
}
