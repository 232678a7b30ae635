using MathNet.Numerics.Statistics;

namespace HotRow.Lab;

/// <summary>Gives mean and standard deviation of times of which a few are a thousand times the others.</summary>
internal sealed class MeanOfTailWay : FoolingWay
{
    private const int HitsPerMiss = 50;

    public override string Name => "mean and sigma of a long tail";

    public override double Weight => 0.5;

    public override void Measure(Point point, RunContext context)
    {
        var (rows, dim) = (context.ByScale(2_000, 100_000, 100_000), context.ByScale(16, 768, 768));
        if (GeneratedRows.Open(point, rows, dim, depth: 1) is not { } file)
        {
            return;
        }

        var near = point.Own(new EmbeddingTable(HitsPerMiss, dim));
        near.FillRandom(GeneratedRows.Seed);
        var memory = new DramRowStore(near);
        var output = new float[dim];
        var random = new Xoshiro256(point.Seed);
        var micros = new double[context.ByScale(200, 10_000, 50_000)];
        var clock = Elapsed.Clock();
        for (var i = 0; i < micros.Length; i++)
        {
            // One lookup in fifty misses the near tier.
            IRowStore store = i % HitsPerMiss == 0 ? file : memory;
            var row = random.NextInt32(store.RowCount);
            var start = clock();
            store.ReadRows([row], output);
            micros[i] = (clock() - start).TotalMicroseconds;
        }

        var (mean, sigma, median) = (micros.Mean(), micros.StandardDeviation(), micros.Median());
        point.Value(SigmaOverMean, sigma / mean, kind: ValueKind.Measured);
        point.Note = FormattableString.Invariant($"Single lookups, 2 % of them from a file: mean {mean:G3} us, sigma {sigma:G3} us, median {median:G3} us, p99 {micros.Quantile(0.99):G3} us (n = {micros.Length}). Cure: quantiles with their n, intervals of the median.");
        Report(point, mean, median, "us", ValueKind.Measured, higherIsBetter: false);
    }

    /// <summary>Standard deviation over mean: above 1 an error bar reaches below zero time.</summary>
    internal static readonly Metric SigmaOverMean = new("sigma-over-mean", "Standard deviation over mean", "", null, "sigma / mean of the times of single lookups");
}
