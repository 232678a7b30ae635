namespace HotRow;

/// <summary>What became of a document's claim.</summary>
public enum VerdictKind
{
    /// <summary>The figure comes out as the document says.</summary>
    Reproduced,

    /// <summary>It does not.</summary>
    Contradicted,

    /// <summary>It does under a condition that the verdict names.</summary>
    Depends,

    /// <summary>This machine cannot tell; the verdict names what is missing.</summary>
    NotTestableHere,

    /// <summary>The points it rests on were not run in this budget.</summary>
    NotRun,
}

/// <summary>A verdict with the figure it rests on.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Figure">The measured or computed figure, with unit.</param>
/// <param name="Reason">On what it depends, or why it cannot be tested; "" when the figure says it all.</param>
public sealed record Verdict(VerdictKind Kind, string Figure, string Reason = "")
{
    /// <summary>The points it rests on were not run.</summary>
    public static Verdict NotRun { get; } = new(VerdictKind.NotRun, "", "its points were not run in this budget");

    /// <summary>As the document says.</summary>
    public static Verdict Reproduced(string figure, string reason = "") => new(VerdictKind.Reproduced, figure, reason);

    /// <summary>Not as the document says.</summary>
    public static Verdict Contradicted(string figure, string reason = "") => new(VerdictKind.Contradicted, figure, reason);

    /// <summary>As the document says under a condition.</summary>
    public static Verdict Depends(string on, string figure) => new(VerdictKind.Depends, figure, on);

    /// <summary>Not testable on this machine.</summary>
    public static Verdict NotTestableHere(string why, string figure = "") => new(VerdictKind.NotTestableHere, figure, why);
}

/// <summary>One claim of a document and how stored results judge it.</summary>
/// <param name="Id">Kebab-case identity: "000-top-1-percent".</param>
/// <param name="Document">Document and section: "000, Solution 1".</param>
/// <param name="Statement">The claim in our own words, with its figure.</param>
/// <param name="Judge">Judges it from the results; gives <see cref="Verdict.NotRun"/> when its points are missing.</param>
public sealed record Claim(string Id, string Document, string Statement, Func<ResultSet, Verdict> Judge);

/// <summary>A check row: a figure that must come out, its source, and how near.</summary>
/// <param name="Label">What is compared.</param>
/// <param name="Source">Where the expected figure comes from.</param>
/// <param name="Expected">The expected figure.</param>
/// <param name="Tolerance">Largest absolute difference that passes.</param>
/// <param name="Unit">The unit of both, "" for a plain ratio.</param>
/// <param name="Measured">The figure from the results; NaN when its point was not run.</param>
public sealed record CheckFigure(string Label, string Source, double Expected, double Tolerance, string Unit, Func<ResultSet, double> Measured);

/// <summary>The one figure of an experiment that the summary shows.</summary>
/// <param name="Label">What it is, in a few words.</param>
/// <param name="Value">The value; NaN when its point was not run.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN for an exact value.</param>
/// <param name="High">Upper end of the 95 % interval; NaN for an exact value.</param>
/// <param name="Unit">The unit, "" for a plain ratio.</param>
/// <param name="Kind">Where it comes from.</param>
public sealed record Headline(string Label, double Value, double Low, double High, string Unit, ValueKind Kind)
{
    /// <summary>A headline from a stored number.</summary>
    public static Headline From(string label, Observation? observation, string unit) => observation is null
        ? new(label, double.NaN, double.NaN, double.NaN, unit, ValueKind.Measured)
        : new(label, observation.Value, observation.Low, observation.High, unit, observation.Kind);
}
