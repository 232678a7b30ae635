using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    // All values' traces stand in the figure and the slider shows one value's: no frames, so it works in every viewer, and a series keeps its colour.
    private static JsonArray Slider(ChartSpec spec, ChartData data, JsonObject layout)
    {
        var names = data.Steps.SelectMany(s => s.Data.Series).Select(s => s.Name).Distinct().ToList();
        var traces = new JsonArray();
        var owners = new List<int>();
        for (var i = 0; i < data.Steps.Count; i++)
        {
            foreach (var trace in Traces(spec, data.Steps[i].Data, names))
            {
                var own = trace!.DeepClone();
                own["visible"] = i == data.Step;
                traces.Add(own);
                owners.Add(i);
            }
        }

        layout["sliders"] = new JsonArray(new JsonObject
        {
            ["active"] = data.Step,
            ["currentvalue"] = new JsonObject { ["prefix"] = MarkupText.Escape($"{spec.SliderBy}: "), ["font"] = new JsonObject { ["size"] = 14 } },
            ["pad"] = new JsonObject { ["t"] = 56 },
            ["bgcolor"] = ChartTheme.Light.Grid,
            ["activebgcolor"] = ChartTheme.Light.Series[0],
            ["bordercolor"] = ChartTheme.Light.Muted,
            ["tickcolor"] = ChartTheme.Light.Muted,
            ["transition"] = new JsonObject { ["duration"] = 0 },
            ["steps"] = Array(data.Steps.Index(), s => new JsonObject
            {
                ["label"] = MarkupText.Escape(NumberText.Label(s.Item.Value)),
                ["method"] = "restyle",
                ["args"] = new JsonArray(new JsonObject { ["visible"] = Array(owners, o => o == s.Index) }, Array(Enumerable.Range(0, owners.Count), i => i)),
            }),
        });
        return traces;
    }
}
