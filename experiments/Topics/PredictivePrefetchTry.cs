namespace HotRow.Lab;

public static partial class Try
{
    private const int PredictedBatches = 60;

    private static readonly double[] s_coveredPercents = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

    /// <summary>What a prefetcher names of the next batch of independent Zipf draws (seed 1), by exact replay of 60 batches.</summary>
    /// <param name="prefetcher">A prefetcher of the catalog: "previous-batch", "last-k", "frequency", "markov-1", "known-next", ...</param>
    /// <param name="alpha">Zipf exponent, 0 to 3.</param>
    /// <param name="rows">Rows of the table, 100 to 1,000,000.</param>
    /// <param name="batch">Ids of a batch, 10 to 2,000.</param>
    /// <param name="budget">The most rows named for a batch, 1 to 20,000.</param>
    /// <exception cref="InputException">A parameter is outside its range, or the prefetcher is unknown.</exception>
    public static TryResult NamedAhead(string prefetcher, double alpha, int rows, int batch, int budget)
    {
        var info = Prefetchers.Find(prefetcher ?? "");
        TryLimits.Check(nameof(alpha), alpha, 0, 3);
        TryLimits.Check(nameof(rows), (long)rows, 100, 1_000_000);
        TryLimits.Check(nameof(batch), (long)batch, 10, 2_000);
        TryLimits.Check(nameof(budget), (long)budget, 1, 20_000);
        var draws = MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rows, IndexCount = (long)PredictedBatches * batch, Alpha = alpha, Seed = 1 }));
        var trace = new MemoryTrace(draws.Name, rows, draws.Rows, batch);
        int[] budgets = [.. new[] { Math.Max(1, batch / 4), Math.Max(1, batch / 2), batch, 2 * batch, 4 * batch, budget }.Distinct().Order()];
        var counts = CoverageReplay.Of(info, trace, budgets);
        var points = new TryPoints(Prefetch.UniqueCoverage);
        for (var i = 0; i < budgets.Length; i++)
        {
            points.Add(info.Name, budgets[i], counts[i].UniqueCoverage, ValueKind.Counted);
        }

        var asked = counts[Array.IndexOf(budgets, budget)];
        var numbers = new TryNumber[]
        {
            new("distinct rows of a batch that were named", 100 * asked.UniqueCoverage, "%", ValueKind.Counted),
            new("ids of a batch whose row was named", 100 * asked.TotalCoverage, "%", ValueKind.Counted),
            new("named rows that were used", 100 * asked.Accuracy, "%", ValueKind.Counted),
            new("rows read for nothing, per batch", (double)asked.WastedRows / asked.Batches, "", ValueKind.Counted),
        };
        var chart = points.Chart(ChartKind.Line, "Distinct rows of a batch named before it came", "most rows named for a batch", "Independent draws, judged on the next batch only.", logX: true);
        return points.Result($"{info.Name}, {budget:N0} rows named, Zipf alpha {NumberText.Figure(alpha)}, {rows:N0} rows, batches of {batch:N0}", numbers, chart);
    }

    /// <summary>The time of a batch when a share of its fetch runs beside the computation before it, by a model without noise.</summary>
    /// <remarks>Named rows, the wrong ones too, are read while the batch before is computed; what was not named is read when the batch comes.</remarks>
    /// <param name="fetchMs">Time to fetch a batch's rows, 0 to 100,000 ms.</param>
    /// <param name="computeMs">Time to compute a batch, 0 to 100,000 ms; not both 0.</param>
    /// <param name="coveredPercent">Rows of the batch that were named, 0 to 100 %.</param>
    /// <param name="usedPercent">Named rows that are used, 1 to 100 %.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Overlap(double fetchMs, double computeMs, double coveredPercent, double usedPercent = 100)
    {
        TryLimits.Check(nameof(fetchMs), fetchMs, 0, 100_000);
        TryLimits.Check(nameof(computeMs), computeMs, 0, 100_000);
        TryLimits.Check("fetchMs + computeMs", fetchMs + computeMs, 0.001, 200_000);
        TryLimits.Check(nameof(coveredPercent), coveredPercent, 0, 100);
        TryLimits.Check(nameof(usedPercent), usedPercent, 1, 100);
        double Time(double covered) => Math.Max(computeMs, covered / usedPercent * fetchMs) + ((1 - (covered / 100)) * fetchMs);
        var serial = fetchMs + computeMs;
        var points = new TryPoints(Prefetch.BatchMs);
        foreach (var covered in s_coveredPercents.Append(coveredPercent).Distinct())
        {
            points.Add("with prefetching", covered, Time(covered), ValueKind.Modelled);
            points.Add("one after the other", covered, serial, ValueKind.Modelled);
        }

        var time = Time(coveredPercent);
        List<TryNumber> numbers =
        [
            new("time of a batch", time, "ms", ValueKind.Modelled),
            new("one after the other", serial, "ms", ValueKind.Modelled),
            new("speed-up", serial / time, "x", ValueKind.Modelled),
            new("rows read for each one needed", (coveredPercent / usedPercent) + 1 - (coveredPercent / 100), "x", ValueKind.Modelled),
        ];
        if (Math.Min(fetchMs, computeMs) > 0)
        {
            numbers.Add(new("hidden share of the shorter of fetch and computation", 100 * (serial - time) / Math.Min(fetchMs, computeMs), "%", ValueKind.Modelled));
        }

        var chart = points.Chart(ChartKind.Line, "Time of a batch over what was named of it", "rows of the batch that were named, %", "Named rows are read beside the computation before; the others when the batch comes.");
        return points.Result($"fetch {NumberText.Figure(fetchMs)} ms, computation {NumberText.Figure(computeMs)} ms, {NumberText.Figure(coveredPercent)} % named, {NumberText.Figure(usedPercent)} % of the named used", numbers, chart);
    }
}
