using HotRow.Lab;

namespace HotRow.Tests;

public sealed class HitRatioIsNotSpeedTests
{
    // 10 GB at h = 0.9 from 10 GB/s and 1 GB/s: 9 GB take 0.9 s, 1 GB takes 1 s; 10 / 1.9 = 5.263 GB/s. The rates' mean would be 9.1.
    [Fact]
    public void Harmonic_NineOfTenNear_IsLimitedByTheTenth()
    {
        Assert.Equal(10 / 1.9, HitRatioIsNotSpeed.Harmonic(0.9, 10, 1), 1e-12);
        Assert.Equal(9.1, HitRatioIsNotSpeed.Arithmetic(0.9, 10, 1), 1e-12);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 10)]
    public void Harmonic_AllFromOneTier_IsThatTier(double hitRatio, double expected) => Assert.Equal(expected, HitRatioIsNotSpeed.Harmonic(hitRatio, 10, 1), 1e-12);
}
