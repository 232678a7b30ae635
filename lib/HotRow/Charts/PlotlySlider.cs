using System.Text.Json.Nodes;

namespace HotRow;

public static partial class PlotlyFigure
{
    // Many steps hold many points: one pattern for all of a trace in place of a text for each, where they differ in nothing but their place and value.
    private static void ShareHover(ChartSpec spec, (ParameterValue Value, ChartData Data) step, JsonObject trace)
    {
        var points = step.Data.Points.ToArray();
        if (spec.Kind is not (ChartKind.Line or ChartKind.Scatter) || !step.Data.NumericX || points.Any(p => p.HasInterval) || points.Select(p => (p.Kind, p.Samples)).Distinct().Count() > 1)
            return;

        var name = (string?)trace["name"] is { Length: > 0 } named ? named + "<br>" : "";
        var lines = $"{spec.SliderBy}: {NumberText.Label(step.Value)}\n{spec.XLabel ?? spec.X}: %{{x}}\n{spec.Y.Label}: %{{y:,.4~r}}{NumberText.UnitSuffix(spec.Y.Unit)}\nn = {points[0].Samples}, {points[0].Kind.ToString().ToLowerInvariant()}";
        trace.Remove("text");
        trace.Remove("hoverinfo");
        trace["hovertemplate"] = name + MarkupText.Escape(lines).Replace("\n", "<br>", StringComparison.Ordinal) + "<extra></extra>";
    }

    // Along numbers one scale shows how a chart moves. Words name different things, a GPU and a CPU: on one scale the faster one's bars would vanish.
    private static void OwnRanges(ChartSpec spec, ChartData data, JsonObject layout)
    {
        var axis = spec.Kind == ChartKind.Timeline ? "xaxis" : "yaxis";
        if (spec.Kind is not (ChartKind.Bar or ChartKind.Line or ChartKind.Timeline))
            return;

        // The names below the ends of the slider are centred there and would be cut at the figure's border.
        var slider = layout["sliders"]![0]!;
        (slider["x"], slider["len"]) = (0.12, 0.76);
        for (var i = 0; i < data.Steps.Count; i++)
        {
            var (step, range) = (slider["steps"]![i]!, OwnRange(spec, data.Steps[i].Data));
            step["method"] = "update";
            step["args"]!.AsArray().Insert(1, new JsonObject { [$"{axis}.range"] = range });
            if (i == data.Step)
                layout[axis]!["range"] = range.DeepClone();
        }
    }

    private static JsonNode OwnRange(ChartSpec spec, ChartData data)
    {
        if (spec.Kind == ChartKind.Timeline)
        {
            var (first, last) = (data.Points.Min(p => p.X.Number), data.Points.Max(p => p.X.Number + p.Y));
            return new JsonArray(first, last > first ? last + ((last - first) * 0.02) : first + 1);
        }

        var frame = new SvgFrame(spec, data, SvgUse.Embedded);
        return YAxis(spec, spec.Kind == ChartKind.Bar ? SvgBar.Draw(frame) : SvgLine.Draw(frame).Y)["range"]!.DeepClone();
    }

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
                var own = trace!.DeepClone().AsObject();
                own["visible"] = i == data.Step;
                ShareHover(spec, data.Steps[i], own);
                traces.Add((JsonNode)own);
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
