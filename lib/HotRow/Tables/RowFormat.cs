namespace HotRow;

/// <summary>How the elements of a table's row are stored: how many bytes, and the way there and back.</summary>
/// <remarks>Rows lie one behind the other without gaps, and each decodes by itself. One codec is one file in Formats/.</remarks>
public abstract class RowFormat
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

    /// <summary>Whether rows of that many elements can be stored.</summary>
    public bool Fits(int embeddingDim) => embeddingDim >= 1 && embeddingDim % ElementsPerBlock == 0;

    /// <summary>Stores a row. <i>Shape:</i> stored is <c>[RowBytes(row.Length)]</c>. Not for hot paths.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public abstract void Encode(ReadOnlySpan<float> row, Span<byte> stored);

    /// <summary>Restores a row with the widest registers there are. <i>Shape:</i> as for <see cref="Encode"/>. <i>Cost:</i> allocates nothing.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public abstract void Decode(ReadOnlySpan<byte> stored, Span<float> row);

    /// <summary>The largest difference that an element of this row may show after <see cref="Encode"/> and <see cref="Decode"/>; 0 for an exact format.</summary>
    public abstract float ErrorBound(ReadOnlySpan<float> row);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>Throws unless the stored bytes are those of the row's elements.</summary>
    protected void RequireMatch(int embeddingDim, int storedBytes)
    {
        if (!Fits(embeddingDim) || storedBytes != RowBytes(embeddingDim))
        {
            throw new ArgumentException($"{storedBytes} bytes are not one {Name} row of {embeddingDim} elements"
                + (Fits(embeddingDim) ? $", which has {RowBytes(embeddingDim)}" : $": the elements must be a multiple of {ElementsPerBlock}"));
        }
    }
}
