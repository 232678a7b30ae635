namespace HotRow.Serving;

/// <summary>The events to come, earliest first: a binary heap.</summary>
/// <remarks>Events are totally ordered, so what comes out does not depend on the order in which they were put in.
/// <para><i>Cost:</i> O(log n) each way; nothing is allocated once the array has grown to the largest number of pending events.</para></remarks>
public sealed class SimEventQueue
{
    private SimEvent[] _heap = new SimEvent[64];

    /// <summary>Pending events.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an event.</summary>
    public void Push(SimEvent e)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (e >= _heap[parent])
            {
                break;
            }

            _heap[at] = _heap[parent];
            at = parent;
        }

        _heap[at] = e;
    }

    /// <summary>The earliest event, which stays.</summary>
    public bool TryPeek(out SimEvent e)
    {
        e = Count > 0 ? _heap[0] : default;
        return Count > 0;
    }

    /// <summary>Takes the earliest event out.</summary>
    public bool TryPop(out SimEvent e)
    {
        if (!TryPeek(out e))
        {
            return false;
        }

        var last = _heap[--Count];
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && _heap[child + 1] < _heap[child])
            {
                child++;
            }

            if (last <= _heap[child])
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return true;
    }
}
