using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The tries of week 1 against figures that fit on paper.</summary>
public sealed class Week1TryTests
{
    [Fact]
    public void Memory_DocumentsLargestCell_FollowsTheFormula()
    {
        // 64 x 1,024 x 1,024 x 4 B; twice that and 1,024^2 x 4 B; 64 x 1,024^2 x 4 B.
        var result = Try.Memory(64, 1_024, 1_024);

        Assert.Equal([268.435456, 541.065216, 268.435456], result.Numbers.Select(n => Math.Round(n.Value, 9)));
    }

    [Fact]
    public void Memory_LongerSequence_MultipliesScoresByTheSquare()
    {
        var (one, eight) = (Try.Memory(2, 128, 64), Try.Memory(2, 1_024, 64));

        Assert.Equal(8, eight.Numbers[0].Value / one.Numbers[0].Value, 1e-9);
        Assert.Equal(64, eight.Numbers[2].Value / one.Numbers[2].Value, 1e-9);
    }

    [Fact]
    public void Roof_OneRow_IsBoundByTheWeights()
    {
        // 4 (2 x 1,024 + 1,024^2) B at 30 GB/s; 2 x 1,024^2 operations at 200 GFLOP/s.
        var result = Try.Roof(1, 1_024, 200, 30);

        Assert.Equal(140.083, result.Numbers[0].Value, 0.001);
        Assert.Equal(10.486, result.Numbers[3].Value, 0.001);
        Assert.Equal(200.0 / 30, result.Numbers[5].Value, 1e-9);
    }

    [Fact]
    public void Roof_ManyRows_IsBoundByTheOperations()
    {
        var result = Try.Roof(4_096, 1_024, 200, 30);

        Assert.Equal(result.Numbers[3].Value, result.Numbers[0].Value);
        Assert.Equal(227.556, result.Numbers[4].Value, 0.001); // curriculum W1: 228 FLOP/B at the least
    }

    [Fact]
    public void Product_SmallOne_IsTimedAndCounted()
    {
        var result = Try.Product(4, 64);

        Assert.All(result.Numbers, n => Assert.True(double.IsFinite(n.Value) && n.Value > 0, n.Label));
        Assert.Equal(result.Numbers[1].Value * 1e3 / 4, result.Numbers[0].Value, 1e-6);
        Assert.Equal(2.0 * 4 * 64 * 64 / (4 * ((2 * 4 * 64) + (64 * 64))), result.Numbers[3].Value, 1e-9);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, int.MaxValue)]
    public void Memory_OutsideItsRange_SaysWhatIsAllowed(int batch, int sequence, int dim) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Memory(batch, sequence, dim)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 16, 1, 1)]
    [InlineData(1, int.MaxValue, 1, 1)]
    [InlineData(1, 16, double.NaN, 1)]
    [InlineData(1, 16, 1, 0)]
    [InlineData(1, 16, double.PositiveInfinity, 1)]
    public void Roof_OutsideItsRange_SaysWhatIsAllowed(int rows, int dim, double gigaflops, double gigabytesPerSecond) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Roof(rows, dim, gigaflops, gigabytesPerSecond)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 64)]
    [InlineData(16_385, 64)]
    [InlineData(4, 15)]
    [InlineData(16_384, 2_048)]
    public void Product_OutsideItsRange_SaysWhatIsAllowed(int rows, int dim) =>
        Assert.Contains("allowed: ", Assert.Throws<InputException>(() => Try.Product(rows, dim)).Message, StringComparison.Ordinal);
}
