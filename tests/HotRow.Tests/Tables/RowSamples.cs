namespace HotRow.Tests;

/// <summary>Rows that a format must restore: plain, constant, lopsided, of a huge range, denormal, zero.</summary>
internal static class RowSamples
{
    // What fp16, and with it every format that keeps a scale in fp16, can hold.
    private const float Largest = 60_000;

    internal static IEnumerable<(string Kind, float[] Row)> All(int dim)
    {
        var random = new Xoshiro256((ulong)dim);
        yield return ("random", Fill(dim, ref random, u => (2 * u) - 1));
        yield return ("small", Fill(dim, ref random, u => 0.01 * (u - 0.5)));
        yield return ("shifted", Fill(dim, ref random, u => 1000 + u));
        yield return ("negative", Fill(dim, ref random, u => -7 - (3 * u)));
        yield return ("zeros", new float[dim]);
        yield return ("constant", Constant(dim, 0.3f));
        yield return ("negative constant", Constant(dim, -1e-3f));
        yield return ("tiny constant", Constant(dim, 1e-30f));
        yield return ("huge range", Fill(dim, ref random, u => (u < 0.5 ? -1 : 1) * Math.Exp((u * 80) - 69)));
        yield return ("large", Fill(dim, ref random, u => Largest * ((2 * u) - 1)));
        yield return ("fp16 denormals", Fill(dim, ref random, u => 1e-6 * (u - 0.5)));
        yield return ("fp32 denormals", Fill(dim, ref random, u => 1e-39 * (u - 0.5)));
        yield return ("one element stands out", Outlier(dim, 50));
        yield return ("one element stands out below", Outlier(dim, -50));
    }

    private static float[] Constant(int dim, float value)
    {
        var row = new float[dim];
        Array.Fill(row, value);
        return row;
    }

    private static float[] Outlier(int dim, float value)
    {
        var row = KernelCase.Uniform(dim, (ulong)dim);
        row[dim / 2] = value;
        return row;
    }

    private static float[] Fill(int dim, ref Xoshiro256 random, Func<double, double> value)
    {
        var row = new float[dim];
        for (var i = 0; i < dim; i++)
        {
            row[i] = (float)value(random.NextDouble());
        }

        return row;
    }
}
