namespace HotRow.Lab;

/// <summary>What becomes of attention's result when its keys and values are stored with fewer bits, moved, or dropped.</summary>
/// <remarks>Random normal keys and values of 128 numbers for 512 tokens; the error is |result - exact| / |exact|. Trained models have outliers and shared directions, so the
/// sizes of the errors are not theirs; that rounding and dropping change the result, and moving does not, needs no model.</remarks>
internal static class RoundedAttention
{
    private const int Tokens = 512;
    private const int Width = 128;

    /// <summary>Relative error when every group of numbers is rounded to that many bits with one scale.</summary>
    internal static double Error(ulong seed, int bits, int group)
    {
        var (query, keys, values) = Draw(seed);
        return Distance(Attention(query, keys, values), Attention(query, Round(keys, bits, group), Round(values, bits, group)));
    }

    /// <summary>Relative error when keys and values lie in blocks of 16 tokens in shuffled places and are found through a table.</summary>
    internal static double PagingError(ulong seed)
    {
        var (query, keys, values) = Draw(seed);
        var order = Enumerable.Range(0, Tokens / 16).ToArray();
        new Xoshiro256(seed + 1).Shuffle<int>(order);
        var places = new double[2][][] { new double[Tokens][], new double[Tokens][] };
        for (var token = 0; token < Tokens; token++)
        {
            var place = (order[token / 16] * 16) + (token % 16);
            (places[0][place], places[1][place]) = (keys[token], values[token]);
        }

        double[][] Found(double[][] stored) => [.. Enumerable.Range(0, Tokens).Select(t => stored[(order[t / 16] * 16) + (t % 16)])];
        return Distance(Attention(query, keys, values), Attention(query, Found(places[0]), Found(places[1])));
    }

    /// <summary>Relative error when the older half of the tokens is dropped.</summary>
    internal static double EvictionError(ulong seed)
    {
        var (query, keys, values) = Draw(seed);
        return Distance(Attention(query, keys, values), Attention(query, keys[(Tokens / 2)..], values[(Tokens / 2)..]));
    }

    private static (double[] Query, double[][] Keys, double[][] Values) Draw(ulong seed)
    {
        var random = new Xoshiro256(seed);
        double[] Vector() => [.. Enumerable.Range(0, Width).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        return (Vector(), [.. Enumerable.Range(0, Tokens).Select(_ => Vector())], [.. Enumerable.Range(0, Tokens).Select(_ => Vector())]);
    }

    private static double[] Attention(double[] query, double[][] keys, double[][] values)
    {
        var scores = keys.Select(k => k.Zip(query, (a, b) => a * b).Sum() / Math.Sqrt(Width)).ToArray();
        return HotRow.Serving.PartialAttention.Of(scores, values).Result();
    }

    private static double[][] Round(double[][] rows, int bits, int group) => [.. rows.Select(row => row.Chunk(group).SelectMany(part => Round(part, bits)).ToArray())];

    private static IEnumerable<double> Round(double[] part, int bits)
    {
        var scale = part.Max(Math.Abs) / ((1 << (bits - 1)) - 1);
        return part.Select(x => scale == 0 ? 0 : Math.Round(x / scale) * scale);
    }

    private static double Distance(double[] exact, double[] other) =>
        Math.Sqrt(exact.Zip(other, (a, b) => (a - b) * (a - b)).Sum() / exact.Sum(a => a * a));
}
