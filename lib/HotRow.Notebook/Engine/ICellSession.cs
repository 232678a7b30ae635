namespace HotRow.Notebook;

/// <summary>A language session that runs cells one after another and keeps their state. The runner and the kernel know only this.</summary>
public interface ICellSession : IDisposable
{
    /// <summary>Runs a cell on the calling thread's time: it returns when the cell ended or its interrupt was carried out.</summary>
    /// <param name="code">Its source.</param>
    /// <param name="number">Its execution count: what errors call it ("cell 3, line 4").</param>
    /// <param name="output">Where output goes while it runs.</param>
    /// <param name="interrupt">Cancelled to interrupt the cell; the state before it stays usable.</param>
    /// <exception cref="InvalidOperationException">A cell of this session is running.</exception>
    CellResult Run(string code, int number, ICellOutput output, CancellationToken interrupt);

    /// <summary>What could stand at a place.</summary>
    /// <param name="code">The source so far.</param>
    /// <param name="position">The caret, in UTF-16 units from 0 to the length of the code; others are clamped.</param>
    CompletionList Complete(string code, int position);

    /// <summary>What stands at a place: signature and summary; null when it is nothing known.</summary>
    /// <param name="code">The source.</param>
    /// <param name="position">The caret, in UTF-16 units; others are clamped.</param>
    MimeBundle? Inspect(string code, int position);

    /// <summary>Whether the code could run as it stands.</summary>
    Completeness IsComplete(string code);
}

/// <summary>Whether code could run as it stands.</summary>
public enum Completeness
{
    /// <summary>It is a whole submission.</summary>
    Complete,

    /// <summary>More is expected.</summary>
    Incomplete,

    /// <summary>No continuation can make it valid.</summary>
    Invalid,
}

/// <summary>Completions and the part of the code they would replace. <i>Units:</i> UTF-16.</summary>
/// <param name="Matches">The texts, sorted, each once.</param>
/// <param name="Start">Where the replaced part begins.</param>
/// <param name="End">Where it ends.</param>
public sealed record CompletionList(IReadOnlyList<string> Matches, int Start, int End);
