namespace HotRow.Lab;

/// <summary>What is made of the points of L1: charts, check rows, verdicts.</summary>
internal sealed partial class OneHot
{
    internal static readonly Metric Flops = new("flops", "Floating-point operations per call", "", false, "dense: 2 x batch x rows x dim; sparse: 2 x batch x dim; gather: 0");
    internal static readonly Metric WastedShare = new("wasted-share", "Multiplications with zeros", "", false, "1 - 1 / rows");
    internal static readonly Metric UsefulShare = new("useful-share", "Useful share of multiplications", "", true, "1 / rows");
    internal static readonly Metric UsedRows = new("used-rows", "Rows that a batch needs / rows of the table", "", true, "distinct rows of a batch / rows, mean over the batches");
    internal static readonly Metric BatchMs = new("batch-ms", "Time per batch", "ms", false, "measured median; modelled: dense product x (rows / measured rows), the others unchanged");

    private const string Dense = "one-hot-dense";
    private const string Sparse = "one-hot-sparse";
    private const string Gather = "gather";

    // How far from 1 a fitted exponent still counts as proportional. On a busy machine long calls are interrupted more often than
    // short ones, and the largest one-hot matrix outgrows every cache; both bend the line upwards.
    private const double ExponentTolerance = 0.3;

    // What document 000 says of the zeros, and half a unit of its last digit.
    private const double StatedZeros = 0.9999;
    private const double StatedZerosDigit = 0.00005;

    private static readonly string[] s_sizes = ["rows", "dim", "batch"];

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Time per batch against the rows of the table", "rows", Metrics.TimeMs, "variant", [], LogX: true, LogY: true,
            XLabel: "rows of the table", Caption: "Batches of 256 evenly drawn rows of 128 fp32, all in memory, each way on one thread. Look at the slopes: 1 is proportional to the table, 0 is no matter of its size; a step is a cache outgrown.",
            Where: new Dictionary<string, string> { ["part"] = "sweep", ["batch"] = "256|8", ["dim"] = "128|8" }),
        new(ChartKind.Line, "Time per batch, modelled up to the documents' 10 M rows", "rows", BatchMs, "variant", [], LogX: true, LogY: true,
            XLabel: "rows of the table", Caption: "256 rows of 768 fp32 on one thread. The smallest table is measured. Beyond it the dense product keeps its arithmetic rate, and sparse product and gather their time per row.",
            Where: new Dictionary<string, string> { ["part"] = "wide" }),
        new(ChartKind.Line, "Useful share of the multiplications, by arithmetic", "rows", UsefulShare, "variant", [ReferenceLine.Horizontal("document 000: 99.99 % with zeros", 1e-4)], LogX: true, LogY: true,
            XLabel: "rows of the table (V)", Caption: "Share of a dense one-hot product's multiplications whose one-hot factor is 1. The document states 99.99 % of zeros for a table of 10 M rows; look where the line meets its figure."),
        new(ChartKind.Line, "Time per row against the batch size", "batch", Metrics.NsPerRow, "variant", [], LogX: true, LogY: true,
            XLabel: "rows looked up in one batch", Caption: "A table of 16,384 rows of 128 fp32, in memory, one thread. Look whether a larger batch makes a row cheaper: the dense product reads the whole table once per batch, whatever the batch's size.",
            Where: new Dictionary<string, string> { ["part"] = "sweep", ["rows"] = "16384|128", ["dim"] = "128|8" }),
        new(ChartKind.Line, "Time per batch on the device, against the rows of the table", "rows", DeviceMetrics.BatchUs, "variant", [], LogX: true, LogY: true,
            XLabel: "rows of the table", Caption: $"fp32; row numbers, table and output lie on the device. One-hot product: a kernel writes the one-hot matrix, then the vendor's product where there is one; matrix ready: the product alone. Several batches are given, then waited for once, so a launch costs what it costs in use. {DeviceCaption.NoGpu}",
            Where: new Dictionary<string, string> { ["part"] = "device" }, SliderBy: "device", Optional: true),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("multiplications with zeros at 10^4 rows", "document 000, root cause 3: 99.99 %", 0.9999, 1e-12, "", r => r.Value(WastedShare, ("rows", 1e4))),
        new("useful multiplications at 10 M rows (1 - 0.9999999)", "curriculum: 1/V", 1e-7, 1e-15, "", r => r.Value(UsefulShare, ("rows", 1e7))),
        new("operations, dense : sparse, over rows (worst cell)", "closed form: V : 1", 1, 1e-12, "", FlopRatio),
        new("exponent of the dense product's time in rows", "document 000: batch x vocab x dim", 1, ExponentTolerance, "", r => Exponent(r, Dense, "rows").Value),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-one-hot-cost", "000, root cause 3", "A dense one-hot lookup costs batch x vocabulary x dimension.", JudgeCost),
        new("000-zeros", "000, root cause 3", "99.99 % of the multiplications are with zeros.", JudgeZeros),
        new("001-dense-all-rows", "001, inefficient dense computation", "A dense product computes all rows, and a batch uses few of them.", JudgeRows),
        new("001-avoid-dense", "001, smart indexing", "Avoid operations over the full table; gather, or multiply sparsely.", JudgeCure),
    ];

    public Headline Headline(ResultSet results)
    {
        var largest = results.Where(Metrics.Speedup, ("part", "sweep"), ("variant", Gather)).OrderBy(o => o["rows"].Number).ThenBy(o => o["batch"].Number).ThenBy(o => o["dim"].Number).LastOrDefault();
        var label = largest is null ? "gather against the dense one-hot product" : $"gather against the dense one-hot product, {largest["rows"].Number:N0} rows x {largest["dim"].Number:0}, batch {largest["batch"].Number:0}";
        return HotRow.Headline.From(label, largest, "x");
    }

    // Over the series that sweep the size furthest, the other sizes fixed: the median exponent, and how far the intervals of the times let an exponent lie.
    private static Interval Exponent(ResultSet results, string way, string size)
    {
        string[] others = [.. s_sizes.Where(name => name != size)];
        var series = results.Where(Metrics.TimeMs, ("part", "sweep"), ("variant", way)).GroupBy(o => (o[others[0]].Text, o[others[1]].Text)).Select(g => g.ToArray()).ToArray();
        var widest = series.Select(s => s.Length).DefaultIfEmpty(0).Max();
        var fits = series.Where(s => s.Length == widest && widest > 2).Select(s => Bounds(s, size)).ToArray();
        return fits.Length == 0
            ? new(double.NaN, double.NaN, double.NaN)
            : new(Statistics.Median([.. fits.Select(f => f.Value)]).Value, fits.Min(f => f.Low), fits.Max(f => f.High));
    }

    // The steepest line starts at the lower ends of the small sizes' intervals and ends at the upper ends of the large ones'.
    private static Interval Bounds(Observation[] series, string size)
    {
        var middle = Math.Sqrt(series.Min(o => o[size].Number) * series.Max(o => o[size].Number));
        var (low, high) = (series.Select(o => (o[size].Number, o.Low)), series.Select(o => (o[size].Number, o.High)));
        double Through(IEnumerable<(double Size, double Time)> small, IEnumerable<(double Size, double Time)> large) =>
            PowerLaw.Exponent(small.Where(p => p.Size <= middle).Concat(large.Where(p => p.Size > middle)));
        return new(PowerLaw.Exponent(series.Select(o => (o[size].Number, o.Value))), Through(high, low), Through(low, high));
    }

    private static double FlopRatio(ResultSet results)
    {
        var sparse = results.Where(Flops, ("variant", Sparse)).ToDictionary(o => o.Parameters.Key, o => o.Value);
        return results.Where(Flops, ("variant", Dense))
            .Select(o => o.Value / sparse[o.Parameters.Key] / o["rows"].Number)
            .DefaultIfEmpty(double.NaN)
            .MaxBy(ratio => Math.Abs(ratio - 1));
    }

    private static Verdict JudgeCost(ResultSet results)
    {
        var exponents = s_sizes.Select(size => Exponent(results, Dense, size)).ToArray();
        if (exponents.Any(e => double.IsNaN(e.Value)))
        {
            return Verdict.NotRun;
        }

        var (rows, dim, batch) = (exponents[0], exponents[1], exponents[2]);
        string Power(string letter, Interval exponent) => $"{letter}^{exponent.Value:0.00} [{exponent.Low:0.00}, {exponent.High:0.00}]";
        var figure = $"dense: time ~ {Power("V", rows)} {Power("B", batch)} {Power("D", dim)}, operations exactly V B D; gather: {Power("V", Exponent(results, Gather, "rows"))}";
        return exponents.All(e => Math.Abs(e.Value - 1) <= ExponentTolerance) ? Verdict.Reproduced(figure)
            : Math.Abs(rows.Value - 1) <= ExponentTolerance ? Verdict.Depends("the size: operations follow the formula exactly and time follows it in the rows; where batch or dimension is small, reading table and one-hot matrix costs more than the arithmetic", figure)
            : rows.Low <= 1 + ExponentTolerance && rows.High >= 1 - ExponentTolerance ? Verdict.NotTestableHere("the times of this run spread too far to fit an exponent", figure)
            : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeZeros(ResultSet results)
    {
        var (small, own) = (results.Single(WastedShare, ("rows", 1e4)), results.Single(WastedShare, ("rows", 1e7)));
        if (small is null || own is null)
        {
            return Verdict.NotRun;
        }

        bool Stated(Observation share) => Math.Abs(share.Value - StatedZeros) < StatedZerosDigit;
        var figure = $"by arithmetic: {small.Value:0.00##### %} at V = {small["rows"].Number:N0}, {own.Value:0.00##### %} at the document's own {own["rows"].Number:N0} rows";
        return Stated(own) ? Verdict.Reproduced(figure, "the share is 1 - 1/V")
            : own.Value > StatedZeros && Stated(small) ? Verdict.Depends("the rows, as the share is 1 - 1/V: the document's figure belongs to a smaller table than its own, and understates the zeros", figure)
            : Verdict.Contradicted(figure, "the share is 1 - 1/V");
    }

    private static Verdict JudgeRows(ResultSet results)
    {
        var used = results.Where(UsedRows).ToArray();
        var read = results.Where(Metrics.FarBytes, ("part", "sweep")).ToArray();
        if (used.Length == 0 || read.Length == 0)
        {
            return Verdict.NotRun;
        }

        var largest = used.Max(o => o["rows"].Number);
        var least = used.Where(o => o["rows"].Number == largest).MaxBy(o => o["batch"].Number)!;
        var bytes = (string way) => read.First(o => o.Parameters.Key == least.Parameters.Key && o.Variant == way).Value;
        var figure = $"{least["rows"].Number:N0} rows, batch {least["batch"].Number:0}: {bytes(Dense) / 1e6:0.###} MB of table read where {bytes(Gather) / 1e6:0.###} MB are asked for; the batch needs {least.Value:0.00 %} of the rows";
        return least.Value < 0.5 && bytes(Dense) > bytes(Gather)
            ? Verdict.Reproduced(figure, used.Max(o => o.Value) is var most && most > 0.2 ? $"few is a matter of size: up to {most:0 %} of the rows in the smallest table" : "")
            : Verdict.Contradicted(figure);
    }

    private static Verdict JudgeCure(ResultSet results)
    {
        var speedups = results.Where(Metrics.Speedup, ("part", "sweep")).ToArray();
        var gather = speedups.Where(o => o.Variant == Gather).ToArray();
        var sparse = speedups.Where(o => o.Variant == Sparse).ToArray();
        if (gather.Length == 0 || sparse.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"faster than the dense product: gather {gather.Min(o => o.Value):N0}-{gather.Max(o => o.Value):N0} x, sparse product {sparse.Min(o => o.Value):N0}-{sparse.Max(o => o.Value):N0} x";
        var model = results.Where(BatchMs).Where(o => o.Kind == ValueKind.Modelled && o["rows"].Number == 1e7).ToDictionary(o => o.Variant, o => o.Value);
        var reason = model.TryGetValue(Dense, out var dense) && model.TryGetValue(Gather, out var copied)
            ? $"modelled at 10 M rows of 768 on one thread, batch {ModelBatch}: {dense / 1e3:0.0} s against {copied:0.000} ms"
            : "";
        return gather.Concat(sparse).All(o => o.Low > 1) ? Verdict.Reproduced(figure, reason)
            : gather.Concat(sparse).All(o => o.High < 1) ? Verdict.Contradicted(figure, reason)
            : Verdict.Depends("the size of table and batch", figure);
    }
}
