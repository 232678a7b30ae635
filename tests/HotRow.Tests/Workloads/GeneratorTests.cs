namespace HotRow.Tests;

public class GeneratorTests
{
    [Fact]
    public void Drift_MoreRowsThanItsMapHolds_IsAnInputError() =>
        Assert.Equal("drift keeps a row number for each rank, and 2147483647 are too many; it takes at most 536870912 rows",
            Assert.Throws<InputException>(() => Workloads.Drift.Create(new WorkloadArgs { RowCount = int.MaxValue })).Message);

    [Fact]
    public void Loop_MoreAccessesThanRows_GoesRoundAndRound()
    {
        var rows = Rows(Workloads.Loop, new WorkloadArgs { RowCount = 3, IndexCount = 7 });

        Assert.Equal([0, 1, 2, 0, 1, 2, 0], rows);
    }

    [Fact]
    public void Scan_HotHalf_SweepsTheOthersInOrder()
    {
        var rows = Rows(Workloads.Scan, new WorkloadArgs { RowCount = 1000, IndexCount = 10_000 });

        var cold = rows.Where(row => row >= 10).ToArray();
        Assert.Equal(Enumerable.Range(0, cold.Length).Select(i => 10 + (i % 990)), cold);

        // Half of 10,000 fair coins: five deviations of 50 either way.
        Assert.InRange(cold.Length, 4750, 5250);
        Assert.Equal(10, rows.Where(row => row < 10).Distinct().Count());
    }

    [Fact]
    public void Scan_OneRow_IsThatRow() => Assert.Equal([0, 0, 0], Rows(Workloads.Scan, new WorkloadArgs { RowCount = 1, IndexCount = 3 }));

    [Fact]
    public void Drift_FirstAndLastTenth_KeepTheLawAndLoseTheRows()
    {
        var args = new WorkloadArgs { RowCount = 1000, IndexCount = 1_000_000, Alpha = 1 };
        var rows = Rows(Workloads.Drift, args);
        var first = TopRows(rows[..100_000]);
        var last = TopRows(rows[^100_000..]);

        // 37 % of the ranks keep their row over the whole trace, a little more from the first tenth to the last.
        Assert.InRange(first.Intersect(last).Count() / 100.0, 0.2, 0.65);
        Assert.True(TopRows(rows[..100_000]).Intersect(TopRows(rows[100_000..200_000])).Count() > first.Intersect(last).Count());
    }

    [Fact]
    public void Zipf_TopRows_GetTheSharesOfTheLaw()
    {
        var args = new WorkloadArgs { RowCount = 1000, IndexCount = 200_000, Alpha = 1.1 };
        var counts = new long[args.RowCount];
        foreach (var row in Rows(Workloads.Zipf, args))
        {
            counts[row]++;
        }

        Array.Sort(counts);
        Array.Reverse(counts);
        Assert.Equal(new ZipfLaw(1000, 1.1).Coverage(10), counts.Take(10).Sum() / 200_000.0, 2);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    public void Create_NothingToMake_Throws(int rows, long accesses, int batch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Workloads.Uniform.Create(new WorkloadArgs { RowCount = rows, IndexCount = accesses, BatchSize = batch }));

    private static int[] Rows(WorkloadInfo workload, WorkloadArgs args) => MemoryTrace.Load(workload.Create(args)).Rows.ToArray();

    private static int[] TopRows(int[] rows) => [.. rows.GroupBy(row => row).OrderByDescending(g => g.Count()).Take(100).Select(g => g.Key)];
}
