namespace HotRow.Notebook;

/// <summary>Runs the code cells of a notebook in order, in one session, and puts what they give into their outputs. Nothing is written to disk.</summary>
/// <param name="options">How.</param>
public sealed class NotebookRunner(NotebookRunOptions options)
{
    /// <summary>The tag of the cell that holds what a run may set.</summary>
    public const string ParametersTag = "parameters";

    /// <summary>Jupyter's tag of a cell whose failure is meant.</summary>
    private const string MayFailTag = "raises-exception";

    /// <summary>Runs. It stops at the first cell that fails; the cells after it have no outputs then.</summary>
    /// <param name="notebook">The notebook; its outputs and counts are replaced.</param>
    /// <param name="session">A fresh session; the caller disposes it.</param>
    /// <param name="stop">Cancelled to interrupt the running cell and give up; what the notebook holds then is of no use.</param>
    /// <exception cref="NotebookException">The notebook, or a cell of it, is written in another language.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, or a cell interrupted itself.</exception>
    public NotebookRun Run(NotebookFile notebook, ICellSession session, CancellationToken stop)
    {
        NotebookLanguage.RequireCSharp(notebook);
        foreach (var cell in notebook.Cells.Where(c => c.Kind == CellKind.Code))
        {
            cell.Clear();
        }

        var cells = notebook.Cells.Where(c => c.IsRun).ToArray();
        var outputs = new NotebookOutputs(options.MostStreamedText);
        var parameters = cells.FirstOrDefault(c => c.HasTag(ParametersTag));
        NotebookFailure? failure = null;
        var number = 0;
        while (failure is null && number < cells.Length)
        {
            var cell = cells[number++];
            options.Progress?.Invoke(number, cells.Length);
            var result = Run(session, cell, cell.Source, number, outputs, stop);
            cell.ExecutionCount = number;
            if (result.Error is { } error && !cell.HasTag(MayFailTag))
            {
                failure = new NotebookFailure(notebook.Name, number, cell.Id, error);
            }
            else if (cell == parameters)
            {
                failure = SetParameters(notebook, session, cell, number, outputs, stop);
            }
        }

        options.Finish?.Invoke(notebook);
        return new NotebookRun(failure, number);
    }

    private NotebookFailure? SetParameters(NotebookFile notebook, ICellSession session, NotebookCell cell, int number, NotebookOutputs outputs, CancellationToken stop)
    {
        foreach (var code in options.AfterParameters)
        {
            if (Run(session, cell: null, code, number, outputs, stop).Error is { } error)
            {
                return new NotebookFailure(notebook.Name, number, cell.Id, error, InParameters: true);
            }
        }

        return null;
    }

    private static CellResult Run(ICellSession session, NotebookCell? cell, string code, int number, NotebookOutputs outputs, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        outputs.Begin(cell);
        var result = session.Run(code, number, outputs, stop);
        outputs.End(result, number);
        return result.Status != CellStatus.Interrupted ? result : throw new OperationCanceledException(stop);
    }
}
