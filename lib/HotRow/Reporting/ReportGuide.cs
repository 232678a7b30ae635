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
        ("Modelled", "A model fed with counted or measured numbers: hardware that is not here, such as a 16 GB/s link, or a prediction. It is drawn dashed, hollow or hatched."),
        ("Interval", "The figures in brackets. A time's is the distribution-free interval of its median from order statistics, nominally 95 % (of five samples or fewer: their whole range); a ratio's is a 95 % bootstrap interval over rounds, in which both sides ran one after the other. The letter n is the number of samples."),
        ("Noise floor", "How far an A/A comparison, the same code twice, strays from 1. A difference below it is no difference. A run whose floors are large was disturbed: run it again on a quieter machine."),
        ("Verdicts", "Reproduced: the figure comes out as the document says. Contradicted: it does not. Depends: it does under the named condition. Not testable here: this machine lacks what it takes. Not run: the budget ended first."),
        ("Documents", "000 and 001 are two write-ups of one interview question, slow embedding lookups and their cure; 002 proposes a faster embedding path for an inference runtime; 003 is a study text on optimizing inference: metrics, cost, hardware, batching, caching, parallelism; 004 is a study plan on embedding dimension, batch size and sequence length. Their figures are tested here, right or wrong. Curriculum: our list of the figures each section should give."),
        ("Units", "GB is 1,000,000,000 bytes; GiB is 1,073,741,824. Rows per second count every index, repeats included, unless the chart says unique."),
    ];
}
