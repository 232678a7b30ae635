using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The exponents that experiments fit.</summary>
public sealed class PowerLawTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Exponent_PowerLaw_IsItsExponent(double exponent)
    {
        var points = new[] { 1_024.0, 4_096, 65_536 }.Select(size => (size, 3e-5 * Math.Pow(size, exponent)));

        Assert.Equal(exponent, PowerLaw.Exponent(points), 12);
    }

    [Fact]
    public void Exponent_OneSizeOnly_IsUndefined() => Assert.True(double.IsNaN(PowerLaw.Exponent([(64, 1), (64, 2)])));

    // A logarithm of nothing would make the fit NaN.
    [Fact]
    public void Exponent_ValueOfZero_IsLeftOut() => Assert.Equal(2, PowerLaw.Exponent([(1, 1), (2, 0), (10, 100)]), 12);
}
