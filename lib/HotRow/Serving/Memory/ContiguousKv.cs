namespace HotRow.Serving;

/// <summary>Keys and values of a request in one piece, reserved for the longest it may become: how servers did it before paging.</summary>
/// <remarks>
/// First fit: a request gets the first gap that is long enough. What it reserved and never fills is waste within; gaps too short for anybody are waste between, and both are counted.
/// Nothing is shared and nothing is found again.
/// <para><i>Cost:</i> of an admission or a release O(gaps); nothing is allocated once the list of gaps has grown.</para>
/// <para><i>Source:</i> Kwon et al., PagedAttention, SOSP 2023, sections 2 and 3.1, which measures 20-38 % of such a memory in use; first fit: Knuth, The Art of Computer Programming 1, section 2.5.</para>
/// </remarks>
public sealed class ContiguousKv : IKvAllocator
{
    private readonly List<(int Start, int Blocks)> _gaps;
    private (int Start, int Blocks)[] _held = [];

    /// <summary>Creates the memory, all of it free.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one block or token.</exception>
    public ContiguousKv(KvArgs args)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.TotalBlocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.BlockTokens, 1);
        (TotalBlocks, BlockTokens, FreeBlocks) = (args.TotalBlocks, args.BlockTokens, args.TotalBlocks);
        _gaps = [(0, TotalBlocks)];
    }

    /// <inheritdoc/>
    public int BlockTokens { get; }

    /// <inheritdoc/>
    public int TotalBlocks { get; }

    /// <inheritdoc/>
    public int FreeBlocks { get; private set; }

    /// <inheritdoc/>
    public KvUse Use => new(TotalBlocks - FreeBlocks, 0, 0, 0);

    /// <summary>The longest request that would find room now. <i>Units:</i> blocks.</summary>
    public int LargestGap
    {
        get
        {
            var largest = 0;
            foreach (var (_, blocks) in _gaps)
            {
                largest = Math.Max(largest, blocks);
            }

            return largest;
        }
    }

    /// <summary>Admissions that were refused although enough blocks were free: no gap was long enough.</summary>
    public long RefusedByFragmentation { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request holds something already, or a count of tokens is below 1.</exception>
    public int Admit(int request, int computeTokens, int knownTokens, int wholeTokens, ReadOnlySpan<long> prefix)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(computeTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(knownTokens, 1);
        if (request >= _held.Length)
        {
            Array.Resize(ref _held, Math.Max(request + 1, Math.Max(256, _held.Length * 2)));
        }

        if (_held[request].Blocks > 0)
        {
            throw new ArgumentException($"request {request} holds blocks already", nameof(request));
        }

        var blocks = ((Math.Max(wholeTokens, knownTokens) - 1) / BlockTokens) + 1;
        for (var i = 0; i < _gaps.Count; i++)
        {
            var gap = _gaps[i];
            if (gap.Blocks >= blocks)
            {
                Take(i, gap, blocks);
                _held[request] = (gap.Start, blocks);
                return 0;
            }
        }

        RefusedByFragmentation += blocks <= FreeBlocks ? 1 : 0;
        return -1;
    }

    /// <inheritdoc/>
    /// <remarks>A reservation does not grow: false says that the request asks for more than it reserved.</remarks>
    /// <exception cref="ArgumentException">The request holds nothing.</exception>
    public bool TryGrow(int request, int tokens) => tokens <= (long)Held(request).Blocks * BlockTokens;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request holds nothing, or more tokens were computed than it had room for.</exception>
    public void Release(int request, int computedTokens)
    {
        var (start, blocks) = Held(request);
        ArgumentOutOfRangeException.ThrowIfNegative(computedTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(computedTokens, (long)blocks * BlockTokens);
        _held[request] = default;
        FreeBlocks += blocks;
        var after = FirstGapBeyond(start);
        if (after < _gaps.Count && _gaps[after].Start == start + blocks)
        {
            blocks += _gaps[after].Blocks;
            _gaps.RemoveAt(after);
        }

        if (after > 0 && _gaps[after - 1].Start + _gaps[after - 1].Blocks == start)
        {
            _gaps[after - 1] = (_gaps[after - 1].Start, _gaps[after - 1].Blocks + blocks);
        }
        else
        {
            _gaps.Insert(after, (start, blocks));
        }
    }

    /// <inheritdoc/>
    public bool TryFork(int parent, int child) => false;

    private void Take(int index, (int Start, int Blocks) gap, int blocks)
    {
        FreeBlocks -= blocks;
        if (gap.Blocks == blocks)
        {
            _gaps.RemoveAt(index);
        }
        else
        {
            _gaps[index] = (gap.Start + blocks, gap.Blocks - blocks);
        }
    }

    private int FirstGapBeyond(int start)
    {
        var (low, high) = (0, _gaps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _gaps[middle].Start < start ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private (int Start, int Blocks) Held(int request) =>
        (uint)request < (uint)_held.Length && _held[request].Blocks > 0 ? _held[request] : throw new ArgumentException($"request {request} holds no blocks", nameof(request));
}

public static partial class KvAllocators
{
    /// <summary>One reservation a request, for the longest it may become.</summary>
    public static readonly KvAllocatorInfo Contiguous = Add(new("contiguous", "Kwon et al., PagedAttention, SOSP 2023, section 3.1: what it replaces", args => new ContiguousKv(args)));
}
