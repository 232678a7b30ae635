using MathNet.Numerics.Statistics;

namespace HotRow.Lab;

/// <summary>Gives mean and standard deviation of times of which a few are a hundred times the others.</summary>
/// <remarks>Mean -+ standard deviation then reaches below zero, and the mean is the time of no lookup at all: neither of one that hits nor of one that misses.
/// The factor is median over mean: how fast a usual lookup seems by the mean, beside what it takes. The median for its part is silent on the misses; that is what further quantiles are for.</remarks>
internal sealed class MeanOfTailWay : FoolingWay
{
    private const int HitsPerMiss = 50;

    // The clock's step is 100 ns: a single row in memory would be a few of them.
    private const int RowsPerLookup = 8;

    /// <summary>Standard deviation over mean: above 1 an error bar reaches below zero time.</summary>
    internal static readonly Metric SigmaOverMean = new("sigma-over-mean", "Standard deviation over mean", "", null, "sigma / mean of the times of single lookups, median over blocks");

    public override string Name => "mean and sigma of a long tail";

    public override double Weight => 0.5;

    public override void Measure(Point point, RunContext context)
    {
        var near = MemoryTable(point, context);
        if (GeneratedRows.Open(point, context.ByScale(2_000, 100_000, 100_000), near.EmbeddingDim) is not { } file)
        {
            return;
        }

        var memory = new DramRowStore(near);
        var output = new float[RowsPerLookup * near.EmbeddingDim];
        var random = new Xoshiro256(point.Seed);
        foreach (var (name, store) in new (string, IRowStore)[] { ("memory", memory), ("file", file) })
        {
            point.Check($"rows of the {name} against the generator", () =>
            {
                var rows = Draw(random, store.RowCount);
                store.ReadRows(rows, output);
                return GeneratedRows.Match(rows, near.EmbeddingDim, output);
            });
        }

        var far = file.Path;
        point.After(_ =>
        {
            var perBlock = context.ByScale(100, 500, 5_000);
            var blocks = Enumerable.Range(0, context.ByScale(6, 15, 15) + 1).Select(_ => Block(memory, file, output, random, perBlock)).ToArray();

            // The first block warms up.
            Report(point, blocks[1..], far);
        });
    }

    /// <summary>Adds the factors of some blocks of times, each the median over the blocks.</summary>
    internal static void Report(Point point, double[][] blocks, string far)
    {
        var factor = Statistics.Median([.. blocks.Select(b => b.Median() / b.Mean())]);
        var spread = Statistics.Median([.. blocks.Select(b => b.StandardDeviation() / b.Mean())]);
        point.Value(Factor, factor.Value, kind: ValueKind.Measured, low: factor.Low, high: factor.High);
        point.Value(SigmaOverMean, spread.Value, kind: ValueKind.Measured, low: spread.Low, high: spread.High);
        double[] all = [.. blocks.SelectMany(b => b)];
        var (mean, sigma) = (all.Mean(), all.StandardDeviation());
        point.Note = FormattableString.Invariant($"Lookups of {RowsPerLookup} rows, 2 % of them from a file, the others from memory. Careless: {mean:G3} -+ {sigma:G3} us, from {mean - sigma:G3} us on. ")
            + FormattableString.Invariant($"Careful: median {all.Median():G3} us, p99 {all.Quantile(0.99):G3} us (n = {all.Length}). Sigma / mean {spread.Value:0.0} [{spread.Low:0.0}, {spread.High:0.0}]. The factor is median over mean. Cure: quantiles with their n. far: {far}");
    }

    private static double[] Block(IRowStore memory, IRowStore file, float[] output, Xoshiro256 random, int lookups)
    {
        var micros = new double[lookups];
        for (var i = 0; i < lookups; i++)
        {
            // One lookup in fifty misses the near tier.
            var store = i % HitsPerMiss == HitsPerMiss / 2 ? file : memory;
            var rows = Draw(random, store.RowCount);
            micros[i] = Elapsed.Of(() => store.ReadRows(rows, output)).TotalMicroseconds;
        }

        return micros;
    }

    private static int[] Draw(Xoshiro256 random, int rowCount) => [.. Enumerable.Range(0, RowsPerLookup).Select(_ => random.NextInt32(rowCount))];
}
