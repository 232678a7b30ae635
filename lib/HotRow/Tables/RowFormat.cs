namespace HotRow;

/// <summary>How the elements of a table's row are stored: how many bytes, and the way there and back.</summary>
/// <remarks>Rows lie one behind the other without gaps, and each decodes by itself. One codec is one file in Formats/.</remarks>
public abstract unsafe class RowFormat
{
    /// <summary>The name that options and results use: "int8".</summary>
    public abstract string Name { get; }

    /// <summary>Where the layout comes from.</summary>
    public abstract string Source { get; }

    /// <summary>What a row's element count must be a multiple of.</summary>
    public virtual int ElementsPerBlock => 1;

    /// <summary>Bytes of one stored row. <i>Units:</i> bytes.</summary>
    /// <param name="embeddingDim">Elements of a row; the caller has checked it with <see cref="Fits"/>.</param>
    public abstract int RowBytes(int embeddingDim);

    /// <summary>Whether rows of that many elements can be stored: 1 to <see cref="StoredTable.MostElements"/>, in whole blocks.</summary>
    public bool Fits(int embeddingDim) => embeddingDim is >= 1 and <= StoredTable.MostElements && embeddingDim % ElementsPerBlock == 0;

    /// <summary>Which numbers of elements a row may have, in words.</summary>
    internal string Allowed => $"allowed are 1 to {StoredTable.MostElements}" + (ElementsPerBlock > 1 ? $", each a multiple of {ElementsPerBlock}" : "");

    /// <summary>Stores a row. <i>Shape:</i> stored is <c>[RowBytes(row.Length)]</c>. Not for hot paths.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="InputException">The format cannot hold a value of the row at all; the formats with a scale say when.</exception>
    public abstract void Encode(ReadOnlySpan<float> row, Span<byte> stored);

    /// <summary>Restores a row with the widest registers there are. <i>Shape:</i> as for <see cref="Encode"/>. <i>Cost:</i> allocates nothing.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public abstract void Decode(ReadOnlySpan<byte> stored, Span<float> row);

    /// <summary>Restores rows of a table in the order named. <i>Shape:</i> destination is <c>[rows.Length, embeddingDim]</c>, row-major. <i>Cost:</i> a warm call allocates nothing.</summary>
    /// <param name="table">First byte of the table.</param>
    /// <param name="rowCount">Rows of the table, all of them readable.</param>
    /// <param name="embeddingDim">Elements of a row.</param>
    /// <param name="rows">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="destination">The rows, as <see cref="Decode"/> restores them.</param>
    /// <param name="streaming">Write past the caches, as in <see cref="RowKernels.Gather(float*, int, int, ReadOnlySpan{int}, Span{float}, bool, int)"/>.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range (nothing has been written then), or a size is.</exception>
    /// <exception cref="ArgumentException">The format has no rows of that many elements, or the destination is too short.</exception>
    public abstract void Gather(byte* table, int rowCount, int embeddingDim, ReadOnlySpan<int> rows, Span<float> destination, bool streaming = false, int threads = 1);

    /// <summary>The largest difference that a finite element of this row may show after <see cref="Encode"/> and <see cref="Decode"/>; 0 for an exact format,
    /// infinity where the row overflows the format or <see cref="Encode"/> refuses it.</summary>
    public abstract float ErrorBound(ReadOnlySpan<float> row);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>Throws unless rows of that many elements can be stored.</summary>
    protected void RequireFit(int embeddingDim)
    {
        if (!Fits(embeddingDim))
        {
            throw new ArgumentException($"{Name} has no rows of {embeddingDim} elements: {Allowed}", nameof(embeddingDim));
        }
    }

    /// <summary>Throws unless the stored bytes are those of the row's elements.</summary>
    protected void RequireMatch(int embeddingDim, int storedBytes)
    {
        if (!Fits(embeddingDim) || storedBytes != RowBytes(embeddingDim))
        {
            throw new ArgumentException($"{storedBytes} bytes are not one {Name} row of {embeddingDim} elements"
                + (Fits(embeddingDim) ? $", which has {RowBytes(embeddingDim)}" : $": {Allowed}"));
        }
    }
}
