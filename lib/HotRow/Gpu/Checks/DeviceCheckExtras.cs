namespace HotRow.Gpu;

/// <summary>The part of the check that asks for what only some devices have.</summary>
internal static partial class DeviceCheck
{
    private static string? Graph(Device device)
    {
        const int Count = 300;
        using var module = device.Compile(DeviceKernels.Dialect);
        using var stream = device.CreateStream();
        using var source = device.AllocateHost<int>(Count, HostMemoryKind.Pinned, "a page-locked buffer");
        using var input = device.Allocate<int>(Count, "input");
        using var output = device.Allocate<float>(Count, "output");
        var kernel = module.Kernel("arguments");
        using var graph = stream.Capture(s =>
        {
            s.Upload(input, 0, source, 0, Count);
            s.Launch(kernel, KernelGrid.For(Count, 64), input, 2, (long)Count, 1f, output);
        });
        var got = new float[Count];
        foreach (var value in new[] { 10, 20 })
        {
            source.AsSpan().Fill(value);
            stream.Launch(graph);
            stream.DownloadAndWait(got, output, 0);
            if (Wrong(got, _ => (2 * value) + 1) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private static string? SpoiledGraph(Device device)
    {
        using var stream = device.CreateStream();
        try
        {
            stream.Capture(s => s.Synchronize()).Dispose();
            return "it was recorded";
        }
        catch (DeviceException)
        {
            using var buffer = device.Allocate<int>(1, "a buffer");
            stream.Fill(buffer, 3);
            stream.Synchronize();
            return null;
        }
    }

    private static string? Persist(Device device)
    {
        using var module = device.Compile(DeviceKernels.Dialect);
        using var stream = device.CreateStream();
        var count = (int)Math.Min(100_000, device.Info.PersistingL2Bytes / sizeof(int));
        using var input = device.Allocate<int>(count, "input");
        using var output = device.Allocate<float>(count, "output");
        stream.Persist(input, input.Bytes, 0.75f);
        stream.Fill(input, 6);
        stream.Launch(module.Kernel("arguments"), KernelGrid.For(count, 64), input, 7, (long)count, 0f, output);
        stream.Persist(input, 0);
        var got = new float[count];
        stream.DownloadAndWait(got, output, 0);
        return Wrong(got, _ => 42);
    }

    // Small whole numbers: every precision has them, and their sums of products, exactly. No side is as long as another.
    private static string? Product(Device device, GemmPrecision precision)
    {
        const int M = 5, N = 7, K = 11;
        var a = Enumerable.Range(0, M * K).Select(i => (float)((i * 7 % 5) - 2)).ToArray();
        var b = Enumerable.Range(0, K * N).Select(i => (float)((i * 3 % 7) - 3)).ToArray();
        var c = new float[M * N];
        for (var i = 0; i < M * N; i++)
        {
            c[i] = Enumerable.Range(0, K).Sum(j => a[(i / N * K) + j] * b[(j * N) + (i % N)]);
        }

        return precision switch
        {
            GemmPrecision.Fp16 => Multiply(device, precision, a, b, c, x => BitConverter.HalfToUInt16Bits((Half)x), x => (float)BitConverter.UInt16BitsToHalf(x)),
            GemmPrecision.Bf16 => Multiply(device, precision, a, b, c, x => (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16), x => BitConverter.UInt32BitsToSingle((uint)x << 16)),
            _ => Multiply(device, precision, a, b, c, x => x, x => x),
        };
    }

    private static string? Multiply<T>(Device device, GemmPrecision precision, float[] a, float[] b, float[] c, Func<float, T> encode, Func<T, float> decode)
        where T : unmanaged
    {
        const int M = 5, N = 7, K = 11;
        using var stream = device.CreateStream();
        using var left = device.Allocate<T>(a.Length, "A");
        using var right = device.Allocate<T>(b.Length, "B");
        using var product = device.Allocate<T>(c.Length, "C");
        stream.UploadAndWait<T>(left, 0, [.. a.Select(encode)]);
        stream.UploadAndWait<T>(right, 0, [.. b.Select(encode)]);
        device.Backend.Gemm(stream.Handle, precision, M, N, K, left.KernelHandle, right.KernelHandle, product.KernelHandle);
        var got = new T[c.Length];
        stream.DownloadAndWait(got, product, 0);
        return Wrong([.. got.Select(decode)], i => c[i]);
    }
}
