using HotRow.Tests.Caching;

namespace HotRow.Tests.Contracts;

/// <summary>What every entry of the sketch catalog promises.</summary>
public sealed class HotRowSketchContractTests
{
    private const int RowCount = 3_000;
    private static readonly long[] s_budgets = [5_000, 20_000, 100_001];

    public static TheoryData<string> Sketches => new(HotRowSketches.All.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Estimates_EveryShape_KeepTheirSides(string name)
    {
        var info = HotRowSketches.Find(name);
        foreach (var budget in s_budgets)
        {
            foreach (var (shape, rows) in TestTraces.Shapes(RowCount, 30_000, seed: 7))
            {
                var sketch = Filled(info, budget, rows);
                var counts = new int[RowCount];
                Array.ForEach(rows, row => counts[row]++);
                for (var row = 0; row < RowCount; row++)
                {
                    var estimate = sketch.EstimateOf(row);
                    if ((info.NeverBelow && estimate < counts[row]) || (info.NeverAbove && estimate > counts[row]) || estimate < 0)
                        Assert.Fail($"{shape}, {budget} B, row {row}: {counts[row]} uses, estimate {estimate}");
                }

                Assert.Equal(rows.Length, sketch.Accesses);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Bytes_StayWithinTheBudget(string name)
    {
        foreach (var budget in s_budgets)
        {
            var bytes = Filled(HotRowSketches.Find(name), budget, TestTraces.Uniform(RowCount, 10_000, seed: 1)).Bytes;

            Assert.True(name == "exact" ? bytes >= 8 * RowCount : bytes <= budget, $"{bytes} B of {budget}");
            Assert.True(bytes > 0.95 * Math.Min(budget, 8 * RowCount), $"only {bytes} B of {budget}");
        }
    }

    // 40 kB are some 900 counters of Space-Saving; the 20 hottest of 3,000 Zipf rows make 36 % of the uses.
    [Theory]
    [MemberData(nameof(Sketches))]
    public void Top_Zipf_FindsTheHottestRowsInOrder(string name)
    {
        var rows = TestTraces.Zipf(RowCount, 60_000, 1.1, seed: 3);
        var sketch = Filled(HotRowSketches.Find(name), 40_000, rows);
        var top = new HeavyRow[20];

        Assert.Equal(20, sketch.Top(top));

        var hottest = rows.GroupBy(r => r).OrderByDescending(g => g.Count()).Take(20).Select(g => g.Key).ToHashSet();
        Assert.True(top.Count(t => hottest.Contains(t.Row)) >= 18, string.Join(' ', top));
        Assert.Equal(top.OrderByDescending(t => t.Estimate).ThenBy(t => t.Row), top);
        Assert.Equal(20, top.Select(t => t.Row).Distinct().Count());
        Assert.Equal(3, sketch.Top(top.AsSpan(0, 3)));
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Clear_ThenOneRow_IsAllThereIs(string name)
    {
        var sketch = Filled(HotRowSketches.Find(name), 20_000, TestTraces.Uniform(RowCount, 10_000, seed: 2));
        sketch.Clear();
        sketch.Add(int.MaxValue);
        sketch.Add(int.MaxValue);
        var top = new HeavyRow[5];

        Assert.Equal(1, sketch.Top(top));
        Assert.Equal((new HeavyRow(int.MaxValue, 2), 2L, 0L), (top[0], sketch.Accesses, sketch.EstimateOf(5)));
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Add_WarmSketch_AllocatesNothing(string name)
    {
        var rows = TestTraces.Zipf(RowCount, 5_000, 0.7, seed: 4);
        var sketch = Filled(HotRowSketches.Find(name), 20_000, rows);

        Assert.Equal(0, AllocatedBytes.Of(() => AddAll(sketch, rows)));
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Create_SameSeed_GivesTheSameEstimates(string name)
    {
        var rows = TestTraces.Zipf(RowCount, 20_000, 0.7, seed: 5);
        var (first, second) = (Filled(HotRowSketches.Find(name), 9_000, rows), Filled(HotRowSketches.Find(name), 9_000, rows));

        Assert.All(Enumerable.Range(0, RowCount), row => Assert.Equal(first.EstimateOf(row), second.EstimateOf(row)));
    }

    [Theory]
    [MemberData(nameof(Sketches))]
    public void Create_TooSmallABudget_SaysWhatIsNeeded(string name)
    {
        if (name == "exact")
            return;

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => HotRowSketches.Find(name).Create(new HotRowSketchArgs(100, 50)));
        Assert.Contains("a sketch of the 50 hottest rows takes at least", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HotRowSketchArgs(100, 0));
    }

    internal static IHotRowSketch Filled(HotRowSketchInfo info, long budget, int[] rows)
    {
        var sketch = info.Create(new HotRowSketchArgs(budget, Top: 20));
        AddAll(sketch, rows);
        return sketch;
    }

    private static void AddAll(IHotRowSketch sketch, int[] rows)
    {
        foreach (var row in rows)
        {
            sketch.Add(row);
        }
    }
}
