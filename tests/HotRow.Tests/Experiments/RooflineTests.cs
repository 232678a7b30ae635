using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The roofline by arithmetic that fits on paper.</summary>
public sealed class RooflineTests
{
    [Fact]
    public void Gain_NoArithmetic_FollowsBandwidthAlone()
    {
        // 8 B at 4 B/s: 2 s, and 1 s at twice the bandwidth.
        var gather = new Roofline(8, 0, 4, 100);

        Assert.Equal(2, gather.Seconds);
        Assert.Equal(1, gather.Gain(arithmetic: 2));
        Assert.Equal(2, gather.Gain(bandwidth: 2));
    }

    [Fact]
    public void Gain_BeyondTheRidge_StopsAtTheOtherCeiling()
    {
        // 8 B at 4 B/s: 2 s; 30 operations at 10 per s: 3 s. Twice the arithmetic takes 1.5 s, so memory's 2 s remain: 3 / 2.
        var product = new Roofline(8, 30, 4, 10);

        Assert.Equal(3, product.Seconds);
        Assert.Equal(1.5, product.Gain(arithmetic: 2));
        Assert.Equal(1, product.Gain(bandwidth: 2));
        Assert.Equal(2, product.Gain(bandwidth: 2, arithmetic: 2));
    }
}
