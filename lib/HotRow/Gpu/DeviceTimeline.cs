namespace HotRow.Gpu;

/// <summary>What a device is doing at a moment.</summary>
public enum DevicePhase
{
    /// <summary>Row numbers cross the link.</summary>
    Ids,

    /// <summary>Rows cross the link by a copy.</summary>
    Transfer,

    /// <summary>A kernel reads rows, from the device's memory or through the link.</summary>
    Kernel,

    /// <summary>Rows that came ahead are copied within the device to where they are wanted.</summary>
    Copy,

    /// <summary>The consumer's own work with the rows; reported by the consumer.</summary>
    Compute,
}

/// <summary>One phase of one batch on a device, as it happened.</summary>
/// <param name="Batch">The batch that the caller was at when the phase was given to the device; what is read ahead is for a later one.</param>
/// <param name="Phase">What was done.</param>
/// <param name="Lane">Which stream did it: "compute stream", "copy stream".</param>
/// <param name="Rows">How many rows it was about.</param>
/// <param name="StartMs">Since the first phase began. <i>Units:</i> ms of the device's clock.</param>
/// <param name="EndMs">The same. <i>Units:</i> ms.</param>
public readonly record struct DeviceSpan(int Batch, DevicePhase Phase, string Lane, int Rows, double StartMs, double EndMs)
{
    /// <summary>How long it took. <i>Units:</i> ms.</summary>
    public double DurationMs => EndMs - StartMs;
}

/// <summary>Records with events when phases begin and end on a device's streams, for a chart that shows what ran beside what.</summary>
/// <remarks>A phase lasts from the end of what its stream was given before it, or from what it waited for, to the end of its own work; a kernel
/// that finds the device full counts its waiting. A phase that began and did not end is left out. When the timeline is full the rest is counted, not kept.
/// <para><i>Cost:</i> two events per phase, made in advance; recording allocates nothing.</para></remarks>
public sealed class DeviceTimeline : IDisposable
{
    private const int Lanes = 2;
    private static readonly int s_phases = Enum.GetValues<DevicePhase>().Length;
    private static readonly string[] s_lanes = ["compute stream", "copy stream"];
    private readonly DeviceParts _events = new();
    private readonly DeviceStream _compute;
    private readonly DeviceEvent _origin;
    private readonly Mark[] _marks;
    private readonly int[] _open = new int[Lanes * s_phases]; // the mark that has begun, or -1
    private int _count;

    /// <summary>Makes the events.</summary>
    /// <param name="compute">The stream on which rows are used; every other stream is a copy stream.</param>
    /// <param name="capacity">Phases that it can hold, at least 1.</param>
    /// <exception cref="DeviceException">The device refuses an event.</exception>
    public DeviceTimeline(DeviceStream compute, int capacity)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _compute = compute;
        _marks = new Mark[capacity];
        try
        {
            _origin = _events.Keep(compute.Device.CreateEvent());
            for (var i = 0; i < capacity; i++)
            {
                _marks[i] = new(_events.Keep(compute.Device.CreateEvent()), _events.Keep(compute.Device.CreateEvent()));
            }

            Clear();
        }
        catch
        {
            _events.Dispose();
            throw;
        }
    }

    /// <summary>The batch that phases are counted to from now on; the caller sets it.</summary>
    public int Batch { get; set; }

    /// <summary>Phases that found the timeline full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Waits for the compute stream and forgets what is recorded.</summary>
    public void Clear()
    {
        (_count, Dropped, Batch) = (0, 0, 0);
        Array.Fill(_open, -1);

        // Everything that is recorded later comes behind this, on every stream: an event is only ever timed from an earlier one.
        _compute.Record(_origin);
        _origin.Synchronize();
    }

    /// <summary>What the stream is given from now on belongs to this phase.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="phase">What it is.</param>
    /// <param name="rows">How many rows it is about.</param>
    public void Begin(DeviceStream stream, DevicePhase phase, int rows)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var lane = Lane(stream);
        ref var open = ref _open[(lane * s_phases) + (int)phase];
        if (_count == _marks.Length)
        {
            Dropped++;
            open = -1;
            return;
        }

        open = _count++;
        ref var mark = ref _marks[open];
        (mark.Batch, mark.Phase, mark.Lane, mark.Rows, mark.IsDone) = (Batch, phase, lane, rows, false);
        stream.Record(mark.Start);
    }

    /// <summary>What the stream was given since the phase began was that phase.</summary>
    public void End(DeviceStream stream, DevicePhase phase)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ref var open = ref _open[(Lane(stream) * s_phases) + (int)phase];
        if (open >= 0)
        {
            stream.Record(_marks[open].End);
            _marks[open].IsDone = true;
            open = -1;
        }
    }

    /// <summary>Waits for what is recorded, and gives it in the order of the beginnings; the first begins at 0.</summary>
    public IReadOnlyList<DeviceSpan> Spans()
    {
        var spans = _marks.Take(_count).Where(m => m.IsDone)
            .Select(m => new DeviceSpan(m.Batch, m.Phase, s_lanes[m.Lane], m.Rows, m.Start.Since(_origin).TotalMilliseconds, m.End.Since(_origin).TotalMilliseconds))
            .OrderBy(s => s.StartMs).ToArray();
        var first = spans.Length > 0 ? spans[0].StartMs : 0;
        return [.. spans.Select(s => s with { StartMs = s.StartMs - first, EndMs = s.EndMs - first })];
    }

    /// <inheritdoc/>
    public void Dispose() => _events.Dispose();

    private int Lane(DeviceStream stream) => ReferenceEquals(stream, _compute) ? 0 : 1;

    private struct Mark(DeviceEvent start, DeviceEvent end)
    {
        internal readonly DeviceEvent Start = start;
        internal readonly DeviceEvent End = end;
        internal int Batch;
        internal int Lane;
        internal int Rows;
        internal DevicePhase Phase;
        internal bool IsDone;
    }
}
