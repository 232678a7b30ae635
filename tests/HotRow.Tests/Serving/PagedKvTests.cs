using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests.Serving;

public class PagedKvTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(20_26, 15).WithMaxTest(300);

    // Request 0 holds blocks 0 1 2 and computed 10 of 12 tokens: two full blocks. They come back last first, so the free list is 3 2 1 0.
    // Request 1 takes 3 and 2; then request 0 finds both of its full blocks again.
    [Fact]
    public void Release_Preempted_TailIsOverwrittenFirst()
    {
        var kv = New(4);
        kv.Admit(0, 12, 12, 12, []);
        kv.Release(0, 10);
        Assert.Equal(2, kv.Use.KeptBlocks);

        kv.Admit(1, 8, 8, 8, []);
        Assert.Equal([3, 2], kv.BlocksHeldBy(1).ToArray());

        Assert.Equal(-1, kv.Admit(0, 12, 14, 14, []));
        kv.Release(1, 8);
        Assert.Equal(8, kv.Admit(0, 12, 14, 14, []));
        Assert.Equal([1, 0], kv.BlocksHeldBy(0)[..2].ToArray().Reverse());
        Assert.Equal(8, kv.Use.FoundTokens);
    }

    // Three blocks are full, but the third holds the last known token, which makes the next one: it is computed again.
    [Fact]
    public void Admit_AllOfItIsThere_OneTokenAtLeastIsComputed()
    {
        var kv = New(8);
        kv.Admit(0, 12, 12, 20, []);
        kv.Release(0, 12);

        Assert.Equal(8, kv.Admit(0, 12, 12, 20, []));
    }

    [Fact]
    public void Admit_SamePromptWhileTheFirstRuns_SharesWhatWasComputed()
    {
        var kv = New(20);
        long[] prefix = [7, 8];
        kv.Admit(0, 16, 16, 30, prefix);
        Assert.Equal(0, kv.Admit(1, 16, 16, 30, prefix));
        kv.TryGrow(0, 17);

        // Of 16 prompt tokens 12 can be found; the blocks are request 0's own.
        Assert.Equal(12, kv.Admit(2, 16, 16, 30, prefix));
        Assert.Equal(kv.BlocksHeldBy(0)[..3].ToArray(), kv.BlocksHeldBy(2)[..3].ToArray());
        Assert.Equal(5 + 4 + 1, kv.Use.HeldBlocks);

        kv.Release(0, 17);
        kv.Release(2, 16);
        kv.Release(1, 16);
        Assert.Equal((20, 0), (kv.FreeBlocks, kv.Use.HeldBlocks));
    }

    [Fact]
    public void Admit_PromptsDifferInTheSecondPiece_ShareTheFirst()
    {
        var kv = New(20);
        kv.Admit(0, 20, 20, 20, [7, 8, 9]);
        kv.Release(0, 20);

        Assert.Equal(8, kv.Admit(1, 20, 20, 20, [7, 5, 6]));
        Assert.Equal(16, kv.Admit(2, 18, 18, 18, [7, 8, 4]));
    }

    // The parent's 6 tokens fill one block and a half. The child writes token 7 into its own copy of the half; the parent then owns the other alone and needs none.
    [Fact]
    public void TryFork_BothWrite_OneCopyOfTheLastBlock()
    {
        var kv = New(8);
        kv.Admit(0, 6, 6, 20, []);
        Assert.True(kv.TryFork(0, 1));
        Assert.Equal(2, kv.Use.HeldBlocks);

        Assert.True(kv.TryGrow(1, 7));
        Assert.Equal((3, 1L), (kv.Use.HeldBlocks, kv.Use.Copies));
        Assert.Equal(kv.BlocksHeldBy(0)[0], kv.BlocksHeldBy(1)[0]);
        Assert.NotEqual(kv.BlocksHeldBy(0)[1], kv.BlocksHeldBy(1)[1]);

        Assert.True(kv.TryGrow(0, 7));
        Assert.Equal((3, 1L), (kv.Use.HeldBlocks, kv.Use.Copies));
    }

    [Fact]
    public void TryFork_FullLastBlock_NeedsNoCopy()
    {
        var kv = New(3);
        kv.Admit(0, 8, 8, 20, []);
        kv.TryFork(0, 1);

        Assert.True(kv.TryGrow(1, 9));
        Assert.False(kv.TryGrow(0, 9));
        Assert.Equal(0, kv.Use.Copies);
    }

    [Fact]
    public void WithoutReuse_FindsNothing()
    {
        var kv = KvAllocators.PagedWithoutReuse.Create(new(8, 4, 8));
        kv.Admit(0, 12, 12, 20, [1, 2]);
        kv.Release(0, 12);

        Assert.Equal(0, kv.Admit(0, 12, 12, 20, [1, 2]));
        Assert.Equal(new KvUse(3, 0, 0, 0), kv.Use);
    }

    [Theory]
    [InlineData(0, 16, 512)]
    [InlineData(8, 0, 512)]
    [InlineData(8, 16, 500)]
    [InlineData(8, 16, 8)]
    public void New_ImpossibleSizes_Throws(int blocks, int tokens, int prefix) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PagedKv(new(blocks, tokens, prefix)));

    // Preemption as the replay of the real log needs it: against the plainest memory with the same rules, block by block.
    [Fact]
    public void OwnBlocks_AnyOrder_AreThoseOfThePlainList() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte>((calls, size) =>
    {
        var blocks = 3 + (size % 30);
        var (kv, plain) = (New(blocks), new PlainList(blocks, 4));
        var computed = new Dictionary<int, int>();
        var held = new Dictionary<int, int>();
        for (var i = 0; i + 2 < calls.Length; i += 3)
        {
            var (request, a, b) = (calls[i] % 7, calls[i + 1] % 40, calls[i + 2] % 12);
            if (!held.TryGetValue(request, out var tokens))
            {
                var known = Math.Max(computed.GetValueOrDefault(request) + 1, 1 + a);
                var found = kv.Admit(request, 1 + b, known, known, []);
                Assert.Equal(plain.Admit(request, 1 + b, known), found);
                if (found >= 0)
                {
                    held[request] = Math.Min(known, found + 1 + b);
                }
            }
            else if (a < 25)
            {
                var grown = kv.TryGrow(request, tokens + b);
                Assert.Equal(plain.TryGrow(request, tokens + b), grown);
                held[request] = grown ? tokens + b : tokens;
            }
            else
            {
                kv.Release(request, tokens);
                plain.Release(request, tokens);
                computed[request] = tokens;
                held.Remove(request);
            }

            Assert.Equal(plain.Free.Count, kv.FreeBlocks);
            Assert.All(held.Keys, r => Assert.Equal(plain.Own[r], kv.BlocksHeldBy(r).ToArray()));
        }
    }));

    private static PagedKv New(int blocks) => new(new(blocks, BlockTokens: 4, PrefixTokens: 8));

    /// <summary>A free list that is searched from end to end, and keys in a dictionary.</summary>
    private sealed class PlainList(int blocks, int blockTokens)
    {
        private readonly Dictionary<(int Request, int Block), int> _where = [];

        public List<int> Free { get; } = [.. Enumerable.Range(0, blocks)];

        public Dictionary<int, List<int>> Own { get; } = [];

        public int Admit(int request, int compute, int known)
        {
            var found = new List<int>();
            while (found.Count < (known - 1) / blockTokens && _where.TryGetValue((request, found.Count), out var block))
            {
                found.Add(block);
            }

            if (Blocks(known) - found.Count > Free.Count - found.Count)
            {
                return -1;
            }

            Free.RemoveAll(found.Contains);
            Own[request] = found;
            var tokens = found.Count * blockTokens;
            Take(request, Blocks(tokens + Math.Min(compute, known - tokens)));
            return tokens;
        }

        public bool TryGrow(int request, int tokens)
        {
            if (Blocks(tokens) - Own[request].Count > Free.Count)
            {
                return false;
            }

            Take(request, Blocks(tokens));
            return true;
        }

        public void Release(int request, int computed)
        {
            for (var i = 0; i < computed / blockTokens; i++)
            {
                _where[(request, i)] = Own[request][i];
            }

            Free.AddRange(Enumerable.Reverse(Own[request]));
            Own.Remove(request);
        }

        private void Take(int request, int count)
        {
            while (Own[request].Count < count)
            {
                var block = Free[0];
                Free.RemoveAt(0);
                foreach (var key in _where.Where(w => w.Value == block).Select(w => w.Key).ToArray())
                {
                    _where.Remove(key);
                }

                Own[request].Add(block);
            }
        }

        private int Blocks(int tokens) => (tokens + blockTokens - 1) / blockTokens;
    }
}
