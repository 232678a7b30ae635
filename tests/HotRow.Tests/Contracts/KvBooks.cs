using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>Plays calls to an allocator and keeps, beside it, the plainest books of what it may answer.</summary>
internal sealed class KvBooks(IKvAllocator kv)
{
    private const int Requests = 6;
    private readonly Dictionary<int, Holding> _held = [];
    private readonly HashSet<string> _computed = [];
    private readonly Dictionary<int, int> _prompts = [];
    private readonly List<string> _answers = [];

    private sealed record Holding(int Tokens, int Reserved, int Prompt, long[] Prefix, bool IsForked = false);

    /// <summary>Plays the calls that the bytes stand for, checks every answer, and gives everything back at the end.</summary>
    public IReadOnlyList<string> Play(byte[] calls)
    {
        for (var i = 0; i + 2 < calls.Length; i += 3)
        {
            Call(calls[i] % 8, calls[i] / 8 % Requests, calls[i + 1], calls[i + 2]);
            Assert.Equal(kv.TotalBlocks, kv.FreeBlocks + kv.Use.HeldBlocks);
            Assert.InRange(kv.Use.KeptBlocks, 0, kv.FreeBlocks);
            CheckBlocks();
        }

        foreach (var (request, holding) in _held)
        {
            kv.Release(request, holding.Tokens);
        }

        Assert.Equal((kv.TotalBlocks, 0), (kv.FreeBlocks, kv.Use.HeldBlocks));
        return _answers;
    }

    private void Call(int kind, int request, int a, int b)
    {
        if (!_held.TryGetValue(request, out var holding))
        {
            Admit(request, a, b);
        }
        else if (kind < 5)
        {
            Grow(request, holding, a % 10);
        }
        else if (kind == 5 && !_held.ContainsKey(b % Requests))
        {
            Fork(request, holding, b % Requests);
        }
        else
        {
            var computed = kind == 6 ? holding.Tokens : a % (holding.Tokens + 1);
            kv.Release(request, computed);
            Compute(request, holding, computed);
            _held.Remove(request);
        }
    }

    private void Admit(int request, int a, int b)
    {
        // A request that comes back brings its old prompt and what it has produced; a new one gets a new length. Three families of prompts begin alike.
        var prompt = _prompts.TryGetValue(request, out var before) ? before : _prompts[request] = 1 + (a % 30);
        var known = prompt + (before > 0 ? b % 5 : 0);
        var family = request % 3;
        long[] prefix = family == 2 ? [] : [.. Enumerable.Range(0, ((prompt - 1) / 8) + 1).Select(piece => (100L * family) + piece)];
        var (free, held) = (kv.FreeBlocks, kv.Use.HeldBlocks);
        var found = kv.Admit(request, 1 + (b % 12), known, known + 10, prefix);
        _answers.Add($"admit {found}");
        if (found < 0)
        {
            Assert.Equal((free, held), (kv.FreeBlocks, kv.Use.HeldBlocks));
            Assert.True(kv is not PagedKv || free < BlocksOf(known), $"{known} tokens were refused with {free} blocks free");
            return;
        }

        Assert.InRange(found, 0, known - 1);
        var holding = new Holding(Math.Min(known, found + 1 + (b % 12)), kv is ContiguousKv ? known + 10 : int.MaxValue, prompt, prefix);
        for (var block = 0; block < found / kv.BlockTokens; block++)
        {
            Assert.Contains(Content(request, holding, block), _computed);
        }

        Assert.Equal(0, found % kv.BlockTokens);
        _held[request] = holding;
    }

    private void Grow(int request, Holding holding, int more)
    {
        var free = kv.FreeBlocks;
        var grown = kv.TryGrow(request, holding.Tokens + more);
        _answers.Add($"grow {grown}");
        if (grown)
        {
            Assert.True(holding.Tokens + more <= BlocksOf(holding.Reserved == int.MaxValue ? 1 << 20 : holding.Reserved) * kv.BlockTokens);
            Compute(request, holding, holding.Tokens);
            _held[request] = holding with { Tokens = holding.Tokens + more };
        }
        else
        {
            Assert.Equal(free, kv.FreeBlocks);
        }
    }

    private void Fork(int parent, Holding holding, int child)
    {
        var (free, held) = (kv.FreeBlocks, kv.Use.HeldBlocks);
        var forked = kv.TryFork(parent, child);
        _answers.Add($"fork {forked}");
        Assert.Equal((free, held), (kv.FreeBlocks, kv.Use.HeldBlocks));
        if (forked)
        {
            Compute(parent, holding, holding.Tokens);
            _prompts[child] = holding.Prompt;
            _held[child] = holding with { IsForked = true };
            _held[parent] = holding with { IsForked = true };
        }
    }

    private void CheckBlocks()
    {
        if (kv is not PagedKv paged)
        {
            return;
        }

        var lists = _held.Select(h => (h.Key, h.Value, Blocks: paged.BlocksHeldBy(h.Key).ToArray())).ToArray();
        Assert.Equal(kv.Use.HeldBlocks, lists.SelectMany(l => l.Blocks).Distinct().Count());
        foreach (var (request, holding, blocks) in lists)
        {
            Assert.Equal(BlocksOf(holding.Tokens), blocks.Length);
            Assert.Equal(blocks.Length, blocks.Distinct().Count());
        }

        // A block that two hold is a full block of a prompt that both begin with, or came from a fork.
        foreach (var twice in lists.Where(l => !l.Value.IsForked).SelectMany(l => l.Blocks.Select((block, i) => (block, Content: Content(l.Key, l.Value, i)))).GroupBy(t => t.block))
        {
            Assert.Single(twice.Select(t => t.Content).Distinct());
        }
    }

    private void Compute(int request, Holding holding, int tokens)
    {
        for (var block = 0; block < tokens / kv.BlockTokens; block++)
        {
            _computed.Add(Content(request, holding, block));
        }
    }

    private string Content(int request, Holding holding, int block) =>
        (block + 1) * kv.BlockTokens <= holding.Prompt && holding.Prefix.Length > 0 ? $"prompt {holding.Prefix[block * kv.BlockTokens / 8]}, {block}" : $"request {request}, {block}";

    private int BlocksOf(int tokens) => ((tokens - 1) / kv.BlockTokens) + 1;
}
