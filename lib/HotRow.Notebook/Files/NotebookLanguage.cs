using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Which notebooks are C#, whatever kernel wrote them.</summary>
public static class NotebookLanguage
{
    private static readonly string[] s_names = ["C#", "csharp", "cs", "dotnet-interactive.csharp", "polyglot-notebook"];

    /// <summary>Refuses a notebook, or a cell of it, that is written in another language.</summary>
    /// <exception cref="NotebookException">Naming the language.</exception>
    public static void RequireCSharp(NotebookFile notebook)
    {
        if (ForeignKernel(notebook.Metadata) is { } kernel)
        {
            throw new NotebookException($"{notebook.Name}: is a notebook of {kernel}; only C# is run here");
        }

        var number = 0;
        foreach (var cell in notebook.Cells.Where(c => c.IsRun))
        {
            number++;
            if (cell.OwnLanguage is { } language && !IsCSharp(language))
            {
                throw new NotebookException($"{notebook.Name}, cell {number} ({cell.Id}): is written in {NotebookField.Shown(language)}; only C# is run here, so make it a raw cell or remove it");
            }
        }
    }

    // The kernel's language decides; a kernel that does not tell may still have it in its name, and last comes what ran the notebook before.
    private static string? ForeignKernel(JsonObject metadata)
    {
        var language = NotebookField.TextOf(metadata["kernelspec"], "language");
        var name = NotebookField.TextOf(metadata["kernelspec"], "name");
        var ran = NotebookField.TextOf(metadata["language_info"], "name");
        if (language is null && name?.Contains("csharp", StringComparison.OrdinalIgnoreCase) == true)
        {
            return null;
        }

        return (language ?? ran ?? name) is not { } found || IsCSharp(found) ? null
            : language is null && ran is null ? $"the kernel {NotebookField.Shown(found)}"
            : $"the language {NotebookField.Shown(found)}" + (name is null ? "" : $" (kernel {NotebookField.Shown(name)})");
    }

    private static bool IsCSharp(string language) => s_names.Contains(language, StringComparer.OrdinalIgnoreCase);
}
