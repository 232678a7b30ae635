using System.Text;

namespace HotRow.Lab;

/// <summary>Stored results as a Markdown document for a course or an interview: topic by topic from the question to the sixty-second answer.</summary>
internal static class WriteUp
{
    /// <summary>The document.</summary>
    /// <param name="topics">The topics, in reading order.</param>
    /// <param name="model">What is stored, judged, and the machine that gave it.</param>
    /// <param name="folder">The results folder; charts that a report drew there are shown.</param>
    internal static string Render(IReadOnlyList<Topic> topics, ReportModel model, string folder)
    {
        var found = new Findings([.. model.Experiments.Select(e => (e.Experiment, e.Results))]);
        var told = topics.Where(t => t.Experiments.Any(e => IsStored(found, e))).ToArray();
        var text = new StringBuilder("# What makes embedding lookups slow, and what makes them faster\n\n");
        text.Append($"Measured on {E(model.Machine)}. {E(ReportText.Verdicts(model))} {E(ReportText.Health(model))}\n");
        MarkdownReport.Facts(text, "The machine", model.MachineCard);
        MarkdownReport.Facts(text, "The run", model.Run);
        text.Append('\n');
        foreach (var topic in told)
        {
            Tell(text, topic, model, found, folder);
        }

        Missing(text, [.. topics.Except(told)]);
        return text.ToString().TrimEnd('\n');
    }

    private static bool IsStored(Findings found, IExperiment experiment) => found.Of(experiment).Points.Count > 0;

    private static void Tell(StringBuilder text, Topic topic, ReportModel model, Findings found, string folder)
    {
        text.Append($"## {topic.Title}\n\n*Documents {topic.Documents}*\n\n**{topic.Question}**\n\n");
        Section(text, "The common wrong answer", topic.WrongAnswer);
        Section(text, "What the documents say", topic.Says);
        Section(text, "What we predict", topic.Prediction);
        Section(text, "What was measured", Measured(topic, found, folder));
        if (Verdicts(topic, model) is { Length: > 0 } verdicts)
        {
            Section(text, "The documents' claims, judged", verdicts);
        }

        Section(text, "Why", topic.Why(found));
        Section(text, "The sixty-second answer", topic.Answer(found));
        Section(text, "And then they ask", TopicText.FollowUps(topic, found));
    }

    private static void Section(StringBuilder text, string title, string body) => text.Append($"### {title}\n\n{body.Trim()}\n\n");

    private static string Measured(Topic topic, Findings found, string folder)
    {
        var text = new StringBuilder();
        foreach (var experiment in topic.Experiments.Where(e => IsStored(found, e)))
        {
            var headline = experiment.Headline(found.Of(experiment));
            text.Append($"- {E(experiment.Question)} **{E(headline.Label)}: {E(found.Headline(experiment))}** ({ReportText.Name(headline.Kind)}; {E(experiment.Id)})\n");
        }

        foreach (var experiment in topic.Experiments.Where(e => IsStored(found, e)))
        {
            if (Chart(experiment, folder) is { } path)
            {
                text.Append($"\n![{E(experiment.Charts[0].Title)}](<{path}>)\n");
            }
        }

        var missing = topic.Experiments.Where(e => !IsStored(found, e)).ToArray();
        if (missing.Length > 0)
        {
            text.Append($"\nNot measured here yet: {string.Join(", ", missing.Select(e => E(e.Title)))}; `{TopicText.Command(missing)}` measures it.\n");
        }

        return text.ToString();
    }

    // The most telling chart, where a report drew it, seen from where the document is most likely kept: the current directory.
    private static string? Chart(IExperiment experiment, string folder)
    {
        var path = Path.Combine(folder, ReportModel.ChartFile(experiment, 0));
        return experiment.Charts.Count > 0 && File.Exists(path)
            ? Path.GetRelativePath(Environment.CurrentDirectory, path).Replace('\\', '/').Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
            : null;
    }

    private static string Verdicts(Topic topic, ReportModel model)
    {
        var claims = model.Claims.Where(c => topic.Experiments.Contains(c.Experiment)).ToArray();
        if (claims.Length == 0)
        {
            return "";
        }

        var text = new StringBuilder();
        MarkdownReport.Claims(text, claims);
        return text.ToString();
    }

    private static void Missing(StringBuilder text, IReadOnlyList<Topic> topics)
    {
        if (topics.Count == 0)
        {
            return;
        }

        text.Append("## Not measured here yet\n\n");
        foreach (var topic in topics)
        {
            text.Append($"- {topic.Title}: `{TopicText.Command(topic.Experiments)}`\n");
        }
    }

    private static string E(string text) => MarkdownText.Escape(text);
}
