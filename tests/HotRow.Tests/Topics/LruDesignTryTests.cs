using HotRow.Lab;

namespace HotRow.Tests.Topics;

public sealed class LruDesignTryTests
{
    [Fact]
    public void Loop_DirectMapped_FollowsTheBirthdayForm()
    {
        // One slot a set: a row misses unless none of the other 4,095 chose its slot, (1 - 1/4096)^4095 = 0.3679.
        var result = Try.Loop(ways: 1, fill: 1);
        Assert.Equal(1 - 0.3679, result.Numbers[1].Value, 0.0001);
        Assert.Equal(result.Numbers[1].Value, result.Numbers[0].Value, 0.03);
        Assert.Equal(0, result.Numbers[2].Value);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 0)]
    [InlineData(1.1, 1)]
    public void Loop_OneSet_MissesNothingOrAll(double fill, double expected)
    {
        var result = Try.Loop(ways: 256, fill, slots: 256);
        Assert.Equal(expected, result.Numbers[0].Value);
        Assert.Equal(expected, result.Numbers[1].Value, 1e-12);
        Assert.Equal(expected, result.Numbers[2].Value);
    }

    [Fact]
    public void OnceUsedRows_LruAgainstDistinctRowsSinceLastUse_CountsTheSameHits()
    {
        const int slots = 50;
        var (rows, rowCount) = Try.OnceUsedTrace(0.3, 1_000);
        long hits = 0, hot = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var last = Array.LastIndexOf(rows, rows[i], Math.Max(0, i - 1));
            hot += rows[i] < 10_000 ? 1 : 0;
            hits += i > 0 && last >= 0 && last < i && rows[last..i].Distinct().Count() <= slots ? 1 : 0;
        }

        var result = Try.OnceUsedRows("lru", 0.3, slots, 1_000);
        Assert.Equal((double)hits / hot, result.Numbers[0].Value, 1e-12);
        Assert.Equal(10_000 + rows.Length - hot, rowCount);
    }

    [Fact]
    public void OnceUsedRows_Belady_IsNotDisturbed()
    {
        var result = Try.OnceUsedRows("belady", 0.5);
        var lru = Try.OnceUsedRows("lru", 0.5);
        Assert.True(lru.Numbers[2].Value - lru.Numbers[0].Value > 0.03);
        Assert.True(result.Numbers[0].Value > lru.Numbers[0].Value);
        Assert.True(result.Numbers[2].Value - result.Numbers[0].Value < lru.Numbers[2].Value - lru.Numbers[0].Value);
    }

    [Fact]
    public void Metadata_ArrayBackedLru_IsTwelveBytesAndATableOfAllRows()
    {
        // 4 B for each of 1,000,000 rows over 10,000 slots are 400 B a slot; two neighbours and the row are 12 B; the list's head and tail round up.
        Assert.Equal(412, Try.Metadata("lru", 1_000_000, 1).Numbers[0].Value, 0.5);
        Assert.Equal(412.0 / 64, Try.Metadata("lru", 1_000_000, 1, rowBytes: 64).Numbers[1].Value, 0.01);
    }

    [Fact]
    public void Metadata_Chart_KeepsTheShareThatIsCached()
    {
        // 1 % of any table: 12 B and 100 x 4 B of index for each slot, until a hash of the cached rows alone takes its place; the answer for 10 M rows must be the chart's.
        var chart = Try.Metadata("lru", 1_000_000, 1).Data!.Points.ToDictionary(p => p.X.Number, p => p.Y);

        Assert.Equal(412, chart[1_000_000], 0.5);
        Assert.Equal(412, chart[10_000_000], 0.5);
        Assert.Equal(Try.Metadata("lru", 50_000_000, 1).Numbers[0].Value, chart[50_000_000]);
        Assert.Equal([50_000_000.0], Try.Metadata("lru", 50_000_000, 0.001).Data!.Points.Select(p => p.X.Number).Where(x => x > 10_000_000));
        Assert.DoesNotContain(Try.Metadata("lru", 1_000, 100).Data!.Points, p => p.X.Number > 1_000_000);
    }

    [Fact]
    public void Metadata_Sets_DoNotGrowWithTheTable()
    {
        Assert.Equal(12, Try.Metadata("set-associative", 1_000_000, 1).Numbers[0].Value);
        Assert.Equal(12, Try.Metadata("set-associative", 50_000_000, 0.02).Numbers[0].Value);
    }

    [Theory]
    [InlineData(0, 1, 4096, "ways")]
    [InlineData(257, 1, 4096, "ways")]
    [InlineData(8, double.NaN, 4096, "fill")]
    [InlineData(8, -1, 4096, "fill")]
    [InlineData(8, double.PositiveInfinity, 4096, "fill")]
    [InlineData(8, 1, int.MaxValue, "slots")]
    public void Loop_OutsideItsRange_NamesParameterAndRange(int ways, double fill, int slots, string name) =>
        Assert.Matches($"^{name} is .+; allowed: .+ to .+$", Assert.Throws<InputException>(() => Try.Loop(ways, fill, slots)).Message);

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.OnceUsedRows("lru", double.NaN),
            () => Try.OnceUsedRows("lru", 1),
            () => Try.OnceUsedRows("lru", 0.5, slots: 0),
            () => Try.OnceUsedRows("lru", 0.5, accesses: int.MaxValue),
            () => Try.OnceUsedRows("no\nsuch", 0.5),
            () => Try.OnceUsedRows(null!, 0.5),
            () => Try.Metadata("belady", 100_000, 5),
            () => Try.Metadata("lru", int.MaxValue, 5),
            () => Try.Metadata("lru", 50_000_000, 5),
            () => Try.Metadata("lru", 100_000, double.NegativeInfinity),
        })
        {
            Assert.DoesNotContain('\n', Assert.Throws<InputException>(act).Message);
        }
    }
}
