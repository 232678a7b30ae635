using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A session whose cells do what a test says: code that is not in the list does nothing.</summary>
internal sealed class FakeSession : ICellSession
{
    private readonly Dictionary<string, Func<ICellOutput, CellResult>> _cells = [];

    /// <summary>What was run, with its number.</summary>
    internal List<(string Code, int Number)> Ran { get; } = [];

    internal bool IsDisposed { get; private set; }

    internal CancellationToken Interrupt { get; private set; }

    internal FakeSession On(string code, Func<ICellOutput, CellResult> run)
    {
        _cells[code] = run;
        return this;
    }

    internal FakeSession On(string code, Action<ICellOutput> run) => On(code, output =>
    {
        run(output);
        return new CellResult(CellStatus.Ok);
    });

    internal FakeSession Value(string code, MimeBundle value) => On(code, _ => new CellResult(CellStatus.Ok, value));

    internal FakeSession Error(string code, string name, string message, int? line) =>
        On(code, _ => new CellResult(CellStatus.Error, Error: new CellError(name, message, line, [$"{name}: {message}", "at cell 1, line 2"])));

    public CellResult Run(string code, int number, ICellOutput output, CancellationToken interrupt)
    {
        Ran.Add((code, number));
        Interrupt = interrupt;
        return _cells.TryGetValue(code, out var run) ? run(output) : new CellResult(CellStatus.Ok);
    }

    public CompletionList Complete(string code, int position) => throw new NotSupportedException();

    public MimeBundle? Inspect(string code, int position) => throw new NotSupportedException();

    public Completeness IsComplete(string code) => throw new NotSupportedException();

    public void Dispose() => IsDisposed = true;
}
