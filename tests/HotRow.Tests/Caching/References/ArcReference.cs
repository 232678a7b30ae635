namespace HotRow.Tests.Caching.References;

/// <summary>Figure 4 of the ARC paper, case by case, with lists (most recent first).</summary>
internal sealed class ArcReference(int c) : IReferencePolicy
{
    private readonly List<int> _t1 = [];
    private readonly List<int> _t2 = [];
    private readonly List<int> _b1 = [];
    private readonly List<int> _b2 = [];
    private double _p;

    public (bool Hit, int Evicted) Access(int x)
    {
        // Case I
        if (_t1.Remove(x) || _t2.Remove(x))
        {
            _t2.Insert(0, x);
            return (true, -1);
        }

        // Case II
        if (_b1.Contains(x))
        {
            var delta = _b1.Count >= _b2.Count ? 1 : (double)_b2.Count / _b1.Count;
            _p = Math.Min(_p + delta, c);
            var evicted = Replace(x);
            _b1.Remove(x);
            _t2.Insert(0, x);
            return (false, evicted);
        }

        // Case III
        if (_b2.Contains(x))
        {
            var delta = _b2.Count >= _b1.Count ? 1 : (double)_b1.Count / _b2.Count;
            _p = Math.Max(_p - delta, 0);
            var evicted = Replace(x);
            _b2.Remove(x);
            _t2.Insert(0, x);
            return (false, evicted);
        }

        // Case IV
        var left = -1;
        if (_t1.Count + _b1.Count == c)
        {
            if (_t1.Count < c)
            {
                TakeLast(_b1);
                left = Replace(x);
            }
            else
            {
                left = TakeLast(_t1);
            }
        }
        else if (_t1.Count + _t2.Count + _b1.Count + _b2.Count >= c)
        {
            if (_t1.Count + _t2.Count + _b1.Count + _b2.Count == 2 * c)
                TakeLast(_b2);
            left = Replace(x);
        }

        _t1.Insert(0, x);
        return (false, left);
    }

    private int Replace(int x)
    {
        int victim;
        if (_t1.Count >= 1 && ((_b2.Contains(x) && _t1.Count == _p) || _t1.Count > _p))
        {
            victim = TakeLast(_t1);
            _b1.Insert(0, victim);
        }
        else
        {
            victim = TakeLast(_t2);
            _b2.Insert(0, victim);
        }

        return victim;
    }

    private static int TakeLast(List<int> list)
    {
        var last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }
}
