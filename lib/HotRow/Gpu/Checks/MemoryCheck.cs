using System.Runtime.InteropServices;

namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Copies, fills and host memory: what every kernel stands on.</summary>
    public static readonly KernelCheckInfo Memory = Add(new("memory", MemoryCheck.Cases));
}

/// <summary>Device and host memory against arrays that take the same steps.</summary>
internal static class MemoryCheck
{
    private const int Length = 4_099;

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        foreach (var (first, length) in new[] { (0, Length), (0, 0), (Length, 0), (1, 1), (3, 501), (Length - 65, 65) })
        {
            yield return new($"{length} bytes up, within and down again, from byte {first}", Copies(device, first, length));
        }

        foreach (var kind in Enum.GetValues<HostMemoryKind>().Where(k => k != HostMemoryKind.ZeroCopy || device.Supports(DeviceCapability.ZeroCopy)))
        {
            yield return new($"{kind} host memory is zero at first, and copied both ways", HostMemory(device, kind));
        }

        foreach (var length in new[] { 1, 255, 4_097 })
        {
            yield return new($"{length} numbers filled", Fill(device, length));
        }

        if (device.Supports(DeviceCapability.RegisterHost))
        {
            yield return new("rows of the host, read in place before and after a change", InPlace(device));
        }

        yield return new("a table brought in pieces of 7 bytes, and one of its copies", Tables(device));
        yield return new("four times the device's memory is refused, and a little is still given", TooMuch(device));
    }

    private static string? Copies(Device device, int first, int length)
    {
        using var stream = device.CreateStream();
        using var one = device.Allocate<byte>(Length, "bytes");
        using var two = device.Allocate<byte>(Length, "bytes");
        var bytes = Bytes(1);
        stream.UploadAndWait<byte>(one, 0, bytes);
        stream.UploadAndWait<byte>(two, 0, new byte[Length]);
        stream.UploadAndWait<byte>(one, first, Bytes(2).AsSpan(first, length));
        stream.Copy(two, Length - first - length, one, first, length);
        var got = new byte[Length];
        stream.DownloadAndWait<byte>(got, two, 0);

        var expected = new byte[Length];
        Bytes(2).AsSpan(first, length).CopyTo(expected.AsSpan(Length - first - length));
        if (Difference(expected, got) is { } within)
        {
            return "the copy: " + within;
        }

        Bytes(2).AsSpan(first, length).CopyTo(bytes.AsSpan(first));
        stream.DownloadAndWait(got.AsSpan(first, length), one, first);
        bytes.AsSpan(first, length).CopyTo(expected);
        if (Difference(expected.AsSpan(0, length), got.AsSpan(first, length)) is { } part)
        {
            return "the part: " + part;
        }

        stream.DownloadAndWait<byte>(got, one, 0);
        return Difference(bytes, got);
    }

    private static string? HostMemory(Device device, HostMemoryKind kind)
    {
        using var stream = device.CreateStream();
        using var memory = device.Allocate<byte>(Length, "bytes");
        using var up = device.AllocateHost<byte>(Length, kind, "staged bytes");
        using var down = device.AllocateHost<byte>(Length, kind, "staged bytes");
        if (up.AsSpan().ContainsAnyExcept((byte)0))
        {
            return "it is not zero at first";
        }

        foreach (var seed in new[] { 3u, 4u })
        {
            Bytes(seed).CopyTo(up.AsSpan());
            stream.Upload(memory, 0, up, 0, 100);
            stream.Upload(memory, 100, up, 100, Length - 100);
            stream.Download(down, 7, memory, 7, Length - 7);
            stream.Download(down, 0, memory, 0, 7);
            stream.Synchronize();
            if (Difference(Bytes(seed), down.AsSpan()) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Fill(Device device, int length)
    {
        using var stream = device.CreateStream();
        using var numbers = device.Allocate<float>(length, "numbers");
        stream.Fill(numbers, -1.5f);
        var got = new float[length];
        stream.DownloadAndWait<float>(got, numbers, 0);
        return got.AsSpan().IndexOfAnyExcept(-1.5f) is >= 0 and var at ? $"number {at} is {got[at]}, expected -1.5" : null;
    }

    private static string? InPlace(Device device)
    {
        const int Rows = 33;
        const int Dim = 12;
        using var table = new EmbeddingTable(Rows, Dim);
        using var store = new DramRowStore(table);
        using var mapped = DeviceTable.Map(device, store);
        using var kernel = new GatherKernel(device, store.Format, Dim);
        using var stream = device.CreateStream();
        using var ids = device.Allocate<int>(Rows, "ids");
        using var output = device.Allocate<float>(Rows * Dim, "gathered rows");
        stream.UploadAndWait<int>(ids, 0, Enumerable.Range(0, Rows).Reverse().ToArray());
        var got = new float[Rows * Dim];
        foreach (var seed in new[] { 5u, 6u })
        {
            table.FillRandom(seed);
            kernel.Launch(stream, mapped, ids, Rows, output);
            stream.DownloadAndWait<float>(got, output, 0);
            for (var i = 0; i < Rows; i++)
            {
                if (!table.Row(Rows - 1 - i).SequenceEqual(got.AsSpan(i * Dim, Dim)))
                {
                    return $"row {Rows - 1 - i} is not what the host wrote";
                }
            }
        }

        return null;
    }

    private static string? Tables(Device device)
    {
        const int Rows = 3;
        const int Dim = 5;
        const int Copies = 20;
        using var table = new EmbeddingTable(Rows, Dim);
        table.FillRandom(7);
        using var store = new DramRowStore(table);
        using var repeated = DeviceTable.Repeat(device, store, Copies);
        using var pieces = device.Allocate<byte>(Rows * store.RowBytes, "a table in pieces");
        using var stream = device.CreateStream();
        DeviceTable.UploadRows(stream, pieces, store, pieceBytes: 7);
        var (once, often) = (new byte[pieces.Bytes], new byte[repeated.Bytes]);
        stream.DownloadAndWait(once, pieces, 0);
        stream.DownloadAndWait(often, (DeviceBuffer<byte>)repeated.Rows, 0);
        for (var row = 0; row < Copies; row++)
        {
            var expected = MemoryMarshal.AsBytes(table.Row(row % Rows));
            var difference = Difference(expected, often.AsSpan(row * store.RowBytes)) ?? (row < Rows ? Difference(expected, once.AsSpan(row * store.RowBytes)) : null);
            if (difference is not null)
            {
                return $"row {row}: {difference}";
            }
        }

        return null;
    }

    private static string? TooMuch(Device device)
    {
        try
        {
            using var memory = device.Allocate<byte>(4 * device.Memory().Total, "four times the memory");
            return $"{memory.Bytes / 1e9:0.0} GB were given";
        }
        catch (DeviceException e)
        {
            using var memory = device.Allocate<byte>(Length, "bytes");
            return e.Message.Contains("four times the memory", StringComparison.Ordinal) ? null : $"the refusal does not say what the memory was for: {e.Message}";
        }
    }

    private static byte[] Bytes(uint seed)
    {
        var random = new Xoshiro256(seed);
        var bytes = new byte[Length];
        foreach (ref var b in bytes.AsSpan())
        {
            b = (byte)random.NextInt32(256);
        }

        return bytes;
    }

    private static string? Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> got) =>
        expected.CommonPrefixLength(got) is var same && same < expected.Length ? $"byte {same} is {got[same]}, expected {expected[same]}" : null;
}
