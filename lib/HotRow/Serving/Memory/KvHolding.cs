namespace HotRow.Serving;

/// <summary>What one request holds of a paged memory. Holdings are used again, so that their lists stop growing.</summary>
internal sealed class KvHolding
{
    private int[] _blocks = new int[16];
    private long[] _prefix = [];
    private int _prefixLength;

    /// <summary>Blocks held.</summary>
    internal int Count { get; private set; }

    /// <summary>Tokens that room was given for.</summary>
    internal int Tokens { get; set; }

    /// <summary>Length of the prompt that <see cref="Prefix"/> speaks of.</summary>
    internal int PromptTokens { get; private set; }

    /// <summary>Blocks from the start that were offered to others already.</summary>
    internal int Offered { get; set; }

    /// <summary>The blocks in the order of their tokens.</summary>
    internal Span<int> Blocks => _blocks.AsSpan(0, Count);

    /// <summary>Chained hashes of the prompt.</summary>
    internal ReadOnlySpan<long> Prefix => _prefix.AsSpan(0, _prefixLength);

    /// <summary>Adds a block at the end.</summary>
    internal void Add(int block)
    {
        if (Count == _blocks.Length)
        {
            Array.Resize(ref _blocks, Count * 2);
        }

        _blocks[Count++] = block;
    }

    /// <summary>Begins anew for a request that holds nothing yet.</summary>
    internal void Begin(int promptTokens, ReadOnlySpan<long> prefix)
    {
        if (_prefix.Length < prefix.Length)
        {
            _prefix = new long[Math.Max(prefix.Length, _prefix.Length * 2)];
        }

        prefix.CopyTo(_prefix);
        (Count, Tokens, Offered, PromptTokens, _prefixLength) = (0, 0, 0, promptTokens, prefix.Length);
    }
}
