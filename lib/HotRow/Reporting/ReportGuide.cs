namespace HotRow;

/// <summary>How to read a report: the same few lines in HTML and in Markdown.</summary>
internal static class ReportGuide
{
    /// <summary>Term and explanation.</summary>
    public static IReadOnlyList<(string Term, string Text)> Lines { get; } =
    [
        ("Measured", "A clock on this machine. The value is a median; each contender is timed in interleaved rounds after its result was checked."),
        ("Counted", "Counted exactly by replaying a trace. It has no interval because it has no noise."),
        ("Computed", "A closed form."),
        ("Modelled", "A model of hardware that is not here, fed with counted or measured numbers. It is drawn dashed, hollow or hatched, and is never mixed with measured numbers."),
        ("Interval", "The figures in brackets: a 95 % bootstrap interval of the median. The letter n is the number of samples."),
        ("Noise floor", "How far an A/A comparison, the same code twice, strays from 1. A difference below it is no difference."),
        ("Verdicts", "Reproduced: the figure comes out as the document says. Contradicted: it does not. Depends: it does under the named condition. Not testable here: this machine lacks what it takes. Not run: the budget ended first."),
        ("Units", "GB is 1,000,000,000 bytes; GiB is 1,073,741,824. Rows per second count every index, repeats included, unless the chart says unique."),
    ];
}
