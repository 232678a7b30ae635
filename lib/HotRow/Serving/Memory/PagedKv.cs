namespace HotRow.Serving;

/// <summary>Keys and values in blocks of fixed size that lie anywhere: memory is taken as tokens come, shared where prompts begin alike, and found again where it was not yet used anew.</summary>
/// <remarks>
/// Free blocks are given out in the order in which they came back. A full block keeps the key of its tokens (the prompt's chained hash, or its own request and place) until it is
/// given out again; a request's blocks come back last first, so that its tail is overwritten before its beginning. At least one token of a request is always computed, for it makes the next one.
/// A piece of a prompt is offered to others once its request asks for more room: what it was given before is computed by then.
/// A forked pair writes into a block that both hold only after a copy; fork between steps, when all tokens given are computed.
/// <para><i>Cost:</i> O(1) a block; nothing is allocated once the holdings have grown.</para>
/// <para><i>Source:</i> Kwon et al., Efficient Memory Management for Large Language Model Serving with PagedAttention, SOSP 2023, section 4; the rules of reuse are those of vLLM's V1 block pool.</para>
/// <para><i>Deviation:</i> vLLM counts one block more than it gives out: its block 0 stands for "no block". A log that says 2,588 blocks is replayed with 2,587.
/// vLLM offers a block when its room is given, here it is offered one step later.</para>
/// </remarks>
public sealed class PagedKv : IKvAllocator
{
    private readonly FreeBlocks _free;
    private readonly BlockKeys _keys;
    private readonly int[] _holders;
    private readonly int _blocksPerHash;
    private readonly bool _keepsKeys;
    private readonly Stack<KvHolding> _spare = new();
    private KvHolding?[] _held = [];
    private int[] _promptTokens = [];
    private int _kept;
    private long _found;
    private long _copies;

    /// <summary>Creates the memory, all of it free.</summary>
    /// <param name="args">Its size.</param>
    /// <param name="keepsKeys">Whether anything can be found again; without it every admission computes all its tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one block or token, or hashes that do not stand for whole blocks.</exception>
    public PagedKv(KvArgs args, bool keepsKeys = true)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.TotalBlocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.BlockTokens, 1);
        if (args.PrefixTokens < args.BlockTokens || args.PrefixTokens % args.BlockTokens != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(args), args.PrefixTokens, $"a prefix hash stands for a multiple of the {args.BlockTokens} tokens of a block");
        }

        (BlockTokens, TotalBlocks, _keepsKeys) = (args.BlockTokens, args.TotalBlocks, keepsKeys);
        _blocksPerHash = args.PrefixTokens / args.BlockTokens;
        _free = new(TotalBlocks);
        _keys = new(TotalBlocks);
        _holders = new int[TotalBlocks];
    }

    /// <inheritdoc/>
    public int BlockTokens { get; }

    /// <inheritdoc/>
    public int TotalBlocks { get; }

    /// <inheritdoc/>
    public int FreeBlocks => _free.Count;

    /// <inheritdoc/>
    public KvUse Use => new(TotalBlocks - _free.Count, _kept, _found, _copies);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request holds something already, or a count of tokens is below 1.</exception>
    public int Admit(int request, int computeTokens, int knownTokens, int wholeTokens, ReadOnlySpan<long> prefix)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(computeTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(knownTokens, 1);
        Reach(request);
        if (_held[request] is not null)
        {
            throw new ArgumentException($"request {request} holds blocks already", nameof(request));
        }

        if (_promptTokens[request] == 0)
        {
            _promptTokens[request] = knownTokens;
        }

        var holding = _spare.Count > 0 ? _spare.Pop() : new();
        holding.Begin(_promptTokens[request], prefix);
        var taken = Find(request, knownTokens, holding);
        if (BlocksOf(knownTokens) - holding.Count > _free.Count - taken)
        {
            _spare.Push(holding);
            return -1;
        }

        // What was found leaves the free list first, or the request could be given its own blocks to write into.
        foreach (var block in holding.Blocks)
        {
            Hold(block);
        }

        var found = holding.Count * BlockTokens;
        holding.Tokens = found + Math.Min(computeTokens, knownTokens - found);
        while (holding.Count < BlocksOf(holding.Tokens))
        {
            holding.Add(TakeFree());
        }

        _held[request] = holding;
        _found += found;
        return found;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request holds nothing.</exception>
    public bool TryGrow(int request, int tokens)
    {
        var holding = Held(request);
        if (tokens <= holding.Tokens)
        {
            return true;
        }

        var last = holding.Tokens / BlockTokens;
        var copies = last < holding.Count && _holders[holding.Blocks[last]] > 1;
        if (BlocksOf(tokens) - holding.Count + (copies ? 1 : 0) > _free.Count)
        {
            return false;
        }

        if (copies)
        {
            _holders[holding.Blocks[last]]--;
            holding.Blocks[last] = TakeFree();
            _copies++;
        }

        while (holding.Count < BlocksOf(tokens))
        {
            holding.Add(TakeFree());
        }

        if (holding.Prefix.Length > 0)
        {
            Offer(request, holding, holding.Tokens / BlockTokens);
        }

        holding.Tokens = tokens;
        return true;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The request holds nothing, or more tokens were computed than it had room for.</exception>
    public void Release(int request, int computedTokens)
    {
        var holding = Held(request);
        ArgumentOutOfRangeException.ThrowIfNegative(computedTokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(computedTokens, holding.Tokens);
        Offer(request, holding, computedTokens / BlockTokens);
        for (var i = holding.Count - 1; i >= 0; i--)
        {
            var block = holding.Blocks[i];
            if (--_holders[block] == 0)
            {
                _free.Append(block);
                _kept += _keys.Has(block) ? 1 : 0;
            }
        }

        _held[request] = null;
        _spare.Push(holding);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The parent holds nothing, or the child holds something.</exception>
    public bool TryFork(int parent, int child)
    {
        var from = Held(parent);
        Reach(child);
        if (_held[child] is not null)
        {
            throw new ArgumentException($"request {child} holds blocks already", nameof(child));
        }

        var holding = _spare.Count > 0 ? _spare.Pop() : new();
        holding.Begin(from.PromptTokens, from.Prefix);
        _promptTokens[child] = from.PromptTokens;
        foreach (var block in from.Blocks)
        {
            holding.Add(block);
            _holders[block]++;
        }

        (holding.Tokens, holding.Offered) = (from.Tokens, from.Offered);
        _held[child] = holding;
        return true;
    }

    /// <summary>The blocks of a request in the order of their tokens; for tests and drawings.</summary>
    /// <exception cref="ArgumentException">The request holds nothing.</exception>
    internal ReadOnlySpan<int> BlocksHeldBy(int request) => Held(request).Blocks;

    private int BlocksOf(int tokens) => ((tokens - 1) / BlockTokens) + 1;

    private int Find(int request, int knownTokens, KvHolding holding)
    {
        var free = 0;
        var most = _keepsKeys ? (knownTokens - 1) / BlockTokens : 0;
        while (holding.Count < most && _keys.TryFind(KeyOf(request, holding, holding.Count), out var block))
        {
            free += _holders[block] == 0 ? 1 : 0;
            holding.Add(block);
        }

        holding.Offered = holding.Count;
        return free;
    }

    private void Hold(int block)
    {
        if (_holders[block]++ == 0)
        {
            _free.Remove(block);
            _kept--;
        }
    }

    private int TakeFree()
    {
        var block = _free.TakeOldest();
        _kept -= _keys.Remove(block) ? 1 : 0;
        _holders[block] = 1;
        return block;
    }

    private void Offer(int request, KvHolding holding, int fullBlocks)
    {
        for (var i = holding.Offered; i < fullBlocks && _keepsKeys; i++)
        {
            _keys.TryAdd(holding.Blocks[i], KeyOf(request, holding, i));
        }

        holding.Offered = Math.Max(holding.Offered, fullBlocks);
    }

    private BlockKey KeyOf(int request, KvHolding holding, int block)
    {
        var piece = block / _blocksPerHash;
        return piece < holding.Prefix.Length && (block + 1) * BlockTokens <= holding.PromptTokens
            ? BlockKey.Shared(holding.Prefix[piece], block % _blocksPerHash)
            : BlockKey.Own(request, block);
    }

    private KvHolding Held(int request) =>
        (uint)request < (uint)_held.Length && _held[request] is { } holding ? holding : throw new ArgumentException($"request {request} holds no blocks", nameof(request));

    private void Reach(int request)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request);
        if (request >= _held.Length)
        {
            var size = Math.Max(request + 1, Math.Max(256, _held.Length * 2));
            Array.Resize(ref _held, size);
            Array.Resize(ref _promptTokens, size);
        }
    }
}

public static partial class KvAllocators
{
    /// <summary>Blocks of fixed size, shared and found again.</summary>
    public static readonly KvAllocatorInfo Paged = Add(new("paged", "Kwon et al., PagedAttention, SOSP 2023", args => new PagedKv(args)));

    /// <summary>Blocks of fixed size without a prefix cache: a preempted request computes everything again.</summary>
    public static readonly KvAllocatorInfo PagedWithoutReuse =
        Add(new("paged-without-reuse", "Kwon et al., PagedAttention, SOSP 2023, section 4.5: recomputation", args => new PagedKv(args, keepsKeys: false)));
}
