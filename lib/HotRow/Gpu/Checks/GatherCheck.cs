namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Rows by number.</summary>
    public static readonly KernelCheckInfo Gather = Add(new("gather", GatherCheck.Cases));
}

/// <summary>Gathered rows of every format, bit for bit those that <see cref="RowFormat.Decode"/> gives.</summary>
internal static class GatherCheck
{
    private static readonly (int Rows, int Dim, int Count)[] s_sizes =
        [(1, 2, 1), (3, 4, 0), (7, 6, 5), (100, 4, 257), (31, 20, 33), (40, 100, 66), (33, 130, 64), (25, 128, 31), (20, 192, 130), (50, 768, 300)];

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var format in KernelFormat.All)
        {
            foreach (var (rows, dim, count) in s_sizes)
            {
                yield return new($"{rows} rows of {dim} {format}, {count} ids", Compare(device, format, rows, dim, count));
            }

            if (format.ElementsPerBlock == 1)
            {
                yield return new($"9 rows of 129 {format}, 70 ids", Compare(device, format, 9, 129, 70));
            }
        }
    }

    private static string? Compare(Device device, RowFormat format, int rowCount, int dim, int count)
    {
        using var table = new CheckedTable(device, format, rowCount, dim);
        using var kernel = new GatherKernel(device, format, dim);
        using var stream = device.CreateStream();
        using var rows = device.Allocate<int>(Math.Max(1, count), "row numbers");
        using var output = new CheckedOutput<float>(device, stream, count * dim, untouched: -77);
        var wanted = table.Numbers(count);
        stream.UploadAndWait<int>(rows, 0, wanted);
        kernel.Launch(stream, table.OnDevice, rows, count, output.Buffer);
        var found = output.Read(stream, out var failure);
        for (var i = 0; i < count; i++)
        {
            failure ??= Agreement.Exact(found, i * dim, table.Expected(wanted[i]), $"row {wanted[i]} at position {i}");
        }

        return failure;
    }
}
