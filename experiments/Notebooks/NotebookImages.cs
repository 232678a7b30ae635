using System.Text.Json;
using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>Static charts of an executed notebook as PNG instead of SVG: what GitHub and every other viewer shows. Without a browser the SVG stays.</summary>
internal static class NotebookImages
{
    private const string Svg = "image/svg+xml";
    private const string Png = "image/png";

    /// <summary>Draws every SVG output of a notebook anew, all in one run of the browser.</summary>
    public static void Draw(NotebookFile notebook, StaticImages images)
    {
        var bundles = notebook.Cells
            .Where(cell => cell.Kind == CellKind.Code)
            .SelectMany(cell => cell.Outputs)
            .Select(output => output?["data"])
            .OfType<JsonObject>()
            .Where(data => data[Svg]?.GetValueKind() == JsonValueKind.String)
            .ToArray();
        if (images.Png([.. bundles.Select(data => data[Svg]!.GetValue<string>())]) is not { } drawn)
        {
            return;
        }

        foreach (var (data, png) in bundles.Zip(drawn))
        {
            data.Remove(Svg);
            data[Png] = png;
        }
    }
}
