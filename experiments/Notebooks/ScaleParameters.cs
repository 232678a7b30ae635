using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>The code that gives a notebook another scale than the one in its parameters cell.</summary>
internal static class ScaleParameters
{
    private const int TinySeconds = 2;

    /// <summary>What to run after the parameters cell; it sets only variables that the cell declares.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="tell">Told when the notebook has no scale to set.</param>
    internal static IReadOnlyList<string> For(NotebookFile notebook, Scale scale, Action<string> tell)
    {
        var cell = notebook.Cells.FirstOrDefault(c => c.IsRun && c.HasTag(NotebookRunner.ParametersTag));
        if (cell is null || !Declares(cell, "scale"))
        {
            tell($"{notebook.Name}: {(cell is null ? $"no cell is tagged '{NotebookRunner.ParametersTag}'" : "its parameters have no 'scale'")}, so --scale changes nothing in it");
            return [];
        }

        var setScale = $"scale = {nameof(Scale)}.{scale};";
        return scale == Scale.Tiny && Declares(cell, "seconds") ? [setScale, $"seconds = {TinySeconds};"] : [setScale];
    }

    // A line that begins with a type, the name and an equals sign: "var scale = Scale.Smoke;".
    private static bool Declares(NotebookCell cell, string variable) =>
        cell.Source.Split('\n').Select(line => line.Split('=', 2)).Any(sides => sides.Length == 2 && sides[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var name] && name == variable);
}
