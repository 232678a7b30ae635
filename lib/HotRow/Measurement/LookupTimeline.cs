using System.Diagnostics;

namespace HotRow;

/// <summary>One phase of one lookup, as it happened.</summary>
/// <param name="Batch">The batch that the caller was at when the phase began; a prefetch is for a later one.</param>
/// <param name="Phase">What was done.</param>
/// <param name="Lane">Which thread did it: "caller", "background reader".</param>
/// <param name="Rows">How many rows it was about.</param>
/// <param name="StartNs">Since the timeline was made or cleared. <i>Units:</i> ns.</param>
/// <param name="EndNs">The same. <i>Units:</i> ns.</param>
public readonly record struct TimelineSpan(int Batch, LookupPhase Phase, string Lane, int Rows, long StartNs, long EndNs)
{
    /// <summary>How long it took. <i>Units:</i> ns.</summary>
    public long DurationNs => EndNs - StartNs;
}

/// <summary>Records when the phases of lookups begin and end, for a chart and for sums per phase.</summary>
/// <remarks>Each lane belongs to one thread and has its own memory, so two threads record without waiting for each other. A phase that began and did not
/// end, because it failed, is left out. When a lane is full the rest is counted, not kept.
/// <para><i>Cost:</i> two readings of the clock per phase; 40 B per phase, taken in advance; recording allocates nothing.</para></remarks>
public sealed class LookupTimeline
{
    private readonly Lane _caller;
    private readonly Lane _reader;
    private long _origin;
    private volatile int _batch;

    /// <summary>Takes the memory and starts the clock.</summary>
    /// <param name="capacity">Phases that each lane can hold, at least 1.</param>
    public LookupTimeline(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _caller = new(this, "caller", capacity);
        _reader = new(this, "background reader", capacity);
        _origin = Stopwatch.GetTimestamp();
    }

    /// <summary>Records the phases of the thread that calls lookups.</summary>
    public ILookupObserver Caller => _caller;

    /// <summary>Records the phases of the background reader.</summary>
    public ILookupObserver Reader => _reader;

    /// <summary>The batch that phases are counted to from now on; the caller sets it.</summary>
    public int Batch
    {
        get => _batch;
        set => _batch = value;
    }

    /// <summary>Phases that found their lane full.</summary>
    public long Dropped => _caller.Dropped + _reader.Dropped;

    /// <summary>Forgets what is recorded and starts the clock anew. Not while a phase is running.</summary>
    public void Clear()
    {
        _caller.Clear();
        _reader.Clear();
        _batch = 0;
        _origin = Stopwatch.GetTimestamp();
    }

    /// <summary>What is recorded, in the order of the beginnings. For when both threads are at rest: after the lookup was disposed, or a Wait has ended.</summary>
    public IReadOnlyList<TimelineSpan> Spans() => [.. _caller.Spans().Concat(_reader.Spans()).OrderBy(s => s.StartNs)];

    private sealed class Lane(LookupTimeline timeline, string name, int capacity) : ILookupObserver
    {
        private readonly Event[] _events = new Event[capacity];
        private readonly int[] _open = CreateOpen(); // per phase: the event that has begun, or -1
        private volatile int _count;

        public long Dropped { get; private set; }

        public void Begin(LookupPhase phase, int rows)
        {
            if (_count == _events.Length)
            {
                Dropped++;
                _open[(int)phase] = -1;
                return;
            }

            _open[(int)phase] = _count;
            _events[_count] = new(timeline._batch, phase, rows, Stopwatch.GetTimestamp(), 0);
            _count++;
        }

        public void End(LookupPhase phase)
        {
            var now = Stopwatch.GetTimestamp();
            var open = _open[(int)phase];
            if (open >= 0)
            {
                _events[open] = _events[open] with { End = now };
                _open[(int)phase] = -1;
            }
        }

        public void Clear()
        {
            _count = 0;
            Dropped = 0;
            Array.Fill(_open, -1);
        }

        public IEnumerable<TimelineSpan> Spans() => _events.Take(_count).Where(e => e.End != 0)
            .Select(e => new TimelineSpan(e.Batch, e.Phase, name, e.Rows, Nanoseconds(e.Start), Nanoseconds(e.End)));

        private static int[] CreateOpen()
        {
            var open = new int[Enum.GetValues<LookupPhase>().Length];
            Array.Fill(open, -1);
            return open;
        }

        private long Nanoseconds(long timestamp) => (long)((timestamp - timeline._origin) * (1e9 / Stopwatch.Frequency));

        private readonly record struct Event(int Batch, LookupPhase Phase, int Rows, long Start, long End);
    }
}
