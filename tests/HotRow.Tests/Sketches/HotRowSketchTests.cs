using HotRow.Tests.Caching;
using HotRow.Tests.Contracts;

namespace HotRow.Tests.Sketches;

public sealed class HotRowSketchTests
{
    // Metwally et al. 2005, lemmas 3 to 5: the counts add up to N, the least is at most N / m, no estimate is off by more, and
    // each row used more often than N / m has a counter.
    [Theory]
    [InlineData(20)]
    [InlineData(300)]
    public void SpaceSaving_EveryShape_KeepsItsBounds(int counters)
    {
        foreach (var (shape, rows) in TestTraces.Shapes(1_000, 20_000, seed: 8))
        {
            var sketch = new SpaceSaving(new HotRowSketchArgs(SpaceSaving.BytesFor(counters), 20));
            var counts = new int[1_000];
            foreach (var row in rows)
            {
                counts[row]++;
                sketch.Add(row);
            }

            var top = new HeavyRow[counters];
            Assert.Equal((counters, counters), (sketch.Counters, sketch.Top(top)));
            Assert.Equal(rows.Length, top.Sum(t => t.Estimate));
            var bound = rows.Length / (double)counters;
            Assert.True(top[^1].Estimate <= bound, shape);
            Assert.All(Enumerable.Range(0, 1_000), row => Assert.InRange(sketch.EstimateOf(row), counts[row], counts[row] + bound));
            Assert.All(Enumerable.Range(0, 1_000).Where(row => counts[row] > bound), row => Assert.Contains(top, t => t.Row == row));
        }
    }

    // Two counters over a b a c: a 2, b 1; c takes b's counter and adds one. Unseen rows could have had the least count, 2.
    [Fact]
    public void SpaceSaving_SmallExample_ReplacesTheLeast()
    {
        var sketch = new SpaceSaving(new HotRowSketchArgs(SpaceSaving.BytesFor(2), 2));
        Array.ForEach([7, 8, 7, 9], sketch.Add);
        var top = new HeavyRow[2];

        Assert.Equal(2, sketch.Top(top));
        Assert.Equal([new(7, 2), new(9, 2)], top);
        Assert.Equal((2, 2), (sketch.EstimateOf(8), sketch.EstimateOf(1234)));
    }

    // With a counter for every row nothing is ever replaced, so the lists of buckets must agree with a dictionary.
    [Fact]
    public void SpaceSaving_RoomForAll_IsExact()
    {
        var rows = TestTraces.Zipf(500, 20_000, 0.8, seed: 12);
        var (sketch, exact) = (new SpaceSaving(new HotRowSketchArgs(SpaceSaving.BytesFor(500), 20)), new ExactCounts());
        var (top, expected) = (new HeavyRow[500], new HeavyRow[500]);
        for (var i = 0; i < rows.Length; i++)
        {
            sketch.Add(rows[i]);
            exact.Add(rows[i]);
            if (i % 2_000 == 0)
            {
                var count = sketch.Top(top);
                Assert.Equal(expected[..exact.Top(expected)], top[..count]);
            }
        }
    }

    // Over by more than e N / w has probability e^-4 = 1.8 % a row; 5 % of the rows allows for what hashes share.
    [Theory]
    [InlineData("count-min-heap")]
    [InlineData("count-min-conservative")]
    public void CountMin_EpsilonDelta_Holds(string name)
    {
        var rows = TestTraces.Zipf(5_000, 50_000, 0.6, seed: 9);
        var counts = new int[5_000];
        Array.ForEach(rows, row => counts[row]++);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var sketch = (CountMinTop)HotRowSketches.Find(name).Create(new HotRowSketchArgs(6_000, 20, seed));
            Array.ForEach(rows, sketch.Add);
            var over = Enumerable.Range(0, 5_000).Count(row => sketch.EstimateOf(row) > counts[row] + (Math.E * rows.Length / sketch.Width));

            Assert.True(over <= 250, $"{over} of 5,000 rows");
        }
    }

    [Fact]
    public void CountMinConservative_IsNeverAboveThePlainSketch()
    {
        var rows = TestTraces.Zipf(3_000, 30_000, 0.8, seed: 10);
        var plain = HotRowSketchContractTests.Filled(HotRowSketches.CountMin, 6_000, rows);
        var conservative = HotRowSketchContractTests.Filled(HotRowSketches.CountMinConservative, 6_000, rows);

        Assert.All(Enumerable.Range(0, 3_000), row => Assert.True(conservative.EstimateOf(row) <= plain.EstimateOf(row)));
        Assert.Contains(Enumerable.Range(0, 3_000), row => conservative.EstimateOf(row) < plain.EstimateOf(row));
    }

    // A row with 10,000 uses among single ones: another row takes one away with probability 1.08^-count, so once it counts
    // 100 it loses one in 2,200 foreign uses; before that, some tens.
    [Fact]
    public void HeavyKeeper_OneHotRow_LosesNextToNothing()
    {
        var sketch = HotRowSketches.HeavyKeeper.Create(new HotRowSketchArgs(6_000, 20));
        for (var i = 0; i < 10_000; i++)
        {
            sketch.Add(1_000_000);
            sketch.Add(i);
        }

        Assert.InRange(sketch.EstimateOf(1_000_000), 9_900, 10_000);
    }

    // Add and remove by turns against a dictionary; 16 nodes in 32 places collide all the time.
    [Fact]
    public void NodeIndex_RandomChanges_FindsWhatIsThere()
    {
        var rows = new int[16];
        var index = new NodeIndex(rows);
        var nodeOf = new Dictionary<int, int>();
        var random = new Xoshiro256(21);
        for (var i = 0; i < 4_000; i++)
        {
            var node = random.NextInt32(16);
            if (nodeOf.ContainsValue(node))
            {
                index.Remove(node);
                nodeOf.Remove(rows[node]);
            }
            else
            {
                var row = random.NextInt32(40);
                if (nodeOf.ContainsKey(row))
                    continue;
                rows[node] = row;
                index.Add(node);
                nodeOf[row] = node;
            }

            for (var row = 0; row < 40; row++)
            {
                Assert.Equal(nodeOf.GetValueOrDefault(row, -1), index.Find(row));
            }
        }
    }

    // Less than any fixed part: a difference would wrap to a budget of exbibytes.
    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData(-1)]
    public void Args_NegativeBudget_IsRefused(long bytes)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HotRowSketchArgs(bytes, 1));
        var set = new HotRowSketchArgs(1_000, 1) with { BudgetBytes = bytes };
        foreach (var sketch in HotRowSketches.All.Where(s => s != HotRowSketches.Exact))
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Create(set));
        }
    }
}
