using System.Text;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A cell's output as a host would get it: every call, in order.</summary>
public sealed class RecordedOutput : ICellOutput
{
    private readonly List<(string Kind, string Text, MimeBundle? Bundle)> _calls = [];

    /// <summary>What happened, one line a call, neighbouring writes to one stream as one: "out: ...", "err: ...", "display[id]: ...", "update[id]: ...".</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = new List<(string Kind, StringBuilder Text)>();
            foreach (var (kind, text, _) in _calls)
            {
                if (kind is "out" or "err" && lines.Count > 0 && lines[^1].Kind == kind)
                    lines[^1].Text.Append(text);
                else
                    lines.Add((kind, new StringBuilder(text)));
            }

            return [.. lines.Select(l => $"{l.Kind}: {l.Text}")];
        }
    }

    /// <summary>All that was written to stdout.</summary>
    public string Out => string.Concat(_calls.Where(c => c.Kind == "out").Select(c => c.Text));

    /// <summary>All that was written to stderr.</summary>
    public string Error => string.Concat(_calls.Where(c => c.Kind == "err").Select(c => c.Text));

    /// <summary>The values that were displayed or updated.</summary>
    public IReadOnlyList<MimeBundle> Bundles => [.. _calls.Where(c => c.Bundle is not null).Select(c => c.Bundle!)];

    /// <summary>How many calls there were.</summary>
    public int Calls => _calls.Count;

    /// <summary>Done within each call.</summary>
    public Action OnCall { get; init; } = () => { };

    /// <inheritdoc/>
    public void Stream(bool error, string text) => Add(error ? "err" : "out", text, null);

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId) => Add($"display[{displayId}]", PlainText(bundle), bundle);

    /// <inheritdoc/>
    public void Update(MimeBundle bundle, string displayId) => Add($"update[{displayId}]", PlainText(bundle), bundle);

    private static string PlainText(MimeBundle bundle) => bundle.Data.TryGetValue(MimeBundle.PlainText, out var text) ? text.GetValue<string>() : "";

    private void Add(string kind, string text, MimeBundle? bundle)
    {
        _calls.Add((kind, text, bundle));
        OnCall();
    }
}
