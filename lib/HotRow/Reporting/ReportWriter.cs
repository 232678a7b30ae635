using System.Text;

namespace HotRow;

/// <summary>The files of a written report.</summary>
/// <param name="Html">The self-contained page.</param>
/// <param name="Markdown">The same for a repository.</param>
/// <param name="Charts">The SVG files that the Markdown shows.</param>
public sealed record ReportFiles(string Html, string Markdown, IReadOnlyList<string> Charts);

/// <summary>Writes reports to a folder. A reader never sees half a file: each is written beside its place and then moved there.</summary>
public static class ReportWriter
{
    /// <summary>Writes report.html, report.md and the charts as SVG files.</summary>
    /// <param name="model">What the report shows.</param>
    /// <param name="folder">Where to; made when it is not there.</param>
    /// <param name="embedded">plotly.js to put into the page; null: the page may load it.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static ReportFiles Write(ReportModel model, string folder, PlotlyScript? embedded = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "charts"));
        var charts = new List<string>();
        foreach (var entry in model.Experiments)
        {
            foreach (var (index, spec, data) in ReportModel.Charts(entry))
            {
                charts.Add(WriteText(Path.Combine(folder, ReportModel.ChartFile(entry.Experiment, index)), SvgChart.Render(spec, data)));
            }
        }

        var html = WriteText(Path.Combine(folder, "report.html"), HtmlReport.Render(model, embedded));
        var markdown = WriteText(Path.Combine(folder, "report.md"), MarkdownReport.Render(model));
        return new(html, markdown, charts);
    }

    /// <summary>Writes a text file in one step, UTF-8 without a byte order mark.</summary>
    /// <returns>The path.</returns>
    public static string WriteText(string path, string text)
    {
        var full = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }
}
