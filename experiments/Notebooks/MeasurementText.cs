using System.Globalization;
using System.Text;
using HotRow.Gpu;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>What a cell that measures says: how far it is, and at its end what became of every point.</summary>
internal static class MeasurementText
{
    private const int MostRemarks = 6;

    /// <summary>Before the first point.</summary>
    internal static MimeBundle Begun(IExperiment experiment, Scale scale, double seconds) =>
        Bundle(string.Create(CultureInfo.InvariantCulture, $"{experiment.Id} at {scale} scale, up to {seconds:0.#} s"), []);

    /// <summary>Before another point.</summary>
    internal static MimeBundle Running(RunProgress progress, double seconds) => Bundle(
        string.Create(CultureInfo.InvariantCulture, $"{progress.Experiment.Id}: point {progress.Done + 1} of {progress.Total}, {progress.Elapsed.TotalSeconds:0} of {seconds:0.#} s: {progress.Point}"),
        []);

    /// <summary>After an interrupt.</summary>
    internal static MimeBundle Interrupted(IExperiment experiment, RunProgress last) => Bundle(
        last.Total == 0
            ? $"{experiment.Id}: interrupted before its first point"
            : $"{experiment.Id}: interrupted at point {last.Done + 1} of {last.Total}; finished points are stored, and the same cell goes on from there",
        []);

    /// <summary>After the last point.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="results">What came of it.</param>
    /// <param name="elapsed">How long the cell took.</param>
    /// <param name="reused">How many points were taken from the store.</param>
    /// <param name="device">The device that was asked for, if any.</param>
    internal static MimeBundle Ended(IExperiment experiment, ResultSet results, TimeSpan elapsed, int reused, DeviceInfo? device)
    {
        var points = results.Points;
        var line = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{experiment.Id}: {points.Count(p => p.Status == PointStatus.Done)} of {points.Count} points, {elapsed.TotalSeconds:0.0} s"));
        if (reused > 0)
        {
            var stored = reused == points.Count ? "all were" : reused == 1 ? "1 was" : string.Create(CultureInfo.InvariantCulture, $"{reused} were");
            line.Append($"; {stored} stored from an earlier run (fresh: true measures {(reused == 1 ? "it" : "them")} again)");
        }

        var floors = points.Select(p => p.NoiseFloor).Where(double.IsFinite).Order().ToArray();
        if (floors.Length > 0 && points[0].Scale != Scale.Tiny)
        {
            line.Append("; noise floor ").Append(ReportText.Percent(floors[floors.Length / 2]));
        }

        return Bundle(line.ToString(), [.. Remarks(points), .. device is null ? Array.Empty<Remark>() : [new(OnThe(device, experiment, results))]]);
    }

    // A cell that asked for a device shows no chart by itself: which charts hold its points is said here.
    private static string OnThe(DeviceInfo device, IExperiment experiment, ResultSet results)
    {
        var points = OnDevice.PointsOn(device, results).ToArray();
        var charts = experiment.Charts.Index().Where(c => c.Item.Optional).Select(c => c.Index + 1).ToArray();
        var numbers = charts switch
        {
            [] => "none",
            [var only] => $"{only}",
            [var first, .., var last] => $"{first} to {last}",
        };
        return $"on {PrintableText.Line(device.Label)}: {points.Count(p => p.Status == PointStatus.Done)} of {Points(points.Length)}; device charts: {numbers}"
            + (charts.Length == 0 ? "" : $", shown by .Chart({charts[0]}) of what Measure returns");
    }

    // What a reader must not overlook comes first; remarks of one kind are told once.
    private static IEnumerable<Remark> Remarks(IReadOnlyList<PointResult> points)
    {
        var told = points.Where(p => p.Status == PointStatus.CheckFailed)
            .Select(p => new Remark($"WRONG RESULT at {p.Parameters}: {ReportText.Why(p)}. No time of this point is shown, and no verdict rests on it.", IsLoud: true))
            .Concat(points.Where(p => p.Status == PointStatus.Failed).Select(p => new Remark($"BROKE OFF at {p.Parameters}: {ReportText.Why(p)}", IsLoud: true)))
            .Concat(points.Where(p => p.Status == PointStatus.Skipped).GroupBy(p => p.Note).Select(g => new Remark($"{Points(g.Count())} skipped: {g.Key}")))
            .ToArray();
        foreach (var remark in told.Take(MostRemarks))
        {
            yield return remark;
        }

        if (told.Length > MostRemarks)
        {
            yield return new($"and {told.Length - MostRemarks} more of this kind; hotrow report lists all");
        }

        if (points.Count(p => p.Status == PointStatus.NotRun) is > 0 and var notRun)
        {
            yield return new($"{Points(notRun)} not run: the time was up; give more seconds");
        }

        if (points.Any(p => p.Scale == Scale.Tiny))
        {
            yield return new("Tiny scale proves that results are right; its figures and times are no results.");
        }
    }

    private static string Points(int count) => count == 1 ? "1 point" : string.Create(CultureInfo.InvariantCulture, $"{count} points");

    private static MimeBundle Bundle(string line, IReadOnlyList<Remark> remarks)
    {
        var html = new StringBuilder("<div>").Append(MarkupText.Escape(line));
        if (remarks.Count > 0)
        {
            html.Append("<ul>").AppendJoin("", remarks.Select(r => $"<li>{(r.IsLoud ? $"<strong>{MarkupText.Escape(r.Text)}</strong>" : MarkupText.Escape(r.Text))}</li>")).Append("</ul>");
        }

        return MimeBundle.Html(html.Append("</div>").ToString(), string.Join('\n', remarks.Select(r => "- " + r.Text).Prepend(line)));
    }

    private sealed record Remark(string Text, bool IsLoud = false);
}
