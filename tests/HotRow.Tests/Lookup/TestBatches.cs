namespace HotRow.Tests;

/// <summary>Tables and batches that hold the cases a lookup gets wrong.</summary>
internal static class TestBatches
{
    public const int MaxIndices = 300;

    /// <summary>A table whose row 1 is negative zeros and whose row 2 is denormal numbers; on request row 3 holds NaNs with payloads and infinities.</summary>
    public static EmbeddingTable Table(int rowCount, int dim, bool notFinite = false)
    {
        var table = new EmbeddingTable(rowCount, dim);
        table.FillRandom(seed: 5);
        for (var column = 0; column < dim && rowCount > 3; column++)
        {
            table.WritableRow(1)[column] = -0f;
            table.WritableRow(2)[column] = BitConverter.Int32BitsToSingle((column + 1) * 1_003);
            if (notFinite)
            {
                table.WritableRow(3)[column] = (column % 3) switch
                {
                    0 => BitConverter.Int32BitsToSingle(0x7FC0_1234 + column),
                    1 => float.NegativeInfinity,
                    _ => float.PositiveInfinity,
                };
            }
        }

        return table;
    }

    /// <summary>No bags, no indices, empty bags first, last and between, repeats, one index, one large bag, the largest batch.</summary>
    public static IEnumerable<(string Name, LookupBatch Batch)> Shapes(int rowCount)
    {
        var last = rowCount - 1;
        yield return ("empty batch", new(ReadOnlyMemory<int>.Empty));
        yield return ("no bags", new(ReadOnlyMemory<int>.Empty, new int[] { 0 }));
        yield return ("only empty bags", new(ReadOnlyMemory<int>.Empty, new int[] { 0, 0, 0 }));
        yield return ("single", new(new[] { last }));
        yield return ("single in a bag", new(new[] { 1 }, new[] { 0, 1 }));
        yield return ("first rows in order", new(new[] { 0, 1, 2, 3, last }));
        yield return ("empty bags at the ends and between", new(new[] { 1, 2, 0, 2, 1 }, new[] { 0, 0, 2, 2, 5, 5 }));
        yield return ("one row again and again", new(new[] { 2, 2, 2, 2, 2, 2, 2 }, new[] { 0, 3, 7 }));
        yield return ("negative zeros only", new(new[] { 1, 1, 1 }, new[] { 0, 2, 3 }));
        yield return ("bag without offsets", new(Draw(rowCount, 37)));
        yield return ("one large bag", new(Draw(rowCount, MaxIndices), new[] { 0, MaxIndices }));
        yield return ("ragged bags", Ragged(rowCount));
        yield return ("again, after all others", new(Draw(rowCount, MaxIndices)));
    }

    public static int[] Draw(int rowCount, int count, ulong seed = 3)
    {
        var random = new Xoshiro256(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(rowCount))];
    }

    private static LookupBatch Ragged(int rowCount)
    {
        var random = new Xoshiro256(8);
        var offsets = new List<int> { 0 };
        while (offsets[^1] < MaxIndices)
        {
            offsets.Add(Math.Min(MaxIndices, offsets[^1] + random.NextInt32(9)));
        }

        return new(Draw(rowCount, MaxIndices), offsets.ToArray());
    }
}
