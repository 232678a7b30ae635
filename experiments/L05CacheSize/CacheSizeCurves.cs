namespace HotRow.Lab;

/// <summary>The computed curves behind the slider: how much of all accesses the most used rows take, at every exponent.</summary>
internal sealed partial class CacheSize
{
    private const string CurvePart = "zipf-curve";
    private const string CurveX = "top-percent";

    private static ChartSpec SliderChart => new(
        ChartKind.Line, "Move alpha: which skew makes the document's figures true?", CurveX, CoverageShare, "table", s_claims, LogX: true,
        XLabel: "most used rows, % of the table's rows",
        Caption: "Zipf law over N rows, closed form: the hit ratio of a cache that pins the most used rows. No alpha meets both claims: where 1 % covers one half, 5 % covers about two thirds.",
        Where: In(("part", CurvePart)), SliderBy: "alpha", SliderStart: 1.0);

    private static void DeclareCurves(RunContext context)
    {
        foreach (var (table, rows) in s_tables)
        {
            context.Point(new() { { "part", CurvePart }, { "table", table } }, point => Curves(point, rows), 0);
        }
    }

    private static void Curves(Point point, int rows)
    {
        foreach (var alpha in s_alphas)
        {
            var law = new ZipfLaw(rows, alpha);
            foreach (var percent in s_fineCurve)
            {
                point.Value(CoverageShare, law.Coverage((long)(rows * percent / 100)), kind: ValueKind.Computed, at: new() { { "alpha", alpha }, { CurveX, (double)percent } });
            }
        }
    }
}
