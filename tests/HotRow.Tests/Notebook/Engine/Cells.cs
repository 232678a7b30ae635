using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A session whose cells a test runs one after another.</summary>
internal sealed class Cells(SessionOptions? options = null) : IDisposable
{
    private int _number;

    /// <summary>The session itself.</summary>
    public CSharpSession Session { get; } = new(options ?? new SessionOptions());

    /// <summary>Runs a cell, whatever comes of it.</summary>
    public (CellResult Result, RecordedOutput Output) Try(string code, CancellationToken interrupt = default)
    {
        var output = new RecordedOutput();
        return (Session.Run(code, ++_number, output, interrupt), output);
    }

    /// <summary>Runs a cell that must come to its end; the plain text of its value, "" when it has none.</summary>
    public string Value(string code)
    {
        var (result, _) = Try(code);
        Assert.True(result.Status == CellStatus.Ok, result.Error is { } e ? string.Join('\n', e.Traceback) : result.Status.ToString());
        return result.Value is { } value ? value.Data[MimeBundle.PlainText].GetValue<string>() : "";
    }

    /// <summary>Runs a cell that must fail; its error.</summary>
    public CellError Error(string code)
    {
        var (result, _) = Try(code);
        Assert.Equal(CellStatus.Error, result.Status);
        return result.Error!;
    }

    public void Dispose() => Session.Dispose();
}
