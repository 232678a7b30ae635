namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a request gains when its lookup becomes faster: Amdahl's law.</summary>
    /// <param name="lookupShare">Share of the request that is lookup, 0 to 1.</param>
    /// <param name="lookupGain">How many times as fast the lookup becomes, 0.01 to a million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult RequestGain(double lookupShare, double lookupGain)
    {
        TryLimits.Check("lookupShare", lookupShare, 0, 1);
        TryLimits.Check("lookupGain", lookupGain, 0.01, 1e6);
        var points = new TryPoints(new("request-gain", "Speed-up of the request", "x", true, "1 / (1 - share + share / gain)"));
        var asked = FormattableString.Invariant($"lookup {lookupGain:0.##} x as fast");
        foreach (var share in FlowModel.Shares.Append(lookupShare).Distinct().Order())
        {
            points.Add(asked, share, FlowModel.Amdahl(share, lookupGain), ValueKind.Computed);
            if (share < 1)
            {
                points.Add("lookup takes no time", share, 1 / (1 - share), ValueKind.Computed);
            }
        }

        return points.Result(
            FormattableString.Invariant($"A lookup that is {100 * lookupShare:0.#} % of a request becomes {lookupGain:0.##} x as fast"),
            [
                new("speed-up of the request", FlowModel.Amdahl(lookupShare, lookupGain), "x", ValueKind.Computed),
                new("the most it could be", lookupShare < 1 ? 1 / (1 - lookupShare) : double.PositiveInfinity, "x", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "What is not lookup stays as slow as it was", "lookup's share of the request before", "Amdahl's law.", logY: true, references: ReferenceLine.Horizontal("no gain", 1)));
    }

    /// <summary>What the coldest rows take of the accesses and of the time, when rows are placed by use.</summary>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to a billion.</param>
    /// <param name="coldPercent">Share of the rows that lies in the cold tier, 0.1 to 99.9 %.</param>
    /// <param name="slowness">A cold row's cost over that of another row, 1 to a million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult ColdRows(double alpha, long rows, double coldPercent, double slowness)
    {
        TryLimits.Check("alpha", alpha, 0, 3);
        TryLimits.Check("rows", rows, 100, 1_000_000_000);
        TryLimits.Check("coldPercent", coldPercent, 0.1, 99.9);
        TryLimits.Check("slowness", slowness, 1, 1e6);
        var points = new TryPoints(new("cold-share", "Share of the cold rows", "", null, "accesses to the cold tier / all; their time / all"));
        foreach (var at in FlowModel.LawAlphas.Append(alpha).Distinct().Order())
        {
            var cold = FlowModel.ColdAccesses(at, rows, coldPercent);
            points.Add("of the accesses", at, cold, ValueKind.Computed);
            points.Add("of the time", at, FlowModel.ColdTime(cold, slowness), ValueKind.Modelled);
        }

        var share = FlowModel.ColdAccesses(alpha, rows, coldPercent);
        return points.Result(
            FormattableString.Invariant($"The coldest {coldPercent:0.##} % of {rows:N0} rows, Zipf alpha {alpha:0.###}, {slowness:0.##} times as slow"),
            [
                new("their share of the time", FlowModel.ColdTime(share, slowness), "", ValueKind.Modelled),
                new("their share of the accesses", share, "", ValueKind.Computed),
                new("batches of 1,000 ids without a cold one", Math.Pow(1 - share, 1000), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Few accesses, most of the time", "Zipf exponent alpha", "Closed form of the bounded Zipf law, independent draws; time: accesses weighted by their cost.", references: ReferenceLine.Horizontal("cold share of the rows", coldPercent / 100)));
    }

    /// <summary>What three layers take off a batch, one after the other: a model from the closed forms of the Zipf law.</summary>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to a billion.</param>
    /// <param name="cachedPercent">Share of the rows that is cached, the most used ones, 0 to 100 %.</param>
    /// <param name="batch">Ids of a batch, 1 to a million.</param>
    /// <param name="rowMicroseconds">Cost of a row from the far tier, 0.001 to 100,000 us.</param>
    /// <param name="computeMilliseconds">Computation per batch that a prefetch can hide behind, 0 to 100,000 ms.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Layers(double alpha, long rows, double cachedPercent, int batch, double rowMicroseconds, double computeMilliseconds)
    {
        TryLimits.Check("alpha", alpha, 0, 3);
        TryLimits.Check("rows", rows, 100, 1_000_000_000);
        TryLimits.Check("cachedPercent", cachedPercent, 0, 100);
        TryLimits.Check("batch", batch, 1, 1_000_000);
        TryLimits.Check("rowMicroseconds", rowMicroseconds, 0.001, 100_000);
        TryLimits.Check("computeMilliseconds", computeMilliseconds, 0, 100_000);
        var law = new ZipfLaw(rows, alpha);
        var distinct = law.ExpectedUnique(batch);
        var missed = Math.Max(0, distinct - law.ExpectedUniqueAmong(batch, (long)(cachedPercent / 100 * rows)));
        double Fetch(double count) => count * rowMicroseconds / 1e3;
        var (plain, total) = (computeMilliseconds + Fetch(batch), Math.Max(computeMilliseconds, Fetch(missed)));
        var points = new TryPoints(new("batch-ms", "Time per batch", "ms", false, "computation + rows fetched x cost of a row; prefetched: the longer of the two"));
        points.Add("", "no layer", plain, ValueKind.Modelled);
        points.Add("", "distinct rows", Fetch(distinct) - Fetch(batch), ValueKind.Modelled);
        points.Add("", "cache", Fetch(missed) - Fetch(distinct), ValueKind.Modelled);
        points.Add("", "prefetch", total - computeMilliseconds - Fetch(missed), ValueKind.Modelled);
        points.Add("", "total", total, ValueKind.Modelled);
        return points.Result(
            FormattableString.Invariant($"{batch:N0} ids, alpha {alpha:0.###}, {rows:N0} rows, {cachedPercent:0.##} % cached, {rowMicroseconds:0.###} us a row, {computeMilliseconds:0.##} ms of computation"),
            [
                new("speed-up by all three", total > 0 ? plain / total : double.PositiveInfinity, "x", ValueKind.Modelled),
                new("rows fetched without layers", batch, "", ValueKind.Computed),
                new("distinct ones", distinct, "", ValueKind.Computed),
                new("distinct ones that the cache misses", missed, "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Waterfall, "What each layer takes off a batch", "layers, added from left to right", "A cache of the most used rows; layers themselves cost nothing here, the next batch is known."));
    }
}

file static class FlowModel
{
    public static readonly double[] Shares = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
    public static readonly double[] LawAlphas = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.6];

    public static double Amdahl(double share, double gain) => 1 / (1 - share + (share / gain));

    public static double ColdAccesses(double alpha, long rows, double coldPercent) => Math.Max(0, 1 - new ZipfLaw(rows, alpha).Coverage(rows - (long)(coldPercent / 100 * rows)));

    public static double ColdTime(double accesses, double slowness) => accesses * slowness / ((accesses * slowness) + 1 - accesses);
}
