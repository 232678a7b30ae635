namespace HotRow.Tests.Caching.References;

internal sealed class LruReference(int capacity) : IReferencePolicy
{
    private readonly List<int> _mostRecentFirst = [];

    public (bool Hit, int Evicted) Access(int row)
    {
        var hit = _mostRecentFirst.Remove(row);
        _mostRecentFirst.Insert(0, row);
        if (_mostRecentFirst.Count <= capacity)
            return (hit, -1);

        var evicted = _mostRecentFirst[^1];
        _mostRecentFirst.RemoveAt(capacity);
        return (hit, evicted);
    }
}
