namespace HotRow.Tests.Caching.References;

/// <summary>Algorithm 1 of the S3-FIFO paper with lists (newest first), evicting one object per insertion.</summary>
internal sealed class S3FifoReference(int capacity) : IReferencePolicy
{
    private readonly List<int> _small = [];
    private readonly List<int> _main = [];
    private readonly List<int> _ghost = [];
    private readonly Dictionary<int, int> _freq = [];

    public (bool Hit, int Evicted) Access(int row)
    {
        if (_small.Contains(row) || _main.Contains(row))
        {
            _freq[row] = Math.Min(_freq[row] + 1, 3);
            return (true, -1);
        }

        var evicted = -1;
        while (_small.Count + _main.Count == capacity)
        {
            evicted = _small.Count >= Math.Max(1, capacity / 10) ? EvictSmall() : EvictMain();
        }

        if (_ghost.Remove(row))
            _main.Insert(0, row);
        else
            _small.Insert(0, row);
        _freq[row] = 0;
        return (false, evicted);
    }

    private int EvictSmall()
    {
        var tail = TakeLast(_small);
        if (_freq[tail] > 1)
        {
            _main.Insert(0, tail);
            _freq[tail] = 0;
            return -1;
        }

        _ghost.Insert(0, tail);
        if (_ghost.Count > capacity * 9 / 10)
            TakeLast(_ghost);
        return tail;
    }

    private int EvictMain()
    {
        while (true)
        {
            var tail = TakeLast(_main);
            if (_freq[tail] == 0)
                return tail;
            _main.Insert(0, tail);
            _freq[tail]--;
        }
    }

    private static int TakeLast(List<int> list)
    {
        var last = list[^1];
        list.RemoveAt(list.Count - 1);
        return last;
    }
}
