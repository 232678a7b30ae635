namespace HotRow.Notebook;

/// <summary>Lines about what went wrong, each said once and not many in all: strangers must not fill a log. Thread-safe.</summary>
internal sealed class OnceNotes(Action<string> note)
{
    private const int MaxCount = 20;
    private readonly HashSet<string> _said = [];

    /// <summary>Says a line, unless it was said before.</summary>
    internal void Say(string line)
    {
        lock (_said)
        {
            if (_said.Count == MaxCount || !_said.Add(line))
                return;
        }

        note(line);
    }
}
