namespace HotRow.Lab;

/// <summary>Parts of a topic that notebooks and the write-up show in the same words.</summary>
internal static class TopicText
{
    /// <summary>The follow-ups, each with its answer.</summary>
    internal static string FollowUps(Topic topic, Findings found) =>
        string.Join("\n\n", topic.FollowUps.Select(f => $"**{f.Question}**\n\n{f.Answer(found)}"));

    /// <summary>The command that measures what a topic needs.</summary>
    internal static string Command(IEnumerable<IExperiment> experiments) => "hotrow run " + string.Join(' ', experiments.Select(e => e.Id));
}
