namespace HotRow.Lab;

/// <summary>The steps between a table's rows and the buffer they are uploaded from.</summary>
internal interface ITokenLoad : IDisposable
{
    /// <summary>Copies of a row beyond the one that the store makes.</summary>
    int ExtraCopies { get; }

    /// <summary>Bytes that it holds during a call, the upload buffer apart. <i>Units:</i> bytes.</summary>
    long WorkingBytes { get; }

    /// <summary>Puts the tokens' rows into the upload buffer.</summary>
    void Load(IRowStore store, ReadOnlySpan<int> tokens, Span<float> upload);
}
