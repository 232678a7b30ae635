namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Matrix products: the plain kernel's, and the vendor's where there is one.</summary>
    public static readonly KernelCheckInfo Gemm = Add(new("gemm", GemmCheck.Cases));
}

/// <summary>Products against sums in double precision, within the bound of fp32 sums in any order and of the rounding of inputs and outputs.</summary>
internal static class GemmCheck
{
    // tf32 keeps 11 significant bits of each factor, and may cut the others off.
    private const double Tf32Factors = (2.0 / (1 << 10)) + (1.0 / (1 << 20));

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var precision in Enum.GetValues<GemmPrecision>())
        {
            foreach (var plain in device.Supports(DeviceCapability.VendorGemm) ? new[] { true, false } : [true])
            {
                foreach (var (m, n, k) in new[] { (1, 1, 1), (0, 3, 2), (3, 5, 7), (64, 64, 16), (65, 63, 17), (130, 70, 100), (1, 200, 33), (200, 1, 3), (16, 130, 513) })
                {
                    yield return new($"{m} x {n} x {k} {precision}, {(plain ? "plain" : "the vendor's")}", Compare(device, precision, plain, m, n, k));
                }
            }
        }
    }

    private static string? Compare(Device device, GemmPrecision precision, bool plain, int m, int n, int k)
    {
        // A NaN in the last row of A must show in the whole row of C, and nowhere else; infinities where both matrices end, times what stands behind an edge, would be NaN.
        var random = new Xoshiro256(5);
        var a = Enumerable.Range(0, m * k).Select(i => i == (m * k) - 1 && m > 2 ? float.NaN : i == k - 1 && m > 4 ? float.PositiveInfinity : Number(random)).ToArray();
        var b = Enumerable.Range(0, k * n).Select(i => i == (k * n) - 1 && m > 4 && n > 4 ? float.PositiveInfinity : Number(random)).ToArray();
        using var gemm = new DeviceGemm(device, precision, plain);
        using var stream = device.CreateStream();
        return precision switch
        {
            GemmPrecision.Fp16 => Compare<ushort>(gemm, precision, stream, (m, n, k), a, b, x => BitConverter.HalfToUInt16Bits((Half)x), x => (float)BitConverter.UInt16BitsToHalf(x)),
            GemmPrecision.Bf16 => Compare<ushort>(gemm, precision, stream, (m, n, k), a, b, ToBf16, x => BitConverter.UInt32BitsToSingle((uint)x << 16)),
            _ => Compare<float>(gemm, precision, stream, (m, n, k), a, b, x => x, x => x),
        };
    }

    private static string? Compare<T>(DeviceGemm gemm, GemmPrecision precision, DeviceStream stream, (int M, int N, int K) size, float[] a, float[] b, Func<float, T> store, Func<T, float> load)
        where T : unmanaged
    {
        var (m, n, k) = size;
        T[] left = [.. a.Select(store)];
        T[] right = [.. b.Select(store)];
        using var first = stream.Device.Allocate<T>(Math.Max(1, left.Length), "a");
        using var second = stream.Device.Allocate<T>(right.Length, "b");
        using var output = new CheckedOutput<T>(stream.Device, stream, m * n, store(-77));
        stream.UploadAndWait<T>(first, 0, left);
        stream.UploadAndWait<T>(second, 0, right);
        gemm.Multiply(stream, m, n, k, first, second, output.Buffer);
        var found = output.Read(stream, out var failure);
        for (var i = 0; i < found.Length && failure is null; i++)
        {
            var (sum, magnitudes) = (0.0, 0.0);
            for (var j = 0; j < k; j++)
            {
                var term = (double)load(left[(i / n * k) + j]) * load(right[(j * n) + (i % n)]);
                (sum, magnitudes) = (sum + term, magnitudes + Math.Abs(term));
            }

            var bound = double.IsFinite(sum) ? Bound(precision, k, sum, magnitudes) : 0;
            failure = Agreement.Within(load(found[i]), sum, bound) ? null : $"row {i / n}, column {i % n} is {load(found[i]):R}, expected {sum:R} within {bound:R}";
        }

        return failure;
    }

    private static double Bound(GemmPrecision precision, int k, double sum, double magnitudes)
    {
        // Of each term one rounding of the product and at most k of the sum.
        var sums = Agreement.Bound(k + 1, magnitudes);
        return sums + precision switch
        {
            GemmPrecision.Tf32 => magnitudes * Tf32Factors,
            GemmPrecision.Fp16 => RowFormats.Fp16.ErrorBound([(float)(Math.Abs(sum) + sums)]),
            GemmPrecision.Bf16 => RowFormats.Bf16.ErrorBound([(float)(Math.Abs(sum) + sums)]),
            _ => 0,
        };
    }

    private static float Number(Xoshiro256 random) => (random.NextInt32(2_001) - 1_000) / 512f;

    private static ushort ToBf16(float value)
    {
        Span<byte> stored = stackalloc byte[sizeof(ushort)];
        RowFormats.Bf16.Encode([value], stored);
        return BitConverter.ToUInt16(stored);
    }
}
