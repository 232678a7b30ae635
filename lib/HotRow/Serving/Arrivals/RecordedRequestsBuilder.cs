namespace HotRow.Serving;

/// <summary>Collects recorded requests row by row and puts them in order of time.</summary>
/// <param name="name">What they come from.</param>
/// <param name="path">The file, for messages; null when there is none.</param>
internal sealed class RecordedRequestsBuilder(string name, string? path = null)
{
    /// <summary>The most requests that are taken.</summary>
    internal const int MostRequests = 50_000_000;

    /// <summary>The most hashes that are taken, over all requests: 1 GiB.</summary>
    internal const int MostHashes = 1 << 27;

    // A trace in which most times repeat was written in bins, or its clock is too coarse.
    private const double BinnedShare = 0.5;

    private long[] _ns = new long[256];
    private int[] _input = new int[256];
    private int[] _output = new int[256];
    private int[] _starts = [];
    private int[] _ends = [];
    private long[] _hashes = [];
    private int _hashCount;
    private long _latest = long.MinValue;
    private int _late;

    /// <summary>Requests so far.</summary>
    internal int Count { get; private set; }

    /// <summary>Adds a request.</summary>
    /// <exception cref="InputException">There are too many requests or hashes.</exception>
    internal void Add(long ns, int input, int output, ReadOnlySpan<long> hashes = default)
    {
        if (Count == MostRequests)
        {
            throw new InputException($"'{path ?? name}' has more than {MostRequests} requests; split it, or give a part of it");
        }

        if (Count == _ns.Length)
        {
            Grow();
        }

        (_ns[Count], _input[Count], _output[Count]) = (ns, input, output);
        if (!hashes.IsEmpty || _hashCount > 0)
        {
            Keep(hashes);
        }

        Count++;
        _late += ns < _latest ? 1 : 0;
        _latest = Math.Max(_latest, ns);
    }

    /// <summary>The requests in order of time; equal times stay in the order in which they were added. The builder is used up.</summary>
    internal RecordedRequests Build()
    {
        var notes = new List<string>();
        if (_late > 0)
        {
            Sort();
            notes.Add($"{_late} of {Count} requests stood after a later one and were sorted by time");
        }

        var same = 0;
        for (var i = 1; i < Count; i++)
        {
            same += _ns[i] == _ns[i - 1] ? 1 : 0;
        }

        if (Count > 2 && same > BinnedShare * (Count - 1))
        {
            notes.Add($"{same} of {Count} requests have the very time of the one before: arrivals come in bins, and waits in a simulation come out too long");
        }

        // No request has hashes, or all have their place, empty or not.
        var prefixes = _hashCount == 0 ? new PrefixHashes([], [], []) : new PrefixHashes(_hashes[.._hashCount], _starts, _ends);
        return new(name, _ns, _input, _output, Count, prefixes, notes);
    }

    private void Grow()
    {
        var size = Math.Min(MostRequests, Count * 2);
        Array.Resize(ref _ns, size);
        Array.Resize(ref _input, size);
        Array.Resize(ref _output, size);
    }

    private void Keep(ReadOnlySpan<long> hashes)
    {
        if (hashes.Length > MostHashes - _hashCount)
        {
            throw new InputException($"'{path ?? name}' has more than {MostHashes} hashes of blocks; split it, or give a part of it");
        }

        if (_starts.Length < _ns.Length)
        {
            Array.Resize(ref _starts, _ns.Length);
            Array.Resize(ref _ends, _ns.Length);
        }

        if (_hashes.Length < _hashCount + hashes.Length)
        {
            Array.Resize(ref _hashes, Math.Max(_hashCount + hashes.Length, (int)Math.Min(MostHashes, _hashes.Length * 2L)));
        }

        hashes.CopyTo(_hashes.AsSpan(_hashCount));
        (_starts[Count], _ends[Count]) = (_hashCount, _hashCount + hashes.Length);
        _hashCount += hashes.Length;
    }

    private void Sort()
    {
        var order = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            order[i] = i;
        }

        _ns.AsSpan(0, Count).Sort(order.AsSpan());

        // The sort is not stable: equal times go back to the order of the file.
        for (int first = 0, i = 1; i <= Count; i++)
        {
            if (i == Count || _ns[i] != _ns[first])
            {
                order.AsSpan(first, i - first).Sort();
                first = i;
            }
        }

        _input = Reordered(_input, order);
        _output = Reordered(_output, order);
        if (_hashCount > 0)
        {
            (_starts, _ends) = (Reordered(_starts, order), Reordered(_ends, order));
        }
    }

    private static int[] Reordered(int[] values, int[] order)
    {
        var sorted = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            sorted[i] = values[order[i]];
        }

        return sorted;
    }
}
