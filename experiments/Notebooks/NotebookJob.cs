using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>Notebooks to be run one after the other, each in a session of its own.</summary>
internal sealed record NotebookJob
{
    /// <summary>The files.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Makes a session.</summary>
    public required Func<ICellSession> Session { get; init; }

    /// <summary>The scale that every notebook gets in place of its own; null leaves it.</summary>
    public Scale? Scale { get; init; }

    /// <summary>Whether nothing is written and the outputs are compared with those of the file.</summary>
    public bool Check { get; init; }

    /// <summary>The folder for executed copies; null writes in place.</summary>
    public string? Out { get; init; }

    /// <summary>Has the last word on outputs before they are written; not asked when nothing is.</summary>
    public Action<NotebookFile>? Finish { get; init; }

    /// <summary>Runs them all. A notebook that fails does not keep the next from running.</summary>
    /// <param name="output">For what came out.</param>
    /// <param name="error">For progress and failures.</param>
    /// <param name="stop">Cancelled to interrupt the running cell and give up.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="InputException">Two copies would have one name.</exception>
    /// <exception cref="NotebookException">A file cannot be read or written, or is no C# notebook.</exception>
    internal int Run(TextWriter output, TextWriter error, CancellationToken stop)
    {
        // All are read before the first is run: a mistake in the last one shows at once.
        var notebooks = Paths.Select(NotebookFile.Read).ToArray();
        foreach (var notebook in notebooks)
        {
            NotebookLanguage.RequireCSharp(notebook);
        }

        var targets = Targets();
        var ok = true;
        for (var i = 0; i < notebooks.Length; i++)
        {
            using var progress = new NotebookProgress($"[{i + 1}/{notebooks.Length}] {Paths[i]}", error);
            using var ended = new EndedProcess(Paths[i], error);
            try
            {
                ok &= Run(notebooks[i], targets[i], progress, output, stop);
            }
            catch (OperationCanceledException)
            {
                progress.Tell($"hotrow: stopped; '{targets[i]}' is as it was");
                return CommandLine.Failure;
            }
        }

        return ok ? CommandLine.Success : CommandLine.Failure;
    }

    private bool Run(NotebookFile notebook, string target, NotebookProgress progress, TextWriter output, CancellationToken stop)
    {
        var options = new NotebookRunOptions
        {
            AfterParameters = Scale is { } scale ? ScaleParameters.For(notebook, scale, progress.Tell) : [],
            Progress = progress.Show,
            Finish = Check ? null : Finish,
        };
        using var session = Session();
        var run = InItsFolder(() => new NotebookRunner(options).Run(notebook, session, stop));
        progress.Dispose();
        if (run.Failure is { } failure)
        {
            progress.Tell($"hotrow: {failure}");
        }

        return (Check ? Compare(notebook, run, output) : Write(notebook, run, target, output)) && run.Failure is null;
    }

    // A cell may change the current directory; the paths of the job and the next notebook must not feel it.
    private static NotebookRun InItsFolder(Func<NotebookRun> run)
    {
        var folder = Environment.CurrentDirectory;
        try
        {
            return run();
        }
        finally
        {
            Environment.CurrentDirectory = folder;
        }
    }

    private static bool Compare(NotebookFile notebook, NotebookRun run, TextWriter output)
    {
        if (run.Failure is not null)
        {
            return false;
        }

        var differences = NotebookCheck.Differences(NotebookFile.Read(notebook.Name), notebook);
        foreach (var difference in differences)
        {
            output.WriteLine(PrintableText.Line(difference));
        }

        if (differences.Count == 0)
        {
            output.WriteLine(PrintableText.Line($"{notebook.Name}: {Cells(run)}, outputs of the kinds that the file holds"));
        }

        return differences.Count == 0;
    }

    private static bool Write(NotebookFile notebook, NotebookRun run, string target, TextWriter output)
    {
        if (FileSystems.AreSame(target, notebook.Name) && !notebook.IsStillAt(target))
        {
            throw new NotebookException($"'{target}' was changed while it ran, so nothing was written into it; run it again");
        }

        notebook.Write(target);
        output.WriteLine(PrintableText.Line($"{target}: {Cells(run)}{(run.Failure is null ? "" : ", the last one failed")}; written"));
        return true;
    }

    private static string Cells(NotebookRun run) => run.CellsRun == 1 ? "1 cell" : $"{run.CellsRun} cells";

    private string[] Targets()
    {
        if (Check)
        {
            return [.. Paths];
        }

        var targets = Out is null ? [.. Paths] : Paths.Select(path => Path.Combine(Out, Path.GetFileName(path))).ToArray();
        if (targets.GroupBy(t => t, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
        {
            throw new InputException($"two of the notebooks would be written to '{same.Key}'; run them one after the other with different --out");
        }

        if (Out is not null)
        {
            MakeFolder(Out);
        }

        Array.ForEach(targets, NotebookFile.RequireWritable);
        return targets;
    }

    private static void MakeFolder(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InputException($"--out '{folder}' is a file; give a folder, existing or new");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"--out '{folder}' cannot be made: {e.Message}", e);
        }
    }
}
