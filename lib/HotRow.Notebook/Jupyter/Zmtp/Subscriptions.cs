namespace HotRow.Notebook;

/// <summary>The prefixes of topics a subscriber wants, each counted as often as it was asked for.</summary>
internal sealed class Subscriptions
{
    private const int MaxCount = 64;
    private const int MaxPrefixBytes = 256;
    private readonly List<byte[]> _prefixes = [];
    private readonly Lock _gate = new();

    /// <summary>Adds a prefix; the empty one means everything.</summary>
    /// <exception cref="ZmtpException">There are too many, or it is too long.</exception>
    internal void Add(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length > MaxPrefixBytes)
            throw new ZmtpException("too long a subscription");
        lock (_gate)
        {
            if (_prefixes.Count == MaxCount)
                throw new ZmtpException("too many subscriptions");
            _prefixes.Add(prefix.ToArray());
        }
    }

    /// <summary>Takes a prefix back, once; one that was never added is ignored.</summary>
    internal void Remove(ReadOnlySpan<byte> prefix)
    {
        lock (_gate)
        {
            for (var i = 0; i < _prefixes.Count; i++)
            {
                if (prefix.SequenceEqual(_prefixes[i]))
                {
                    _prefixes.RemoveAt(i);
                    return;
                }
            }
        }
    }

    /// <summary>Whether a topic is wanted.</summary>
    internal bool Match(ReadOnlySpan<byte> topic)
    {
        lock (_gate)
        {
            foreach (var prefix in _prefixes)
            {
                if (topic.StartsWith(prefix))
                    return true;
            }

            return false;
        }
    }
}
