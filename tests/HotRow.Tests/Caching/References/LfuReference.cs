namespace HotRow.Tests.Caching.References;

internal sealed class LfuReference(int capacity) : IReferencePolicy
{
    private readonly Dictionary<int, (int Uses, int ReachedAt)> _resident = [];
    private int _now;

    public (bool Hit, int Evicted) Access(int row)
    {
        _now++;
        if (_resident.TryGetValue(row, out var state))
        {
            _resident[row] = (state.Uses + 1, _now);
            return (true, -1);
        }

        var evicted = -1;
        if (_resident.Count == capacity)
        {
            evicted = _resident.OrderBy(e => e.Value.Uses).ThenBy(e => e.Value.ReachedAt).First().Key;
            _resident.Remove(evicted);
        }

        _resident[row] = (1, _now);
        return (false, evicted);
    }
}
