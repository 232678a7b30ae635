namespace HotRow;

/// <summary>Where rows lie.</summary>
public enum MemoryTier
{
    /// <summary>A device's own memory.</summary>
    Hbm,

    /// <summary>The machine's main memory.</summary>
    Dram,

    /// <summary>A file on a local disk.</summary>
    Ssd,

    /// <summary>Another machine.</summary>
    Remote,
}

/// <summary>A table's rows in one tier, read by row number.</summary>
public interface IRowStore : IDisposable
{
    /// <summary>Where the rows lie.</summary>
    MemoryTier Tier { get; }

    /// <summary>How rows are read, in words: "O_DIRECT, 32 preads in flight".</summary>
    string Path { get; }

    /// <summary>How the rows are stored there.</summary>
    RowFormat Format { get; }

    /// <summary>Rows of the table.</summary>
    int RowCount { get; }

    /// <summary>Elements of a row.</summary>
    int EmbeddingDim { get; }

    /// <summary>Bytes one row moves from this tier.</summary>
    int RowBytes { get; }

    /// <summary>Reads rows in the order named, as fp32. <i>Shape:</i> destination is <c>[rows.Length, EmbeddingDim]</c>, row-major.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below RowCount.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    void ReadRows(ReadOnlySpan<int> rows, Span<float> destination);
}
