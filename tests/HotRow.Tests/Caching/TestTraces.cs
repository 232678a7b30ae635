namespace HotRow.Tests.Caching;

/// <summary>Seeded access sequences of the shapes that tell policies apart.</summary>
internal static class TestTraces
{
    /// <summary>One trace of every shape over rows 0 .. rowCount - 1.</summary>
    public static IEnumerable<(string Name, int[] Rows)> Shapes(int rowCount, int length, ulong seed)
    {
        yield return ("uniform", Uniform(rowCount, length, seed));
        yield return ("zipf", Zipf(rowCount, length, 1.0, seed));
        yield return ("loop", Loop(rowCount, length));
        yield return ("scans through zipf", ScansThroughZipf(rowCount, length, seed));
        yield return ("drift", Drift(rowCount, length, seed));
    }

    public static int[] Uniform(int rowCount, int length, ulong seed)
    {
        var random = new Xoshiro256(seed);
        return Generate(length, _ => random.NextInt32(rowCount));
    }

    public static int[] Zipf(int rowCount, int length, double alpha, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var cumulative = new double[rowCount];
        var sum = 0.0;
        for (var rank = 0; rank < rowCount; rank++)
        {
            cumulative[rank] = sum += Math.Pow(rank + 1, -alpha);
        }

        return Generate(length, _ =>
        {
            var found = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            return Math.Min(found < 0 ? ~found : found, rowCount - 1);
        });
    }

    public static int[] Loop(int rowCount, int length) => Generate(length, i => i % rowCount);

    /// <summary>Zipf over the lower half, interrupted by runs through the upper half.</summary>
    private static int[] ScansThroughZipf(int rowCount, int length, ulong seed)
    {
        var half = Math.Max(1, rowCount / 2);
        var zipf = Zipf(half, length, 1.2, seed);
        return Generate(length, i => i / half % 3 == 2 ? (half + (i % half)) % rowCount : zipf[i]);
    }

    /// <summary>Zipf whose popular rows change as time goes on.</summary>
    private static int[] Drift(int rowCount, int length, ulong seed)
    {
        var zipf = Zipf(rowCount, length, 1.2, seed);
        return Generate(length, i => (zipf[i] + (i / 100)) % rowCount);
    }

    private static int[] Generate(int length, Func<int, int> row)
    {
        var rows = new int[length];
        for (var i = 0; i < length; i++)
        {
            rows[i] = row(i);
        }

        return rows;
    }
}
