using System.Text.Json.Nodes;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>How the views of cells become what front ends show.</summary>
public static class NotebookFormatters
{
    /// <summary>For pages that load plotly.js from its public address.</summary>
    public static IReadOnlyList<Func<object, MimeBundle?>> All { get; } = Create(chart => Drawn(chart, embedded: null));

    /// <summary>For pages without a network, a list for one session; without a copy of plotly.js, which stderr explains, their charts stay static images.</summary>
    /// <remarks><i>Cost:</i> the first time npm may fetch the copy.</remarks>
    public static IReadOnlyList<Func<object, MimeBundle?>> Offline => PlotlyCopy.Get(Console.Error) is { } script ? Embedding(script) : All;

    /// <summary>For pages without a network: the first chart of a session holds a copy of plotly.js for all after it. A list serves one session.</summary>
    /// <param name="script">The copy.</param>
    public static IReadOnlyList<Func<object, MimeBundle?>> Embedding(PlotlyScript script)
    {
        string? holder = null;

        // The same chart again is its cell run again: what held the copy before is gone from the page.
        return Create(chart => Drawn(chart, (holder ??= chart.Id) == chart.Id ? script : null));
    }

    private static Func<object, MimeBundle?>[] Create(Func<ChartView, MimeBundle> chart) =>
    [
        value => value switch
        {
            ChartView view => chart(view),
            VerdictView view => ViewBundles.Of(view),
            CheckView view => ViewBundles.Of(view),
            MachineView view => ViewBundles.Of(view),
            MarkdownView view => ViewBundles.Of(view),
            TryResult view => ViewBundles.Of(view, chart),
            RecordedView view => ViewBundles.Of(view, chart),
            _ => null,
        },
    ];

    private static MimeBundle Drawn(ChartView view, PlotlyScript? embedded)
    {
        if (view.IsMissing)
        {
            return MimeBundle.Text(view.HowToGetIt);
        }

        var forms = ChartBundle.From(view.Spec, view.Data, view.Id, embedded);
        return new(
            new Dictionary<string, JsonNode>
            {
                ["application/vnd.plotly.v1+json"] = JsonNode.Parse(forms.PlotlyJson)!,
                [MimeBundle.HtmlText] = forms.Html,
                ["image/svg+xml"] = forms.Svg,
                [MimeBundle.PlainText] = forms.Text,
            },
            view.Id);
    }
}
