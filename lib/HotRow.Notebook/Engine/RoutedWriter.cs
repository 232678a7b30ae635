using System.Runtime.CompilerServices;
using System.Text;

namespace HotRow.Notebook;

/// <summary>A console stream that goes to the cell whose thread writes, and to the real console outside cells.</summary>
internal sealed class RoutedWriter : TextWriter
{
    private static readonly Lock s_gate = new();
    private static readonly ConditionalWeakTable<TextWriter, TextWriter> s_installed = [];

    private readonly TextWriter _real;
    private readonly bool _error;

    private RoutedWriter(TextWriter real, bool error) => (_real, _error) = (real, error);

    /// <inheritdoc/>
    public override Encoding Encoding => _real.Encoding;

    /// <summary>Puts routed writers in front of the console's streams, unless they are there already.</summary>
    public static void Install()
    {
        lock (s_gate)
        {
            if (!s_installed.TryGetValue(Console.Out, out _))
            {
                Console.SetOut(new RoutedWriter(Console.Out, error: false));
                s_installed.Add(Console.Out, Console.Out);
            }

            if (!s_installed.TryGetValue(Console.Error, out _))
            {
                Console.SetError(new RoutedWriter(Console.Error, error: true));
                s_installed.Add(Console.Error, Console.Error);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (CellRun.Current is { } cell)
            Route(cell, [value]);
        else
            _real.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (CellRun.Current is { } cell)
            Route(cell, buffer);
        else
            _real.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine()
    {
        if (CellRun.Current is { } cell)
            Route(cell, "\n");
        else
            _real.WriteLine();
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        if (CellRun.Current is { } cell)
        {
            Route(cell, value);
            Route(cell, "\n");
        }
        else
        {
            _real.WriteLine(value);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (CellRun.Current is null)
            _real.Flush();
    }

    private void Route(CellRun cell, ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            cell.ThrowIfStopping();
            var done = cell.Output.Write(_error, text);
            text = text[done..];
            if (done == 0)
                WaitForRoom();
        }
    }

    /// <summary>The console holds a lock of its own around every call of this writer. Waiting on that lock lets go of it meanwhile: a full cell must not hold up the host's own prints, least of all those of the thread that is to make room.</summary>
    private void WaitForRoom()
    {
        var console = _error ? Console.Error : Console.Out;
        if (Monitor.IsEntered(console))
            Monitor.Wait(console, 5);
        else
            Thread.Sleep(5);
    }
}
