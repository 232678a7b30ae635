namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Rows by number, multiplied by a matrix on the way.</summary>
    public static readonly KernelCheckInfo BlockProduct = Add(new("block-product", BlockProductCheck.Cases));
}

/// <summary>Products of gathered rows against sums in double precision, within the bound of fp32 sums in any order.</summary>
internal static class BlockProductCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var (rows, dim, count, outputDim) in new[] { (1, 1, 1, 1), (5, 3, 0, 2), (50, 64, 64, 64), (33, 70, 65, 19), (20, 128, 130, 65), (12, 515, 9, 3) })
        {
            yield return new($"{count} of {rows} rows of {dim}, to {outputDim}", Compare(device, rows, dim, count, outputDim));
        }
    }

    private static string? Compare(Device device, int rowCount, int dim, int count, int outputDim)
    {
        using var table = new CheckedTable(device, RowFormats.Fp32, rowCount, dim);
        using var kernel = new BlockProductKernel(device, dim, outputDim);
        using var stream = device.CreateStream();
        using var rows = device.Allocate<int>(Math.Max(1, count), "row numbers");
        using var weights = device.Allocate<float>(dim * outputDim, "weights");
        using var output = new CheckedOutput<float>(device, stream, count * outputDim, untouched: -77);
        var wanted = table.Numbers(count);
        var random = new Xoshiro256(5);
        var matrix = Enumerable.Range(0, dim * outputDim).Select(_ => (random.NextInt32(2_001) - 1_000) / 512f).ToArray();
        stream.UploadAndWait<int>(rows, 0, wanted);
        stream.UploadAndWait<float>(weights, 0, matrix);
        kernel.Launch(stream, table.OnDevice, rows, count, weights, output.Buffer);
        var found = output.Read(stream, out var failure);
        for (var i = 0; i < found.Length && failure is null; i++)
        {
            var row = table.Expected(wanted[i / outputDim]);
            var (sum, magnitudes) = (0.0, 0.0);
            for (var element = 0; element < dim; element++)
            {
                var term = (double)row[element] * matrix[(element * outputDim) + (i % outputDim)];
                (sum, magnitudes) = (sum + term, magnitudes + Math.Abs(term));
            }

            failure = Agreement.Within(found[i], sum, Agreement.Bound(dim + 1, magnitudes))
                ? null
                : $"column {i % outputDim} of row {wanted[i / outputDim]} at position {i / outputDim} is {found[i]:R}, expected {sum:R}";
        }

        return failure;
    }
}
