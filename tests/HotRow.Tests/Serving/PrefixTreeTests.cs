using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests.Serving;

public class PrefixTreeTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(20_26, 13).WithMaxTest(300);

    // Four places. [1 2 3] and then [1 4]: 1 is shared. [5 6] needs one place more than there is: 3, the leaf that was not used for longest, goes.
    [Fact]
    public void Use_Full_GivesUpTheOldestLeaf()
    {
        var tree = new PrefixTree(5);

        Assert.Equal(0, tree.Use([1, 2, 3], SimTime.Zero));
        Assert.Equal(1, tree.Use([1, 4], SimTime.Zero));
        Assert.Equal(4, tree.Count);
        Assert.Equal(0, tree.Use([5, 6], SimTime.Zero));

        Assert.Equal((5, 2, 2, 2), (tree.Count, tree.Match([1, 2, 3]), tree.Match([1, 4]), tree.Match([5, 6])));
    }

    [Fact]
    public void Use_LongerThanTheTree_KeepsTheBeginning()
    {
        var tree = new PrefixTree(3);

        Assert.Equal(0, tree.Use([1, 2, 3, 4, 5], SimTime.Zero));
        Assert.Equal(3, tree.Use([1, 2, 3, 4, 5], SimTime.Zero));
        Assert.Equal(3, tree.Count);
    }

    [Fact]
    public void Use_AfterTheTimeToLive_FindsOnlyWhatWasUsedSince()
    {
        var tree = new PrefixTree(10, SimTime.FromSeconds(300));
        tree.Use([1, 2, 3], SimTime.Zero);
        tree.Use([1, 2], SimTime.FromSeconds(200));

        Assert.Equal(2, tree.Use([1, 2, 3], SimTime.FromSeconds(301)));
        Assert.Equal(3, tree.Use([1, 2, 3], SimTime.FromSeconds(601)));
        Assert.Equal(0, tree.Use([1, 2, 3], SimTime.FromSeconds(902)));
    }

    [Fact]
    public void Use_AnyPrompts_IsTheTreeThatIsSearchedFromEndToEnd() => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte>((prompts, size) =>
    {
        var capacity = 1 + (size % 12);
        var (tree, plain) = (new PrefixTree(capacity, new SimTime(6)), new PlainTree(capacity, 6));
        for (var i = 0; i < prompts.Length; i++)
        {
            // Six bits are a path of up to 6 blocks out of two at each fork.
            var path = Enumerable.Range(0, 1 + (prompts[i] % 6)).Select(depth => (long)((prompts[i] >> depth) & 1)).ToArray();
            Assert.Equal(plain.Use(path, i), tree.Use(path, new SimTime(i)));
            Assert.Equal(plain.Count, tree.Count);
        }
    }));

    [Fact]
    public void Use_Grown_AllocatesNothing()
    {
        var tree = new PrefixTree(50);
        long[] path = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        Walk(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(1_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Walk(long from)
        {
            for (var i = 0; i < 400; i++)
            {
                path[1] = from + i;
                tree.Use(path, SimTime.Zero);
            }
        }
    }

    /// <summary>Nodes by their whole path, with the number of their last use; what goes is the oldest node on which no other hangs.</summary>
    private sealed class PlainTree(int capacity, int timeToLive)
    {
        private readonly Dictionary<string, int> _used = [];

        public int Count => _used.Count;

        public int Use(long[] path, int now)
        {
            foreach (var old in _used.Where(n => now - n.Value > timeToLive).Select(n => n.Key).ToArray())
            {
                _used.Remove(old);
            }

            var nodes = Enumerable.Range(1, Math.Min(path.Length, capacity)).Select(length => string.Join('/', path.Take(length))).ToArray();
            var found = nodes.TakeWhile(_used.ContainsKey).Count();
            foreach (var node in nodes[..found])
            {
                _used[node] = now;
            }

            foreach (var node in nodes[found..])
            {
                if (_used.Count == capacity)
                {
                    _used.Remove(_used.Where(n => !_used.Keys.Any(k => k.StartsWith(n.Key + "/", StringComparison.Ordinal))).MinBy(n => n.Value).Key);
                }

                _used[node] = now;
            }

            return found;
        }
    }
}
