namespace HotRow.Gpu;

/// <summary>How many groups of how many threads run a kernel, in two dimensions. The threads must be exactly what the kernel declares.</summary>
public readonly record struct KernelGrid
{
    /// <summary>The most groups of the first dimension.</summary>
    public const int MostGroups = int.MaxValue;

    /// <summary>The most groups of the second dimension.</summary>
    public const int MostGroupsY = 65_535;

    /// <summary>The most threads of a group.</summary>
    public const int MostThreads = 1_024;

    /// <summary>Creates a grid.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1 or beyond what every device takes.</exception>
    public KernelGrid(int groups, int threads, int groupsY = 1, int threadsY = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupsY, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threadsY, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groupsY, MostGroupsY);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)threads * threadsY, MostThreads, nameof(threads));
        (Groups, Threads, GroupsY, ThreadsY) = (groups, threads, groupsY, threadsY);
    }

    /// <summary>Groups along the first dimension.</summary>
    public int Groups { get; }

    /// <summary>Threads of a group along the first dimension.</summary>
    public int Threads { get; }

    /// <summary>Groups along the second dimension.</summary>
    public int GroupsY { get; }

    /// <summary>Threads of a group along the second dimension.</summary>
    public int ThreadsY { get; }

    /// <summary>Enough groups of so many threads for so many items, at least one.</summary>
    public static KernelGrid For(long items, int threads) => new(checked((int)Math.Max(1, (items + threads - 1) / threads)), threads);
}
