namespace HotRow.Lab;

/// <summary>A topic with the numbers of one machine put in: what <c>hotrow ask</c> tells.</summary>
internal sealed record TopicAnswer
{
    /// <summary>Puts the stored numbers in.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="stored">What is stored, and the machine that gave it; null when nothing is.</param>
    internal TopicAnswer(Topic topic, (MachineCard Card, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> Results)? stored)
    {
        var found = new Findings(stored?.Results ?? []);
        var missing = topic.Experiments.Where(e => found.Of(e).Points.Count == 0).ToArray();
        Topic = topic.Name;
        Title = topic.Title;
        Documents = topic.Documents;
        Question = topic.Question;
        WrongAnswer = topic.WrongAnswer;
        Answer = topic.Answer(found);
        FollowUps = [.. topic.FollowUps.Select(f => new AnsweredFollowUp(f.Question, Phrase.OnlyMeasured(f.Answer(found))))];
        Machine = missing.Length < topic.Experiments.Count ? stored?.Card.OneLine : null;
        Command = missing.Length > 0 ? TopicText.Command(missing) : null;
    }

    /// <summary>The topic's name.</summary>
    public string Topic { get; }

    /// <summary>Its title.</summary>
    public string Title { get; }

    /// <summary>The documents' sections.</summary>
    public string Documents { get; }

    /// <summary>The question.</summary>
    public string Question { get; }

    /// <summary>What people answer, and why it tempts.</summary>
    public string WrongAnswer { get; }

    /// <summary>The sixty-second answer.</summary>
    public string Answer { get; }

    /// <summary>What is asked next.</summary>
    public IReadOnlyList<AnsweredFollowUp> FollowUps { get; }

    /// <summary>The machine whose numbers these are, in one line; null when there are none.</summary>
    public string? Machine { get; }

    /// <summary>The command that measures what is missing; null when nothing is.</summary>
    public string? Command { get; }
}

/// <summary>A question that follows, with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
internal sealed record AnsweredFollowUp(string Question, string Answer);
