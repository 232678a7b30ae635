using System.Numerics;

namespace HotRow.Gpu;

internal static partial class DeviceKernels
{
    /// <summary>Distinct rows of a batch.</summary>
    public static readonly KernelSource Dedup = Add(new("dedup", "document 002, deduplicated lookup; Knuth, The Art of Computer Programming 3, section 6.4, linear probing", new Dictionary<string, OracleBody>
    {
        ["dedup_claim"] = DedupKernel.Claim,
        ["dedup_number"] = DedupKernel.Number,
        ["dedup_translate"] = DedupKernel.Translate,
    }, [[]]));
}

/// <summary>The distinct rows of a batch, and the place of each position's row among them, by a hash table in device memory.</summary>
/// <remarks>The table is at most half full, and clean again after every batch: whoever took a slot empties it. No number of a batch stands in the
/// launches, so they can be recorded in a graph. Any int is a row here; the order of the distinct rows is unspecified.
/// <para><i>Cost:</i> three launches; 4 B per index and 8 to 16 B of table.</para></remarks>
public sealed class DedupKernel : IDisposable
{
    private const int Threads = 256;
    private const int None = -1;
    private const int NoSlot = -2;
    private readonly DeviceParts _parts = new();
    private readonly DeviceKernel _claim;
    private readonly DeviceKernel _number;
    private readonly DeviceKernel _translate;
    private readonly DeviceBuffer<int> _table;
    private readonly DeviceBuffer<int> _slots;
    private readonly int _maxIndices;

    /// <summary>Compiles it and takes its memory.</summary>
    /// <param name="device">The device.</param>
    /// <param name="maxIndices">The largest batch that will come, 1 to 2^28.</param>
    /// <exception cref="ArgumentOutOfRangeException">The largest batch is out of range.</exception>
    /// <exception cref="DeviceException">It does not compile there, or the memory is not free.</exception>
    public DedupKernel(Device device, int maxIndices)
        : this(device, maxIndices, checked((int)BitOperations.RoundUpToPowerOf2(2 * (uint)Checked(maxIndices))))
    {
    }

    /// <summary>With a table of so many slots, a power of two: one that is too small names rows twice, and is still right.</summary>
    internal DedupKernel(Device device, int maxIndices, int tableSlots)
    {
        ArgumentNullException.ThrowIfNull(device);
        _maxIndices = Checked(maxIndices);
        try
        {
            var module = _parts.Keep(device.Compile(DeviceKernels.Dedup));
            (_claim, _number, _translate) = (module.Kernel("dedup_claim"), module.Kernel("dedup_number"), module.Kernel("dedup_translate"));
            _slots = _parts.Keep(device.Allocate<int>(maxIndices, "the slots of a batch's distinct rows"));
            _table = _parts.Keep(device.Allocate<int>(tableSlots, "the hash table of a batch's distinct rows"));
            using var stream = device.CreateStream();
            stream.Fill(_table, None);
            stream.Synchronize();
        }
        catch
        {
            _parts.Dispose();
            throw;
        }
    }

    /// <summary>Starts it. <i>Shape:</i> rows, unique and inverse are <c>[count]</c>, uniqueCount is <c>[1]</c>. Afterwards <c>unique[inverse[i]] == rows[i]</c>, and the first uniqueCount entries of unique differ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or above the largest batch, or a buffer is too short.</exception>
    /// <exception cref="ArgumentException">Two of the buffers are the same.</exception>
    public void Launch(DeviceStream stream, DeviceBuffer<int> rows, int count, DeviceBuffer<int> unique, DeviceBuffer<int> inverse, DeviceBuffer<int> uniqueCount)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _maxIndices);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(unique, count, nameof(unique));
        LaunchCheck.Length(inverse, count, nameof(inverse));
        LaunchCheck.Length(uniqueCount, 1, nameof(uniqueCount));
        if (ReferenceEquals(rows, unique) || ReferenceEquals(rows, inverse) || ReferenceEquals(unique, inverse) || ReferenceEquals(uniqueCount, rows) || ReferenceEquals(uniqueCount, unique) || ReferenceEquals(uniqueCount, inverse))
        {
            throw new ArgumentException("rows, unique, inverse and uniqueCount must be four buffers: each is read while another is written", nameof(unique));
        }

        var grid = KernelGrid.For(count, Threads);
        stream.Launch(_claim, grid, rows, count, _table, (int)_table.Length - 1, inverse, _slots, uniqueCount);
        stream.Launch(_number, grid, rows, count, _table, _slots, unique, uniqueCount);
        stream.Launch(_translate, grid, count, _slots, inverse);
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    internal static void Claim(in OracleLaunch launch)
    {
        var rows = launch.Span<int>(0);
        var count = launch.Int(1);
        var table = launch.Span<int>(2);
        var mask = launch.Int(3);
        var owners = launch.Span<int>(4);
        var slots = launch.Span<int>(5);
        launch.Span<int>(6)[0] = 0;
        for (var i = 0; i < count; i++)
        {
            (owners[i], slots[i]) = (i, NoSlot);
            var at = (int)(SetAssociativePolicy.Mix((uint)rows[i]) & (uint)mask);
            for (var probe = 0; probe <= mask; probe++, at = (at + 1) & mask)
            {
                if (table[at] == None)
                {
                    (table[at], slots[i]) = (i, at);
                    break;
                }

                if (rows[table[at]] == rows[i])
                {
                    (owners[i], slots[i]) = (table[at], None);
                    break;
                }
            }
        }
    }

    internal static void Number(in OracleLaunch launch)
    {
        var rows = launch.Span<int>(0);
        var count = launch.Int(1);
        var table = launch.Span<int>(2);
        var slots = launch.Span<int>(3);
        var unique = launch.Span<int>(4);
        var uniqueCount = launch.Span<int>(5);
        for (var i = 0; i < count; i++)
        {
            if (slots[i] >= 0)
            {
                table[slots[i]] = None;
            }

            if (slots[i] != None)
            {
                unique[uniqueCount[0]] = rows[i];
                slots[i] = uniqueCount[0]++;
            }
        }
    }

    internal static void Translate(in OracleLaunch launch)
    {
        var count = launch.Int(0);
        var places = launch.Span<int>(1);
        var inverse = launch.Span<int>(2);
        for (var i = 0; i < count; i++)
        {
            inverse[i] = places[inverse[i]];
        }
    }

    private static int Checked(int maxIndices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxIndices, 1 << 28);
        return maxIndices;
    }
}
