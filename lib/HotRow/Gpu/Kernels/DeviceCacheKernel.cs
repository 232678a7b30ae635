namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>A cache of rows in device memory.</summary>
    public static readonly KernelSource DeviceCache = Add(new("devicecache", "A. J. Smith, \"Cache memories\", ACM Computing Surveys 14 (1982), section 2.2; FBGEMM, LXU cache", new Dictionary<string, OracleBody>
    {
        ["cache_clear"] = DeviceCacheBodies.Clear,
        ["cache_probe"] = DeviceCacheBodies.Probe,
        ["cache_insert"] = DeviceCacheBodies.Insert,
    }, [.. DeviceCacheKernel.Variants()]));
}

/// <summary>Probe and insert of a <see cref="DeviceCache"/>, whose buffers these are.</summary>
internal sealed class DeviceCacheKernel : IDisposable
{
    public const int Ways = 32;
    public const int EpochBits = 10;
    private const int Threads = 256;
    private const int RowsInFlight = 4;
    private const int InsertRows = 64;
    private const int ByLastUse = -1;
    private static readonly int[] s_teams = [8, 16, 32];
    private readonly DeviceModule _module;
    private readonly DeviceKernel _clear;
    private readonly DeviceKernel _probe;
    private readonly DeviceKernel _insert;
    private readonly int _dim;
    private readonly int _groupRows;
    private readonly int _epochBits;
    private readonly int _mostGroups;

    public DeviceCacheKernel(Device device, RowFormat format, int dim, DeviceCacheScore score, int epochBits, int mostGroups)
    {
        var team = (dim % 4, dim / 4) switch { (0, <= 8) => 8, (0, <= 16) => 16, _ => 32 };
        (_dim, _groupRows, _epochBits, _mostGroups) = (dim, Threads / team * RowsInFlight, score == DeviceCacheScore.Lfu ? epochBits : ByLastUse, mostGroups);
        _module = device.Compile(DeviceKernels.DeviceCache, [.. KernelFormat.Defines(format, dim), new("TEAM", team)]);
        (_clear, _probe, _insert) = (_module.Kernel("cache_clear"), _module.Kernel("cache_probe"), _module.Kernel("cache_insert"));
    }

    // Rows that are read element by element are always shared by as many threads as can.
    public static IEnumerable<IReadOnlyList<KernelDefine>> Variants() =>
        from rows in KernelFormat.Variants
        from team in s_teams
        where team == 32 || rows.Contains(new("VEC", 4))
        select (IReadOnlyList<KernelDefine>)[.. rows, new("TEAM", team)];

    public void Clear(DeviceStream stream, in DeviceCacheBuffers cache) =>
        stream.Launch(_clear, KernelGrid.For((long)cache.SetCount * Ways, Threads), cache.Tags, cache.Scores, cache.Claims, cache.State, cache.Tally, cache.Slots, cache.SetCount);

    public void Probe(DeviceStream stream, in DeviceCacheBuffers cache, DeviceTable far, DeviceBuffer<int> rows, int count, DeviceBuffer<float> output) =>
        stream.Launch(_probe, Grid(count, _groupRows, _mostGroups), far.Rows, (long)far.RowCount, _dim, rows, count, cache.Tags, cache.Scores, cache.Claims, cache.Rows, output, cache.State, cache.Tally, cache.Slots, cache.SetCount, _epochBits);

    public void Insert(DeviceStream stream, in DeviceCacheBuffers cache, DeviceTable far, DeviceBuffer<int> rows, int count, DeviceBuffer<float> output) =>
        stream.Launch(_insert, Grid(count, InsertRows, int.MaxValue), (long)far.RowCount, _dim, rows, count, cache.Tags, cache.Scores, cache.Claims, cache.Rows, output, cache.State, cache.Tally, cache.Slots, cache.SetCount, _epochBits);

    public void Dispose() => _module.Dispose();

    // A group has fewer rows than threads: several threads share a row.
    private static KernelGrid Grid(int count, int groupRows, int mostGroups) => new((int)Math.Min(mostGroups, ((long)count + groupRows - 1) / groupRows), Threads);
}

/// <summary>What a device cache consists of.</summary>
/// <param name="Slots">Rows it holds.</param>
/// <param name="SetCount">Sets they are cut into.</param>
/// <param name="Tags">A line of row numbers for each set. <i>Shape:</i> <c>[SetCount, 32]</c>.</param>
/// <param name="Scores">What is compared when a row has to leave. <i>Shape:</i> as the tags.</param>
/// <param name="Claims">1 + the position that inserts into the set; 0 between batches. <i>Shape:</i> <c>[SetCount]</c>.</param>
/// <param name="Rows">The rows. <i>Shape:</i> <c>[SetCount, 32, dim]</c>.</param>
/// <param name="State">Last finished batch, batch in work, hits, misses and insertions so far.</param>
/// <param name="Tally">Hits, misses and insertions that are not in the state yet.</param>
internal readonly record struct DeviceCacheBuffers(int Slots, int SetCount, DeviceBuffer<int> Tags, DeviceBuffer<long> Scores, DeviceBuffer<int> Claims, DeviceBuffer<float> Rows, DeviceBuffer<long> State, DeviceBuffer<int> Tally);
