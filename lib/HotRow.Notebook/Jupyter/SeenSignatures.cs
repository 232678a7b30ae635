namespace HotRow.Notebook;

/// <summary>The signatures of the latest messages: one that comes again is a recording, for every message has an id of its own.</summary>
internal sealed class SeenSignatures
{
    private const int MaxCount = 65_536;
    private readonly HashSet<string> _known = [];
    private readonly Queue<string> _oldest = new();
    private readonly Lock _gate = new();

    /// <summary>Remembers a signature.</summary>
    /// <returns>Whether it is new.</returns>
    internal bool Add(byte[] signature)
    {
        var text = Convert.ToBase64String(signature);
        lock (_gate)
        {
            if (!_known.Add(text))
                return false;
            _oldest.Enqueue(text);
            if (_oldest.Count > MaxCount)
                _known.Remove(_oldest.Dequeue());
            return true;
        }
    }
}
