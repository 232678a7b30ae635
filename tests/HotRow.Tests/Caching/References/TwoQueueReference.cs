namespace HotRow.Tests.Caching.References;

/// <summary>The full version of 2Q as the paper's section 4 states it, with lists (newest first).</summary>
internal sealed class TwoQueueReference(int capacity) : IReferencePolicy
{
    private readonly List<int> _am = [];
    private readonly List<int> _a1In = [];
    private readonly List<int> _a1Out = [];

    public (bool Hit, int Evicted) Access(int row)
    {
        if (_am.Remove(row))
        {
            _am.Insert(0, row);
            return (true, -1);
        }

        if (_a1In.Contains(row))
            return (true, -1);

        var wasOut = _a1Out.Remove(row);
        var evicted = Reclaim();
        (wasOut ? _am : _a1In).Insert(0, row);
        return (false, evicted);
    }

    private int Reclaim()
    {
        if (_am.Count + _a1In.Count < capacity)
            return -1;

        var kIn = Math.Max(1, capacity / 4);
        var kOut = Math.Max(1, capacity / 2);
        if (_a1In.Count > kIn || _am.Count == 0)
        {
            var y = _a1In[^1];
            _a1In.RemoveAt(_a1In.Count - 1);
            _a1Out.Insert(0, y);
            if (_a1Out.Count > kOut)
                _a1Out.RemoveAt(kOut);
            return y;
        }

        var tail = _am[^1];
        _am.RemoveAt(_am.Count - 1);
        return tail;
    }
}
