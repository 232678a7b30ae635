namespace HotRow;

/// <summary>What of a file is in memory when reading it is measured.</summary>
public enum CacheState
{
    /// <summary>Nothing.</summary>
    Cold,

    /// <summary>Everything.</summary>
    Warm,

    /// <summary>What a memory limit smaller than the file lets stay, in the steady state of the reads.</summary>
    Limited,
}

/// <summary>A state that a table's file was brought into, and the proof.</summary>
/// <param name="State">Which.</param>
/// <param name="ResidentBefore">Bytes of the table's pages in memory before; null where the system does not say.</param>
/// <param name="ResidentAfter">Bytes of the table's pages in memory after; null where the system does not say.</param>
/// <param name="TableBytes">Bytes of the table.</param>
/// <param name="IsProven">Whether the state was really reached.</param>
/// <param name="Description">The state and its proof in words, or what hindered it.</param>
public sealed record FileState(CacheState State, long? ResidentBefore, long? ResidentAfter, long TableBytes, bool IsProven, string Description)
{
    /// <summary>The share of a table's pages that is in memory now, 0 to 1; NaN where the system does not say.</summary>
    /// <exception cref="InputException">The file is missing or may not be read.</exception>
    public static double ResidentShare(StoredTable table) => Share(Resident(table), Covering(table));

    /// <summary>Brings a table's file into a state and looks whether it is in it.</summary>
    /// <param name="table">The table. For cold and limited nobody may have its pages mapped: open stores over it afterwards, or before any read.</param>
    /// <param name="state">The state. For <see cref="CacheState.Limited"/> the process is under a <see cref="MemoryLimit"/> below the table's size.</param>
    /// <param name="reads">For limited: reads that bring the steady state about; the file is read once from end to end if left out.</param>
    /// <exception cref="InputException">The file is missing or may not be read, or limited is asked for without a limit below the table's size.</exception>
    /// <exception cref="IOException">A read or a write failed.</exception>
    public static FileState Prepare(StoredTable table, CacheState state, Action? reads = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var before = Resident(table);
        return state switch
        {
            CacheState.Cold => Cold(table, before),
            CacheState.Warm => Warm(table, before),
            CacheState.Limited => Limited(table, before, reads),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "a state is Cold, Warm or Limited"),
        };
    }

    private static FileState Cold(StoredTable table, long? before)
    {
        _ = FileCache.Drop(table.Path);
        return Judge(table, CacheState.Cold, before, after => after == 0, "some process has them mapped, or the file lies in memory");
    }

    private static FileState Warm(StoredTable table, long? before)
    {
        _ = FileCache.Warm(table.Path);
        return Judge(table, CacheState.Warm, before, after => after >= Covering(table), "memory has not room for more, or a limit is in force");
    }

    private static FileState Limited(StoredTable table, long? before, Action? reads)
    {
        if (MemoryLimit.Current is not { } limit || limit.Bytes >= table.Bytes)
        {
            throw new InputException($"{table.Path} ({table.Bytes} bytes) can be limited only under a memory limit below its size, and "
                + (MemoryLimit.Current is { } larger ? $"the limit is {larger.Bytes} bytes" : "there is none"));
        }

        // Pages cached before are charged to somebody else, and no limit of ours would move them.
        if (!FileCache.Drop(table.Path) && Resident(table) is not null)
        {
            return Judge(table, CacheState.Limited, before, _ => false, "the file could not be dropped first: some process has it mapped, or it lies in memory");
        }

        if (reads is not null)
        {
            reads();
        }
        else
        {
            _ = FileCache.Warm(table.Path);
        }

        return Judge(table, CacheState.Limited, before, after => after > 0 && after <= limit.Bytes, $"the limit is {limit.Bytes} bytes");
    }

    private static FileState Judge(StoredTable table, CacheState state, long? before, Func<long, bool> holds, string hindrance)
    {
        var after = Resident(table);
        var proven = after is { } bytes && holds(bytes);
        var name = state.ToString().ToLowerInvariant();
        var description = after is null ? $"{name}, not proved: the system does not say what is in memory"
            : proven ? $"{name}: {100 * Share(after, Covering(table)):F1} % of the table is in memory"
            : $"not {name}: {100 * Share(after, Covering(table)):F1} % of the table is in memory; {hindrance}";
        return new(state, before, after, table.Bytes, proven, description);
    }

    private static long? Resident(StoredTable table) => FileCache.ResidentBytes(table.Path, table.Offset, table.Bytes);

    private static double Share(long? resident, long covering) => resident is { } bytes ? (double)bytes / covering : double.NaN;

    /// <summary>Bytes of the pages that the table lies on.</summary>
    private static long Covering(StoredTable table)
    {
        var page = Environment.SystemPageSize;
        return ((table.Offset + table.Bytes + page - 1) / page * page) - (table.Offset / page * page);
    }
}
