namespace HotRow.Serving;

/// <summary>A first-come, first-served queue with some equal servers and given service times, run event by event.</summary>
/// <remarks>It is the simulator's logic without tokens and memory: the next event is the earlier of the next arrival and the next end of a service, and an end
/// comes before an arrival of the same instant. It knows no formula and no recursion of queueing theory, so it can be compared with both.
/// <para><i>Cost:</i> O(log servers) per customer, no allocation per customer.</para></remarks>
public static class QueueServer
{
    /// <summary>Serves all customers.</summary>
    /// <param name="arrivals">When each arrives, ascending.</param>
    /// <param name="services">How long each is served, at least 0.</param>
    /// <param name="servers">How many are served at once, at least 1.</param>
    /// <param name="waits">Gets how long each waits before it is served.</param>
    /// <exception cref="ArgumentException">The spans differ in length, times descend, or a service is negative.</exception>
    public static QueueRun Run(ReadOnlySpan<SimTime> arrivals, ReadOnlySpan<SimTime> services, int servers, Span<SimTime> waits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        if (services.Length != arrivals.Length || waits.Length != arrivals.Length)
        {
            throw new ArgumentException($"{arrivals.Length} arrivals, {services.Length} services and {waits.Length} waits", nameof(services));
        }

        var ends = new EndHeap(servers);
        var start = arrivals.Length == 0 ? 0 : arrivals[0].Ns;
        var (arrived, started, now, mostWaiting, area) = (0, 0, start, 0, Int128.Zero);
        while (arrived < arrivals.Length || ends.Count > 0)
        {
            var inSystem = arrived - started + ends.Count;
            var isEnd = ends.Count > 0 && (arrived == arrivals.Length || ends.First <= arrivals[arrived].Ns);
            var next = isEnd ? ends.First : arrivals[arrived].Ns;
            if (next < now)
            {
                throw new ArgumentException($"customer {arrived} arrives before the one in front of it", nameof(arrivals));
            }

            area += (Int128)(next - now) * inSystem;
            now = next;
            if (isEnd)
            {
                ends.Pop();
            }
            else
            {
                arrived++;
            }

            if (started < arrived && ends.Count < servers)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(services[started].Ns, nameof(services));
                waits[started] = new(now - arrivals[started].Ns);
                ends.Push(checked(now + services[started++].Ns));
            }

            mostWaiting = Math.Max(mostWaiting, arrived - started);
        }

        return new(new(start), new(now), area, mostWaiting);
    }

    // When each busy server is done, the earliest first: a binary heap that never grows.
    private struct EndHeap(int servers)
    {
        private readonly long[] _ends = new long[servers];

        public int Count { get; private set; }

        public readonly long First => _ends[0];

        public void Push(long end)
        {
            var at = Count++;
            for (; at > 0 && _ends[(at - 1) / 2] > end; at = (at - 1) / 2)
            {
                _ends[at] = _ends[(at - 1) / 2];
            }

            _ends[at] = end;
        }

        public void Pop()
        {
            var last = _ends[--Count];
            var at = 0;
            for (var child = 1; child < Count; child = (2 * at) + 1)
            {
                child += child + 1 < Count && _ends[child + 1] < _ends[child] ? 1 : 0;
                if (_ends[child] >= last)
                {
                    break;
                }

                _ends[at] = _ends[child];
                at = child;
            }

            _ends[at] = last;
        }
    }
}

/// <summary>What a run of a <see cref="QueueServer"/> saw, besides each customer's wait.</summary>
/// <param name="Start">The first arrival.</param>
/// <param name="End">When the last customer left.</param>
/// <param name="CustomerNs">Customers in the system, waiting and served, summed over time: divided by the span it is their time average. <i>Units:</i> customers x ns.</param>
/// <param name="MostWaiting">Most customers that waited at once.</param>
public readonly record struct QueueRun(SimTime Start, SimTime End, Int128 CustomerNs, int MostWaiting)
{
    /// <summary>Time average of the customers in the system, from the first arrival to the last end: the L of Little's law. NaN for an empty run.</summary>
    public double MeanInSystem => (double)CustomerNs / (End - Start).Ns;
}
