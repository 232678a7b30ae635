namespace HotRow.Notebook;

/// <summary>How a notebook is run.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Code that runs after the cell tagged "parameters", one piece after the other, and is not written into the file: how a run sets parameters.</summary>
    public IReadOnlyList<string> AfterParameters { get; init; } = [];

    /// <summary>Told before each cell: its number, from 1 on, and how many there are.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Has the last word on the outputs of a notebook that was run, before anybody writes it: makes static images of its charts, for example.</summary>
    public Action<NotebookFile>? Finish { get; init; }

    /// <summary>Characters of streamed text that one cell keeps; the rest is cut, and a line says so.</summary>
    public int MostStreamedText { get; init; } = 200_000;
}

/// <summary>How a run ended.</summary>
/// <param name="Failure">The cell it stopped at; null when it came to its end.</param>
/// <param name="CellsRun">Code cells that were run, the failing one included.</param>
public sealed record NotebookRun(NotebookFailure? Failure, int CellsRun);

/// <summary>A cell that failed.</summary>
/// <param name="Notebook">The notebook's name.</param>
/// <param name="Cell">The cell's number among those that are run, which is its execution count.</param>
/// <param name="Id">Its id.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="InParameters">Whether it was the code given for after the parameters, and not the cell's own.</param>
public sealed record NotebookFailure(string Notebook, int Cell, string Id, CellError Error, bool InParameters = false)
{
    /// <summary>One line: "notebook.ipynb, cell 3 (sum), line 4: CS0029: ...".</summary>
    public override string ToString()
    {
        var place = InParameters ? ", the parameters set after it" : Error.Line is { } line ? $", line {line}" : "";

        // The compiler's messages begin with their number, which says more than this name.
        var what = Error.Name == CellErrors.Compilation ? Error.Message : $"{Error.Name}: {Error.Message}";

        // A message that names the place itself goes on from there.
        var said = $"cell {Cell}{place}";
        return $"{Notebook}, cell {Cell} ({Id}){place}" + (what.StartsWith(said, StringComparison.Ordinal) ? what[said.Length..] : ": " + what);
    }
}
