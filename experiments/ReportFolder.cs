using System.Globalization;

namespace HotRow.Lab;

/// <summary>Stored results as a report: what the main job writes at its end and <c>hotrow report</c> writes again.</summary>
internal static class ReportFolder
{
    /// <summary>Writes report.html, report.md and the charts into the folder.</summary>
    public static ReportFiles Write(string folder, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results, MachineCard card, IReadOnlyList<ReportFact> run, PlotlyScript? embedded = null) =>
        ReportWriter.Write(Model(results, card, run), folder, embedded);

    /// <summary>What the report shows.</summary>
    public static ReportModel Model(IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results, MachineCard card, IReadOnlyList<ReportFact> run)
    {
        var devices = results.SelectMany(r => r.Results.Points).Where(p => p.Status == PointStatus.Done).Select(OnDevice.LabelOf).OfType<string>().CountBy(label => label).OrderBy(d => d.Key, StringComparer.Ordinal).ToArray();
        var whole = card with { DeviceLine = DeviceLine(card, [.. devices.Select(d => d.Key)]) };
        ReportFact[] told = devices.Length < 2 ? [] : [new("Devices", string.Join("; ", devices.Select(d => string.Create(CultureInfo.InvariantCulture, $"{PrintableText.Line(d.Key)}, {d.Value} point{(d.Value == 1 ? "" : "s")}"))))];
        return new(
            whole.OneLine,
            [.. whole.Lines.Select(l => new ReportFact(l.Label, l.Value))],
            [.. run, .. Facts(results), .. told],
            [.. results.Select(r => new ReportExperiment(r.Experiment, r.Results))])
        {
            Question = Question([.. results.Select(r => Experiments.Lookup.Contains(r.Experiment)).Distinct()]),
        };
    }

    // By the chapters that the report holds.
    private static string Question(bool[] areLookups) => areLookups switch
    {
        [false] => "Where does the time of inference go, and what makes it faster?",
        [_, _] => "Why are lookups and inference slow, and what makes them faster?",
        _ => "Why are these lookups slow, and what makes them faster?",
    };

    // The card keeps the line of the last --device alone; points of earlier ones stand beside its own.
    private static string? DeviceLine(MachineCard card, IReadOnlyList<string> devices)
    {
        bool Names(string line, string[] words) => line.StartsWith(words[0], StringComparison.Ordinal) && line.Contains($"{words[^1]},", StringComparison.Ordinal);
        var others = devices.Where(d => card.DeviceLine is not { } line || !Names(line, d.Split(' ', 2))).Select(PrintableText.Line).ToArray();
        return others.Length == 0 ? card.DeviceLine : string.Join("; also ", others.Prepend(card.DeviceLine).OfType<string>());
    }

    // What the points themselves say of the run: several builds or texts in one report are told apart here.
    private static IEnumerable<ReportFact> Facts(IReadOnlyList<(IExperiment Experiment, ResultSet Results)> results)
    {
        var points = results.SelectMany(r => r.Results.Points).Where(p => p.Status == PointStatus.Done).ToArray();
        string Distinct(Func<PointResult, string> of) => string.Join("; ", points.Select(of).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal));
        yield return new("Commit", Distinct(p => p.Commit) is { Length: > 0 } commits ? commits : "not built in a repository");
        yield return new("Build", Distinct(p => p.Build));
        yield return new("Text", Distinct(p => p.Data) is { Length: > 0 } data ? data : "none read");
        yield return new("Seed", Distinct(p => p.Seed.ToString(CultureInfo.InvariantCulture)));
        yield return new("Points", string.Create(CultureInfo.InvariantCulture, $"{points.Length} done of {results.Sum(r => r.Results.Points.Count)}"));
        if (points.Length > 0)
        {
            yield return new("Measured", string.Create(CultureInfo.InvariantCulture, $"{points.Min(p => p.FinishedUtc):yyyy-MM-dd HH:mm} to {points.Max(p => p.FinishedUtc):yyyy-MM-dd HH:mm} UTC, {points.Sum(p => p.Seconds):0} s of points"));
        }
    }
}
