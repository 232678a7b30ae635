using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A session whose cells do what the test wrote for their code; any other code gives its number as value.</summary>
internal sealed class ScriptedSession : ICellSession
{
    internal Dictionary<string, Func<ICellOutput, CancellationToken, CellResult>> Cells { get; } = [];

    internal List<(string Code, int Number)> Ran { get; } = [];

    internal int? AskedPosition { get; private set; }

    internal static CellResult Ok => new(CellStatus.Ok);

    internal static CellResult Failed => new(CellStatus.Error, null, new CellError("Oops", "it failed", 1, ["Oops: it failed", "cell 1, line 1"]));

    public CellResult Run(string code, int number, ICellOutput output, CancellationToken interrupt)
    {
        lock (Ran)
            Ran.Add((code, number));
        return Cells.TryGetValue(code, out var cell) ? cell(output, interrupt) : new CellResult(CellStatus.Ok, MimeBundle.Text(number.ToString()));
    }

    /// <summary>Completes the letters before the caret with "Length".</summary>
    public CompletionList Complete(string code, int position)
    {
        AskedPosition = position;
        var start = position;
        while (start > 0 && char.IsAsciiLetter(code[start - 1]))
            start--;
        return new CompletionList(["Length"], start, position);
    }

    public MimeBundle? Inspect(string code, int position)
    {
        AskedPosition = position;
        return position == 0 ? null : MimeBundle.Markdown("**int**");
    }

    public Completeness IsComplete(string code) => code.EndsWith('{') ? Completeness.Incomplete : code == "]" ? Completeness.Invalid : Completeness.Complete;

    public void Dispose()
    {
    }
}
