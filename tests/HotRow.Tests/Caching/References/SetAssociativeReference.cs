namespace HotRow.Tests.Caching.References;

/// <summary>A small LRU cache for each set. Which rows share a set is the policy's own choice, and is taken from it.</summary>
internal sealed class SetAssociativeReference(int capacity, int ways) : IReferencePolicy
{
    private readonly SetAssociativePolicy _sets = new(new(capacity, int.MaxValue), ways);
    private readonly Dictionary<int, LruReference> _caches = [];

    public (bool Hit, int Evicted) Access(int row)
    {
        var set = _sets.SetOf(row);
        if (!_caches.TryGetValue(set, out var cache))
        {
            _caches[set] = cache = new(_sets.SlotsOf(set));
        }

        return cache.Access(row);
    }
}
