namespace HotRow.Notebook;

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>To its end.</summary>
    Ok,

    /// <summary>With an exception, or it did not compile.</summary>
    Error,

    /// <summary>Interrupted.</summary>
    Interrupted,
}

/// <summary>What went wrong in a cell.</summary>
/// <param name="Name">The exception's type without its namespace, or "CompilationError".</param>
/// <param name="Message">One line.</param>
/// <param name="Line">The line of the failing cell, 1-based; null when no line of it is involved.</param>
/// <param name="Traceback">For people: the message, then a line for each frame of user code ("cell 36, line 4"), or each diagnostic.</param>
public sealed record CellError(string Name, string Message, int? Line, IReadOnlyList<string> Traceback);

/// <summary>The outcome of one cell.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Value">The value of its last expression, or null when it has none (or it is null).</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
public sealed record CellResult(CellStatus Status, MimeBundle? Value = null, CellError? Error = null);
