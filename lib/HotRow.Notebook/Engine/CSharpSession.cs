namespace HotRow.Notebook;

/// <summary>A C# session: state across cells, top-level await, the last expression as value.</summary>
public sealed class CSharpSession(SessionOptions options) : ICellSession
{
    /// <summary>What the host gave.</summary>
    public SessionOptions Options { get; } = options;

    /// <inheritdoc/>
    public CellResult Run(string code, int number, ICellOutput output, CancellationToken interrupt) => throw new NotSupportedException();

    /// <inheritdoc/>
    public CompletionList Complete(string code, int position) => throw new NotSupportedException();

    /// <inheritdoc/>
    public MimeBundle? Inspect(string code, int position) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => throw new NotSupportedException();

    /// <summary>Compiles and runs a first script in the background, so that the first cell does not wait for the compiler.</summary>
    public Task WarmUp() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotSupportedException();
}
