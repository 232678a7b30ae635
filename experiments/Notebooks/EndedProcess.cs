namespace HotRow.Lab;

/// <summary>Watches, until it is disposed, for a cell that ends the whole process (<see cref="Environment.Exit"/>): nothing was written or compared then, which must not pass for success.</summary>
internal sealed class EndedProcess : IDisposable
{
    private readonly string _notebook;
    private readonly TextWriter _error;

    /// <summary>Watches from now on.</summary>
    /// <param name="notebook">What runs.</param>
    /// <param name="error">Told when it happens.</param>
    internal EndedProcess(string notebook, TextWriter error)
    {
        (_notebook, _error) = (notebook, error);
        AppDomain.CurrentDomain.ProcessExit += Tell;
    }

    /// <summary>Watches no more.</summary>
    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Tell;

    private void Tell(object? sender, EventArgs e)
    {
        // The second Ctrl-C is the user's own end.
        if (!CommandLine.Stop.IsCancellationRequested)
        {
            Environment.ExitCode = CommandLine.Failure;
            _error.WriteLine(PrintableText.Line($"hotrow: {_notebook}: a cell ended the process, so nothing of this notebook was written or compared"));
        }
    }
}
