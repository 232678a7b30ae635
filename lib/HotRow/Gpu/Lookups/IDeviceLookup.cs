namespace HotRow.Gpu;

/// <summary>One way of turning a batch of row numbers into rows in a device's memory.</summary>
/// <remarks>Not an <see cref="ILookupStrategy"/>: its output stays on the device, where it is used; bringing it back would cost the link what the lookup saved.</remarks>
public interface IDeviceLookup : IDisposable
{
    /// <summary>Says which batch comes next, to those that read ahead; the others ignore it.</summary>
    /// <remarks>It reads ahead from the moment of the call, so it is called behind the <see cref="Enqueue"/> of the batch before and the work with its rows.
    /// A batch that was not announced, or another one than announced, is looked up all the same. The batch's memory may be changed when the call returns.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below the table's rows, or the batch is larger than the lookup was made for.</exception>
    void Announce(in LookupBatch next)
    {
    }

    /// <summary>Gives a batch to the device; what its stream is given afterwards finds the rows. <i>Shape:</i> destination is <c>[indices, EmbeddingDim]</c>. The batch's memory may be changed when the call returns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below the table's rows, or the batch is larger than the lookup was made for.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    void Enqueue(in LookupBatch batch, DeviceBuffer<float> destination);

    /// <summary>Waits for everything given so far, and says what was counted since the last call.</summary>
    /// <remarks>Near bytes are those of rows read from the device's own memory, as they lie there. Far bytes are all that crossed the link, rows and row numbers (4 B each),
    /// as they were asked for: what the device's caches spared the link is not seen.</remarks>
    LookupResult Finish();
}

/// <summary>What a device lookup is made from. A lookup ignores what does not concern it.</summary>
/// <param name="Device">The device.</param>
/// <param name="Stream">The stream on which the rows are used.</param>
/// <param name="Store">The table, in host memory.</param>
/// <param name="MaxIndices">The largest batch that will come.</param>
/// <param name="CapacityRows">Rows of the device's cache, for lookups that have one.</param>
public sealed record DeviceLookupArgs(Device Device, DeviceStream Stream, DramRowStore Store, int MaxIndices = 65_536, int CapacityRows = 1)
{
    /// <summary>Is told the phases on the host; null costs nothing.</summary>
    public ILookupObserver? Observer { get; init; }

    /// <summary>Who leaves the device's cache, for lookups that have one.</summary>
    public DeviceCacheScore CacheScore { get; init; }

    /// <summary>Records the phases on the device; null costs nothing.</summary>
    public DeviceTimeline? Timeline { get; init; }

    /// <summary>Other work is to run on the device at the same time: a kernel that waits for the link leaves room for it.</summary>
    internal bool BesideWork { get; init; }

    internal DeviceParts Parts { get; init; } = new();

    /// <summary>A part of the lookup that is given back with it, or at once when it cannot be made.</summary>
    internal T Own<T>(T part)
        where T : IDisposable => Parts.Keep(part);

    internal void Begin(DevicePhase phase, int rows) => Timeline?.Begin(Stream, phase, rows);

    internal void End(DevicePhase phase) => Timeline?.End(Stream, phase);
}

/// <summary>One entry of the catalog of device lookups.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The document or paper that describes it.</param>
/// <param name="Create">Makes it. <i>Throws</i> <see cref="DeviceException"/> where the device cannot do it or has no memory for it, <see cref="ArgumentException"/> for sizes that are out of range.</param>
/// <param name="Needs">What the device must be able to do.</param>
public sealed record DeviceLookupInfo(string Name, string Source, Func<DeviceLookupArgs, IDeviceLookup> Create, params IReadOnlyList<DeviceCapability> Needs)
{
    /// <summary>Why a device cannot do it, in one line; null when it can.</summary>
    public string? WhyNot(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var lacking = Needs.Where(need => !device.Supports(need)).ToArray();
        return lacking.Length == 0 ? null : $"lookup '{Name}' needs {string.Join(" and ", lacking)}, which {device.Info.Selector} ({device.Info.Name}) has not";
    }
}

/// <summary>The catalog of device lookups. A new one is one new file in Lookups/ holding its own part of this class.</summary>
public static partial class DeviceLookups
{
    private static Catalog<DeviceLookupInfo>? s_catalog;

    /// <summary>All device lookups, sorted by name.</summary>
    public static IReadOnlyList<DeviceLookupInfo> All => s_catalog?.All ?? [];

    /// <summary>The device lookup of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static DeviceLookupInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static DeviceLookupInfo Add(DeviceLookupInfo entry) => (s_catalog ??= NewCatalog()).Add(entry with { Create = args => Make(entry, args) });

    // What all lookups have in common when they are made: the checks, and that nothing stays behind of one that fails half-way.
    private static IDeviceLookup Make(DeviceLookupInfo entry, DeviceLookupArgs args)
    {
        DeviceBatchCheck.Args(args);
        if (entry.WhyNot(args.Device) is { } why)
        {
            throw new DeviceException($"{why}; it can do {string.Join(", ", All.Where(l => l.WhyNot(args.Device) is null).Select(l => l.Name))}");
        }

        var parts = new DeviceParts();
        try
        {
            return entry.Create(args with { Parts = parts });
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    private static Catalog<DeviceLookupInfo> NewCatalog() => new("device lookup", e => e.Name);
}
