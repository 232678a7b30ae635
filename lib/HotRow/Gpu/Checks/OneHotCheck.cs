namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Row numbers as a matrix of zeros and ones.</summary>
    public static readonly KernelCheckInfo OneHot = Add(new("one-hot", OneHotCheck.Cases));
}

/// <summary>Every element of the matrix against the number of its row.</summary>
internal static class OneHotCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var (count, columns) in new[] { (1, 1), (0, 4), (5, 7), (33, 128), (257, 12), (9, 1_027), (3, 5_000) })
        {
            yield return new($"{count} rows of {columns} columns", Compare(device, count, columns));
        }
    }

    private static string? Compare(Device device, int count, int columns)
    {
        using var kernel = new OneHotKernel(device);
        using var stream = device.CreateStream();
        using var rows = device.Allocate<int>(Math.Max(1, count), "row numbers");
        using var output = new CheckedOutput<float>(device, stream, count * columns, untouched: -77);
        var random = new Xoshiro256(11);
        var wanted = Enumerable.Range(0, count).Select(i => i switch { 1 => columns - 1, 2 => columns, 3 => -1, 4 => int.MinValue, _ => random.NextInt32(columns) }).ToArray();
        stream.UploadAndWait<int>(rows, 0, wanted);
        kernel.Launch(stream, rows, count, columns, output.Buffer);
        var found = output.Read(stream, out var failure);
        for (var i = 0; i < found.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var expected = (uint)wanted[row] >= (uint)columns ? float.NaN : wanted[row] == column ? 1f : 0f;
            failure ??= expected.Equals(found[i]) ? null : $"column {column} of row {row}, whose number is {wanted[row]}, is {found[i]}, expected {expected}";
        }

        return failure;
    }
}
