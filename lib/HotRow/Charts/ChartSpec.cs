namespace HotRow;

/// <summary>The kinds of chart.</summary>
public enum ChartKind
{
    /// <summary>Points in order of X, joined, one line per series.</summary>
    Line,

    /// <summary>Points, one colour per series.</summary>
    Scatter,

    /// <summary>Bars in groups: X names the group, the series the bar.</summary>
    Bar,

    /// <summary>Cells: X across, the series down, Y as colour with the number written in.</summary>
    HeatMap,

    /// <summary>Steps that add up: X names the steps in order, Y is what each adds or takes away, and each bar floats from where the one before ended.
    /// The first stands on zero, and so does a last step named "total", which shows its own value and not the sum of the others.
    /// Several series stand side by side over one vertical axis, each with its name above. The vertical axis is never logarithmic.</summary>
    Waterfall,

    /// <summary>Spans of time: X is the numeric beginning and Y the length, both in one unit. The first name of <see cref="ChartSpec.SeriesBy"/> gives each
    /// observation its lane, further ones joined by '+' its colour (at most eight tell apart); without them lanes have colours. Spans of one lane that
    /// overlap are drawn below one another; the shortest is one pixel wide. Neither axis is ever logarithmic.</summary>
    Timeline,
}

/// <summary>A line drawn beside the data: a document's claim, a ceiling, a closed form.</summary>
/// <param name="Label">What it is, source included: "document 000: 85-95 %".</param>
/// <param name="Points">Two or more points; X is ignored (whole width) when the line is given by <see cref="Horizontal"/>.</param>
public sealed record ReferenceLine(string Label, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>A line across the whole chart.</summary>
    public static ReferenceLine Horizontal(string label, double y) => new(label, [(double.NegativeInfinity, y), (double.PositiveInfinity, y)]);
}

/// <summary>What a chart shows: which numbers, along which parameter, split by which; never the numbers themselves.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Title">A sentence of at most 70 characters that says what to see.</param>
/// <param name="X">Parameter along the horizontal axis; "variant" is allowed.</param>
/// <param name="Y">Metric along the vertical axis, or of the cells of a heat map.</param>
/// <param name="SeriesBy">Parameter that splits the series; "variant" is allowed; several joined by '+' make one label.</param>
/// <param name="References">Lines drawn beside the data.</param>
/// <param name="LogX">Logarithmic horizontal axis.</param>
/// <param name="LogY">Logarithmic vertical axis, or colour scale of a heat map.</param>
/// <param name="XLabel">The horizontal axis's label with unit; the parameter's name when null.</param>
/// <param name="Caption">One or two sentences below the chart: tiers, denominators, what stands for what.</param>
/// <param name="Where">Parameters an observation must have to be shown; a list of words separated by '|' allows several.</param>
/// <param name="XOrder">Words of the horizontal axis in the order in which they stand, others after them; in order of appearance when null. Numbers always ascend.</param>
/// <param name="SliderBy">Parameter that a slider of the interactive chart walks through; the static chart shows one value of it and says which. None when null.</param>
/// <param name="SliderStart">The value shown first and in the static chart; the middle one when null or absent.</param>
/// <param name="Optional">Left out where no point of it was measured, instead of saying so: for hardware that most machines have not.</param>
public sealed record ChartSpec(
    ChartKind Kind,
    string Title,
    string X,
    Metric Y,
    string SeriesBy,
    IReadOnlyList<ReferenceLine> References,
    bool LogX = false,
    bool LogY = false,
    string? XLabel = null,
    string Caption = "",
    IReadOnlyDictionary<string, string>? Where = null,
    IReadOnlyList<string>? XOrder = null,
    string? SliderBy = null,
    ParameterValue? SliderStart = null,
    bool Optional = false);
