namespace HotRow;

/// <summary>Reads rows of a stored table with a number of reads in flight. One caller at a time.</summary>
internal interface IRowReaders : IDisposable
{
    /// <summary>How, in words: "32 preads in flight".</summary>
    string Description { get; }

    /// <summary>Reads rows as fp32; when it returns or throws, nothing is in flight any more. Rows and destination were checked by the caller.</summary>
    /// <exception cref="IOException">A read failed, or the file ends before a row does.</exception>
    void Read(ReadOnlySpan<int> rows, Span<float> destination);
}
