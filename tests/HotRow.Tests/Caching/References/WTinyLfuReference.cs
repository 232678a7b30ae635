namespace HotRow.Tests.Caching.References;

/// <summary>W-TinyLFU with lists (most recent first): the new row enters the window first, then whoever is too much leaves.
/// It shares the sketch with ours, which has tests of its own.</summary>
internal sealed class WTinyLfuReference : IReferencePolicy
{
    private readonly List<int> _window = [];
    private readonly List<int> _probation = [];
    private readonly List<int> _protected = [];
    private readonly FrequencySketch _sketch;
    private readonly int _capacity;
    private readonly int _mainTarget;

    public WTinyLfuReference(int capacity)
    {
        _capacity = capacity;
        _mainTarget = capacity * 99 / 100;
        _sketch = new FrequencySketch(capacity);
    }

    public (bool Hit, int Evicted) Access(int row)
    {
        _sketch.Record(row);
        if (_window.Remove(row))
        {
            _window.Insert(0, row);
            return (true, -1);
        }

        if (_probation.Remove(row) || _protected.Remove(row))
        {
            _protected.Insert(0, row);
            if (_protected.Count > _mainTarget * 80 / 100)
                Move(_protected, _probation);
            return (true, -1);
        }

        _window.Insert(0, row);
        if (_window.Count > _capacity - _mainTarget)
            return (false, LeaveWindow());
        return (false, -1);
    }

    private int LeaveWindow()
    {
        var candidate = Move(_window, _probation);
        if (_probation.Count + _protected.Count <= _mainTarget)
            return -1;

        var victim = _probation[^1];
        var loser = _sketch.Estimate(candidate) > _sketch.Estimate(victim) ? victim : candidate;
        _probation.Remove(loser);
        return loser;
    }

    private static int Move(List<int> from, List<int> to)
    {
        var last = from[^1];
        from.RemoveAt(from.Count - 1);
        to.Insert(0, last);
        return last;
    }
}
