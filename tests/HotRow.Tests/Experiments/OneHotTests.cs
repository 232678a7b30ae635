using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The exponents that L1 fits.</summary>
public sealed class OneHotTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Slope_PowerLaw_IsItsExponent(double exponent)
    {
        var samples = new[] { 1_024.0, 4_096, 65_536 }.Select(size => (size, 3e-5 * Math.Pow(size, exponent))).ToArray();

        Assert.Equal(exponent, OneHot.Slope(samples), 12);
    }

    [Fact]
    public void Slope_OneSizeOnly_IsUndefined() => Assert.True(double.IsNaN(OneHot.Slope([(64, 1), (64, 2)])));
}
