namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Memory, copies, streams, events, graphs, and what the device says when it refuses.</summary>
    public static readonly KernelCheckInfo Device = Add(new("device", DeviceCheck.Cases));
}

/// <summary>What a device does beside running kernels. What it cannot do is left out.</summary>
internal static partial class DeviceCheck
{
    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var bytes in new[] { 1, 3, 17, 4_097, 1_000_003 })
        {
            yield return new($"{bytes} bytes up, across and down, pageable and page-locked", Copies(device, bytes));
        }

        yield return new("a fill", Fill(device));
        yield return new("two streams and an event between them", Streams(device));
        if (device.Supports(DeviceCapability.ZeroCopy))
        {
            yield return new("a kernel that reads and writes zero-copy memory", ZeroCopy(device));
        }

        if (device.Supports(DeviceCapability.RegisterHost))
        {
            yield return new("a kernel that reads memory registered where it lies", Registered(device));
        }

        if (device.Supports(DeviceCapability.Graphs))
        {
            yield return new("a graph recorded once, started twice", Graph(device));
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

        yield return new("more memory than there is", TooMuch(device));
        if (device.Info.Backend != "cpu")
        {
            yield return new("a text that does not compile", DoesNotCompile(device));
        }
    }

    private static string? Copies(Device device, int bytes)
    {
        var wanted = new byte[bytes];
        var random = new Xoshiro256((ulong)bytes);
        foreach (ref var one in wanted.AsSpan())
        {
            one = (byte)random.NextInt32(256);
        }

        using var stream = device.CreateStream();
        using var first = device.Allocate<byte>(bytes + 5, "a buffer");
        using var second = device.Allocate<byte>(bytes + 7, "a buffer");
        using var locked = device.AllocateHost<byte>(bytes + 3, HostMemoryKind.Pinned, "a page-locked buffer");
        using var combined = device.AllocateHost<byte>(bytes, HostMemoryKind.WriteCombined, "a write-combined buffer");
        wanted.CopyTo(combined.AsSpan());

        // Every copy begins and ends at an odd place.
        var got = new byte[bytes];
        stream.UploadAndWait<byte>(first, 5, wanted);
        stream.Copy(second, 3, first, 5, bytes);
        stream.DownloadAndWait(got, second, 3);
        if (!got.AsSpan().SequenceEqual(wanted))
        {
            return "pageable memory came back otherwise";
        }

        stream.Upload(second, 7, combined, 0, bytes);
        stream.Copy(first, 1, second, 7, bytes);
        stream.Download(locked, 3, first, 1, bytes);
        stream.Synchronize();
        return locked.Span(3, bytes).SequenceEqual(wanted) ? null : "page-locked memory came back otherwise";
    }

    private static string? Fill(Device device)
    {
        using var stream = device.CreateStream();
        using var buffer = device.Allocate<float>(1_001, "a buffer");
        stream.Fill(buffer, -0.375f);
        var got = new float[buffer.Length];
        stream.DownloadAndWait(got, buffer, 0);
        return got.All(x => x == -0.375f) ? null : $"element {Array.FindIndex(got, x => x != -0.375f)} has another value";
    }

    private static string? Streams(Device device)
    {
        const int Count = 10_000;
        using var one = device.CreateStream();
        using var other = device.CreateStream();
        using var began = device.CreateEvent();
        using var uploaded = device.CreateEvent();
        using var buffer = device.Allocate<int>(Count, "a buffer");
        using var copy = device.Allocate<int>(Count, "a buffer");
        using var source = device.AllocateHost<int>(Count, HostMemoryKind.Pinned, "a page-locked buffer");
        using var result = device.AllocateHost<int>(Count, HostMemoryKind.Pinned, "a page-locked buffer");
        for (var round = 0; round < 3; round++)
        {
            // The event is what lets the host change the source again.
            uploaded.Synchronize();
            source.AsSpan().Fill(round + 41);
            one.Record(began);
            one.Upload(buffer, 0, source, 0, Count);
            one.Record(uploaded);
            other.Wait(uploaded);
            other.Copy(copy, 0, buffer, 0, Count);
            other.Download(result, 0, copy, 0, Count);
            other.Synchronize();
            if (!uploaded.HasHappened || result.AsSpan().ContainsAnyExcept(round + 41))
            {
                return $"in round {round + 1} the second stream did not wait for the first";
            }
        }

        return uploaded.Since(began) >= TimeSpan.Zero ? null : "the later event is the earlier one";
    }

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

    private static string? Registered(Device device)
    {
        const int Count = 5_000;
        using var memory = new PageMemory(Count * sizeof(int), "memory to register");
        using var registered = device.Register<int>(memory, "memory that was there before");
        using var module = device.Compile(DeviceKernels.Dialect);
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(Count, "output");
        for (var i = 0; i < Count; i++)
        {
            registered.AsSpan()[i] = Count - i;
        }

        stream.Launch(module.Kernel("arguments"), KernelGrid.For(Count, 64), registered, 1, (long)Count, 0f, output);
        var got = new float[Count];
        stream.DownloadAndWait(got, output, 0);
        return Wrong(got, i => Count - i);
    }

    private static string? TooMuch(Device device)
    {
        try
        {
            var total = Math.Max(device.Memory().Total, 1L << 40);
            device.Allocate<byte>(2 * total, "a table that is too large").Dispose();
            return "it was given";
        }
        catch (DeviceException e)
        {
            return e.Message.StartsWith("a table that is too large needs", StringComparison.Ordinal) && e.Message.Contains("are free", StringComparison.Ordinal) ? null : $"the message does not name the purpose and what is free: {e.Message}";
        }
    }

    // The entry's own name is defined away, so the first error is in the kernel's file.
    private static string? DoesNotCompile(Device device)
    {
        try
        {
            device.Compile(DeviceKernels.Dialect, [new("arguments", 5)]).Dispose();
            return "it compiled";
        }
        catch (DeviceException e)
        {
            return e.Message.StartsWith("dialect.kernel", StringComparison.Ordinal) ? null : $"the message does not begin with the file: {e.Message}";
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
