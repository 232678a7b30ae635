using HotRow.Lab;

namespace HotRow.Tests.Topics;

// Allocations are counted over all threads.
[Collection(Alone.Name)]
public sealed class RuntimePathTryTests
{
    [Fact]
    public void TokenTransfer_OneRowOfFourKilobytes_IsTheCurriculumsQuarterOfAMicrosecond()
    {
        // 4,096 B over 16 GB/s are 0.256 us; 200 us would be 3.2 MB.
        var result = Try.TokenTransfer(rowBytes: 4096, gigabytesPerSecond: 16, callMicroseconds: 0, rows: 1);
        Assert.Equal(0.256, result.Numbers[0].Value, 1e-9);
        Assert.Equal(3.2e6, result.Numbers[2].Value, 1);
    }

    [Fact]
    public void TokenTransfer_CallCost_IsSharedByTheRows()
    {
        Assert.Equal(5.256, Try.TokenTransfer(4096, 16, 5, 1).Numbers[0].Value, 1e-9);
        Assert.Equal(0.256 + (5.0 / 1024), Try.TokenTransfer(4096, 16, 5, 1024).Numbers[0].Value, 1e-9);
        Assert.Equal(5 / 5.256, Try.TokenTransfer(4096, 16, 5, 1).Numbers[1].Value, 1e-9);
    }

    [Fact]
    public void ReadAhead_OneRow_ReadsOneWindow()
    {
        // 8 MiB for 3,072 B is 2,730.67 times the row.
        var result = Try.ReadAhead(rows: 1, tableMegabytes: 30_720, readAheadKibibytes: 8192);
        Assert.Equal(8192 * 1024, result.Numbers[0].Value, 1);
        Assert.Equal(2730.67, result.Numbers[1].Value, 0.01);
    }

    [Fact]
    public void ReadAhead_ManyRowsOfASmallFile_ReadNoMoreThanTheFile()
    {
        var result = Try.ReadAhead(rows: 1_000_000, tableMegabytes: 10, readAheadKibibytes: 65_536);
        Assert.Equal(10, result.Numbers[2].Value, 1e-6);
        Assert.Equal(1, result.Numbers[3].Value, 1e-6);
    }

    [Fact]
    public void ReadAhead_TwoWindowsTwoRows_ThreeQuartersOfTheFile()
    {
        // Both rows fall into the same of two halves half of the time.
        Assert.Equal(0.75, Try.ReadAhead(rows: 2, tableMegabytes: 8.192 * 1.024, readAheadKibibytes: 4096).Numbers[3].Value, 1e-9);
    }

    [Fact]
    public void Staging_AllocatesNothing_OneArrayPerTokenTwiceTheRow()
    {
        var result = Try.Staging(tokens: 64, dim: 768);
        Assert.Equal(0, result.Numbers[4].Value);
        // The row's array and its share of the stacked one, and some bytes for their heads and the list.
        Assert.InRange(result.Numbers[3].Value, 2 * 3072, (2 * 3072) + 200);
        Assert.True(result.Numbers[1].Value > 0 && result.Numbers[2].Value > 0);
        Assert.Equal(result.Numbers[1].Value - result.Numbers[2].Value, result.Numbers[0].Value, 1e-9);
    }

    [Fact]
    public void Tries_HostileParameters_EndInOneLine()
    {
        foreach (var act in new Action[]
        {
            () => Try.TokenTransfer(0, 16, 0, 1),
            () => Try.TokenTransfer(int.MaxValue, 16, 0, 1),
            () => Try.TokenTransfer(4096, double.NaN, 0, 1),
            () => Try.TokenTransfer(4096, 0, 0, 1),
            () => Try.TokenTransfer(4096, 16, -1, 1),
            () => Try.TokenTransfer(4096, 16, 0, int.MaxValue),
            () => Try.ReadAhead(0, 100, 128),
            () => Try.ReadAhead(1, double.PositiveInfinity, 128),
            () => Try.ReadAhead(1, 100, int.MinValue),
            () => Try.ReadAhead(1, 100, 128, 5000),
            () => Try.Staging(0),
            () => Try.Staging(5000),
            () => Try.Staging(1, int.MaxValue),
        })
        {
            Assert.Matches("^[a-zA-Z]+ is .+; allowed: .+ to .+$", Assert.Throws<InputException>(act).Message);
        }
    }
}
