namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Sums and means of rows by number.</summary>
    public static readonly KernelCheckInfo PooledGather = Add(new("pooled-gather", PooledGatherCheck.Cases));
}

/// <summary>Sums bit for bit those of fp32 in the bag's order; means of these within a division's rounding.</summary>
internal static class PooledGatherCheck
{
    // OpenCL lets a division be off by two and a half units of the last place, each two roundoffs.
    private const int DivisionRoundoffs = 5;

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var format in KernelFormat.All)
        {
            foreach (var pooling in new[] { PoolingMode.Sum, PoolingMode.Mean })
            {
                foreach (var (dim, bags) in new[] { (2, 1), (4, 0), (6, 9), (128, 40), (100, 33), (768, 12) })
                {
                    var offsets = Offsets(bags);
                    yield return new($"{pooling} of rows of {dim} {format}, {bags} bags", Compare(device, format, dim, pooling, offsets, offsets[^1]));
                }
            }
        }

        yield return new("offsets that fall and point outside", Compare(device, RowFormats.Fp32, 8, PoolingMode.Sum, [-3, 4, 2, 7, 999, 5, int.MaxValue, int.MinValue, 10], 10));
    }

    // Bags of no rows, of one, of a few, and of many.
    private static int[] Offsets(int bags)
    {
        int[] lengths = [5, 0, 1, 2, 4, 37, 0, 3, 8];
        var offsets = new int[bags + 1];
        for (var bag = 0; bag < bags; bag++)
        {
            offsets[bag + 1] = offsets[bag] + lengths[bag % lengths.Length];
        }

        return offsets;
    }

    private static string? Compare(Device device, RowFormat format, int dim, PoolingMode pooling, int[] offsets, int count)
    {
        var bags = offsets.Length - 1;
        using var table = new CheckedTable(device, format, 23, dim);
        using var kernel = new PooledGatherKernel(device, format, dim, pooling);
        using var stream = device.CreateStream();
        using var rows = device.Allocate<int>(Math.Max(1, count), "row numbers");
        using var begins = device.Allocate<int>(offsets.Length, "offsets");
        using var output = new CheckedOutput<float>(device, stream, bags * dim, untouched: -77);
        var wanted = table.Numbers(count);
        stream.UploadAndWait<int>(rows, 0, wanted);
        stream.UploadAndWait<int>(begins, 0, offsets);
        kernel.Launch(stream, table.OnDevice, rows, count, begins, bags, output.Buffer);
        var found = output.Read(stream, out var failure);
        for (var bag = 0; bag < bags; bag++)
        {
            var begin = Math.Clamp(offsets[bag], 0, count);
            var end = Math.Clamp(offsets[bag + 1], begin, count);
            var sum = Sum(table, wanted.AsSpan(begin, end - begin));
            failure ??= pooling == PoolingMode.Sum || end - begin < 2 ? Agreement.Exact(found, bag * dim, sum, $"bag {bag}") : Means(found, bag, sum, end - begin);
        }

        return failure;
    }

    private static float[] Sum(CheckedTable table, ReadOnlySpan<int> rows)
    {
        var sum = new float[table.Dim];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = table.Expected(rows[i]);
            for (var element = 0; element < sum.Length; element++)
            {
                sum[element] = i == 0 ? row[element] : sum[element] + row[element];
            }
        }

        return sum;
    }

    private static string? Means(float[] found, int bag, float[] sum, int length)
    {
        for (var element = 0; element < sum.Length; element++)
        {
            var (one, expected) = (found[(bag * sum.Length) + element], (double)sum[element] / length);
            if (!Agreement.Within(one, expected, Agreement.Bound(DivisionRoundoffs, Math.Abs(expected))))
            {
                return $"element {element} of bag {bag} of {length} rows is {one:R}, expected {expected:R}";
            }
        }

        return null;
    }
}
