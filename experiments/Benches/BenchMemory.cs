namespace HotRow.Lab;

/// <summary>The memory that benches read: far larger than the caches, and no larger than the machine can spare.</summary>
internal static class BenchMemory
{
    /// <summary>What a table should have: larger by far than every last-level cache.</summary>
    public const long WantedBytes = 1L << 30;

    /// <summary>Floats of the shortest row; the contents are generated in such rows.</summary>
    public const int Grain = 128;

    // Whole rows of every length that benches use: 512, 3,072 and 4,096 bytes.
    private const long Multiple = 12_288;

    /// <summary>The bytes of one block: 1 GiB, or as much as leaves half of what is available.</summary>
    /// <param name="context">Tiny takes little.</param>
    /// <param name="parts">Blocks of that size that are needed.</param>
    /// <param name="note">Says so where it is less.</param>
    /// <param name="most">What is wanted instead of 1 GiB.</param>
    public static long Bytes(BenchContext context, int parts, out string note, long most = WantedBytes)
    {
        var wanted = context.Sized(Multiple * 16, most);
        var bytes = Math.Max(Multiple, Math.Min(wanted, AvailableMemory.Bytes() / 2 / parts)) / Multiple * Multiple;
        note = bytes < wanted - Multiple ? $"{bytes / 1e9:0.000} GB instead of {wanted / 1e9:0.000} GB: more would not leave half of the available memory" : "";
        return bytes;
    }

    /// <summary>Takes memory and fills it with generated rows of <see cref="Grain"/> floats, on all processors.</summary>
    /// <exception cref="InputException">It does not fit.</exception>
    public static PageMemory Take(long bytes, string purpose)
    {
        var memory = new PageMemory(bytes, purpose);
        var rows = (int)(bytes / sizeof(float) / Grain);
        Parallel.For(0, rows, row => RandomRows.Fill(GeneratedRows.Seed, row, memory.Floats.Slice(row * Grain, Grain)));
        return memory;
    }
}
