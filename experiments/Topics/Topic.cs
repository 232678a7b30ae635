namespace HotRow.Lab;

/// <summary>One section of the documents as people are asked about it: what notebooks, <c>hotrow ask</c> and the write-up share.</summary>
/// <remarks>All texts are Markdown in our own words. Numbers of this machine come only through <see cref="Findings"/>, never typed.</remarks>
public sealed record Topic
{
    /// <summary>The notebook's file name without its extension: "02-hot-row-cache".</summary>
    public required string Name { get; init; }

    /// <summary>A few words: "A hot-row cache".</summary>
    public required string Title { get; init; }

    /// <summary>Documents and sections: "000, solution 1; 001, GPU-aware caching".</summary>
    public required string Documents { get; init; }

    /// <summary>The question as an interviewer asks it, one or two sentences.</summary>
    public required string Question { get; init; }

    /// <summary>The common wrong answer, as people give it, and in one more sentence why it tempts.</summary>
    public required string WrongAnswer { get; init; }

    /// <summary>What the documents say, with their figures, in our words.</summary>
    public required string Says { get; init; }

    /// <summary>What we predict before measuring, and from which mechanism.</summary>
    public required string Prediction { get; init; }

    /// <summary>The experiments that answer it, in the order in which they are told.</summary>
    public required IReadOnlyList<IExperiment> Experiments { get; init; }

    /// <summary>The mechanism, with the numbers just measured.</summary>
    public required Func<Findings, string> Why { get; init; }

    /// <summary>The sixty-second answer (some 120 to 160 words) with the numbers of this run.</summary>
    public required Func<Findings, string> Answer { get; init; }

    /// <summary>What an interviewer asks next, three to five of them.</summary>
    public required IReadOnlyList<FollowUp> FollowUps { get; init; }
}

/// <summary>A question that follows, and its answer in two or three sentences.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer, with the numbers of this run where it has some.</param>
public sealed record FollowUp(string Question, Func<Findings, string> Answer);
