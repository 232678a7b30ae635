namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>What only some devices have, and a text that does not compile.</summary>
    public static readonly KernelCheckInfo Device = Add(new("device", DeviceCheck.Cases) { Notice = DeviceCheck.Notice });
}

/// <summary>Zero-copy memory, graphs, the last-level cache, the vendor's product; what the device cannot do is left out. Before them, what a compiler's error becomes.</summary>
internal static class DeviceCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        if (HasCompiler(device))
        {
            yield return new("a text that does not compile", DoesNotCompile(device));
        }

        if (device.Supports(DeviceCapability.ZeroCopy))
        {
            yield return new("a kernel that reads and writes zero-copy memory", ZeroCopy(device));
        }

        if (device.Supports(DeviceCapability.Graphs))
        {
            yield return new("a graph recorded once, started twice", Graph(device));
            yield return new("a graph whose buffer or kernel was given back is refused", BrokenGraph(device));
            yield return new("a recording that waits is refused, and the stream goes on", SpoiledGraph(device));
        }

        if (device.Supports(DeviceCapability.PersistingL2))
        {
            yield return new("memory kept in the last-level cache", Persist(device));
        }

        if (device.Supports(DeviceCapability.VendorGemm))
        {
            foreach (var precision in Enum.GetValues<GemmPrecision>())
            {
                yield return new($"the vendor's product in {precision}", Product(device, precision));
            }
        }
    }

    public static string? Notice(Device device) =>
        HasCompiler(device) ? "the first case gives the compiler a text with an error; what the compiler itself writes about it (\"1 error generated.\") is expected" : null;

    private static bool HasCompiler(Device device) => device.Info.Backend != "cpu";

    private static string? ZeroCopy(Device device)
    {
        const int Count = 777;
        using var module = device.Compile(DeviceKernels.Dialect);
        using var stream = device.CreateStream();
        using var input = device.AllocateHost<int>(Count, HostMemoryKind.ZeroCopy, "zero-copy input");
        using var output = device.AllocateHost<float>(Count, HostMemoryKind.ZeroCopy, "zero-copy output");
        for (var i = 0; i < Count; i++)
        {
            input.AsSpan()[i] = i;
        }

        stream.Launch(module.Kernel("arguments"), KernelGrid.For(Count, 64), input, 2, (long)Count, 0.5f, output);
        stream.Synchronize();
        return Wrong(output.AsSpan(), i => (2 * i) + 0.5f);
    }

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

    // Each part in turn: what is copied, what a kernel gets, the kernel itself, and what a second stream adds. The device would not notice.
    private static string? BrokenGraph(Device device)
    {
        foreach (var gone in new[] { "source", "input", "output", "copy", "module" })
        {
            using var stream = device.CreateStream();
            using var second = device.CreateStream();
            using var forked = device.CreateEvent();
            using var joined = device.CreateEvent();
            using var module = device.Compile(DeviceKernels.Dialect);
            using var source = device.AllocateHost<int>(64, HostMemoryKind.Pinned, "a page-locked buffer");
            using var input = device.Allocate<int>(64, "input");
            using var output = device.Allocate<float>(64, "output");
            using var copy = device.Allocate<int>(64, "what a second stream writes");
            var kernel = module.Kernel("arguments");
            using var graph = stream.Capture(s =>
            {
                s.Upload(input, 0, source, 0, 64);
                s.Record(forked);
                second.Wait(forked);
                second.Fill(copy, 1);
                second.Record(joined);
                s.Launch(kernel, KernelGrid.For(64, 64), input, 2, 64L, 1f, output);
                s.Wait(joined);
            });
            if (forked.IsRecorded || joined.IsRecorded)
            {
                return "an event of the recording counts as recorded for the host";
            }

            forked.Synchronize();
            second.Wait(joined);
            stream.Launch(graph);
            stream.Synchronize();
            IDisposable part = gone switch { "source" => source, "input" => input, "output" => output, "copy" => copy, _ => module };
            part.Dispose();
            try
            {
                stream.Launch(graph);
                return $"it was started without its {gone}";
            }
            catch (ObjectDisposedException)
            {
                stream.Synchronize();
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
        stream.Multiply(precision, M, N, K, left, right, product);
        var got = new T[c.Length];
        stream.DownloadAndWait(got, product, 0);
        return Wrong([.. got.Select(decode)], i => c[i]);
    }

    private static string? DoesNotCompile(Device device)
    {
        try
        {
            device.Compile(DeviceKernels.Dialect, [new("BROKEN", 1)]).Dispose();
            return "it compiled";
        }
        catch (DeviceException e)
        {
            return e.Message.Contains("dialect.kernel", StringComparison.Ordinal) && e.Message.Contains("nowhere", StringComparison.Ordinal) ? null : $"the message does not name the file and what is wrong in it: {e.Message}";
        }
    }

    private static string? Wrong(ReadOnlySpan<float> got, Func<int, float> expected)
    {
        for (var i = 0; i < got.Length; i++)
        {
            if (got[i] != expected(i))
            {
                return $"element {i} is {got[i]}, expected {expected(i)}";
            }
        }

        return null;
    }
}
