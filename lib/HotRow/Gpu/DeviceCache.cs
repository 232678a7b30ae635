namespace HotRow.Gpu;

/// <summary>What a device cache counted. <i>Units:</i> accesses.</summary>
/// <param name="Hits">Found in the cache.</param>
/// <param name="Misses">Read from the table.</param>
/// <param name="Inserted">Misses whose row was put into the cache.</param>
public readonly record struct DeviceCacheCounts(long Hits, long Misses, long Inserted)
{
    /// <summary>Misses whose row was not put into the cache: the set took a row from another position of the batch, which may hold the same row.</summary>
    public long Bypassed => Misses - Inserted;
}

/// <summary>A set-associative cache of rows in a device's own memory over a table that lies farther away: in host memory behind the link, as a rule.</summary>
/// <remarks>
/// The cache holds rows restored to fp32, whatever the table stores. A lookup is two launches and no word to the host: one compares a row with the
/// 32 tags of its set and copies it from the cache or reads it from the table, the other puts missing rows into the cache, from the output, so that
/// they cross the link once. At most one row enters a set per batch, the missing one that stands last; all others are served and stay outside. So the
/// outcome does not depend on the order in which threads run, and a row can never be in the cache twice. Sets are those of
/// <see cref="SetAssociativePolicy"/> with 32 ways, and batches of one row hit exactly what it hits. A batch's number lives on the device: lookups can
/// be recorded in a graph.
/// <para><i>Cost:</i> a lookup allocates nothing; 12 B a slot beside the row. One stream at a time.</para>
/// <para><i>Source:</i> A. J. Smith, "Cache memories", ACM Computing Surveys 14 (1982). <i>Deviation:</i> recency and use are counted in batches.</para></remarks>
public sealed class DeviceCache : IDisposable
{
    private const int StateLength = 5;
    private const int TallyLength = 3;
    private readonly DeviceParts _parts = new();
    private readonly DeviceCacheKernel _kernel;
    private readonly DeviceCacheBuffers _buffers;
    private DeviceCacheCounts _reported;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="device">The device.</param>
    /// <param name="far">The table; it must outlive the cache.</param>
    /// <param name="capacityRows">Rows it may hold, at least 1; no more than the table's are ever used.</param>
    /// <param name="maxIndices">The largest batch that will come, at least 1.</param>
    /// <param name="score">Who leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or more rows than a device cache can number.</exception>
    /// <exception cref="InputException">The kernels cannot read the table's format.</exception>
    /// <exception cref="DeviceException">The memory is not free, or a kernel does not compile there.</exception>
    public DeviceCache(Device device, DeviceTable far, int capacityRows, int maxIndices, DeviceCacheScore score = DeviceCacheScore.Lru)
        : this(device, far, capacityRows, maxIndices, score, DeviceCacheKernel.EpochBits)
    {
    }

    // Fewer groups read through the link as fast as it can, and leave the rest of the device to what runs beside them.
    internal DeviceCache(Device device, DeviceTable far, int capacityRows, int maxIndices, DeviceCacheScore score, int epochBits = DeviceCacheKernel.EpochBits, int mostGroups = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(far);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacityRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)epochBits, 20u);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostGroups, 1);
        (Far, MaxIndices, Score) = (far, maxIndices, score);
        CapacityRows = Math.Min(capacityRows, far.RowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CapacityRows, int.MaxValue - DeviceCacheKernel.Ways, nameof(capacityRows));
        SetCount = (int)(((long)CapacityRows + DeviceCacheKernel.Ways - 1) / DeviceCacheKernel.Ways);
        var entries = (long)SetCount * DeviceCacheKernel.Ways;
        var what = $"a device cache of {CapacityRows:N0} rows of {far.EmbeddingDim:N0} fp32 elements";
        try
        {
            _kernel = _parts.Keep(new DeviceCacheKernel(device, far.Format, far.EmbeddingDim, score, epochBits, mostGroups));
            _buffers = new(
                CapacityRows, SetCount, _parts.Keep(device.Allocate<int>(entries, what + ", its tags")), _parts.Keep(device.Allocate<long>(entries, what + ", its scores")),
                _parts.Keep(device.Allocate<int>(SetCount, what + ", its claims")), _parts.Keep(device.Allocate<float>(entries * far.EmbeddingDim, what)),
                _parts.Keep(device.Allocate<long>(StateLength, what + ", its state")), _parts.Keep(device.Allocate<int>(TallyLength, what + ", its counts")));
            using var stream = device.CreateStream();
            Clear(stream);
            stream.Synchronize();
        }
        catch
        {
            _parts.Dispose();
            throw;
        }
    }

    /// <summary>The table.</summary>
    public DeviceTable Far { get; }

    /// <summary>Rows it holds at most.</summary>
    public int CapacityRows { get; }

    /// <summary>Sets that its slots are cut into, whose sizes differ by at most one.</summary>
    public int SetCount { get; }

    /// <summary>The largest batch.</summary>
    public int MaxIndices { get; }

    /// <summary>Who leaves.</summary>
    public DeviceCacheScore Score { get; }

    /// <summary>Device memory it takes. <i>Units:</i> bytes.</summary>
    public long Bytes => _buffers.Rows.Bytes + MetadataBytes;

    /// <summary>Device memory it takes beside the rows. <i>Units:</i> bytes.</summary>
    public long MetadataBytes => _buffers.Tags.Bytes + _buffers.Scores.Bytes + _buffers.Claims.Bytes + _buffers.State.Bytes + _buffers.Tally.Bytes;

    internal DeviceCacheBuffers Buffers => _buffers;

    /// <summary>Empties it, behind what the stream was given so far; the counts start again.</summary>
    public void Clear(DeviceStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _kernel.Clear(stream, _buffers);
        _reported = default;
    }

    /// <summary>Gathers a batch's rows, from the cache where they are in it, and puts missing ones in. <i>Shape:</i> output is <c>[count, dim]</c>.</summary>
    /// <remarks>A number outside the table gives a row of NaN, is never inserted, and is neither a hit nor a miss.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or above the largest batch, or a buffer is too short.</exception>
    /// <exception cref="ArgumentException">A buffer or the stream belongs to another device.</exception>
    public void Lookup(DeviceStream stream, DeviceBuffer<int> rows, int count, DeviceBuffer<float> output)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxIndices);
        LaunchCheck.Length(rows, count, nameof(rows));
        LaunchCheck.Length(output, (long)count * Far.EmbeddingDim, nameof(output));
        if (count > 0)
        {
            _kernel.Probe(stream, _buffers, Far, rows, count, output);
            _kernel.Insert(stream, _buffers, Far, rows, count, output);
        }
    }

    /// <summary>Waits for the stream, and says what was counted since the last call.</summary>
    public DeviceCacheCounts ReadCounts(DeviceStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<long> state = stackalloc long[StateLength];
        Span<int> tally = stackalloc int[TallyLength];
        stream.DownloadAndWait(state, _buffers.State, 0);
        stream.DownloadAndWait(tally, _buffers.Tally, 0);
        var total = new DeviceCacheCounts(state[2] + tally[0], state[3] + tally[1], state[4] + tally[2]);
        var since = new DeviceCacheCounts(total.Hits - _reported.Hits, total.Misses - _reported.Misses, total.Inserted - _reported.Inserted);
        _reported = total;
        return since;
    }

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();
}
