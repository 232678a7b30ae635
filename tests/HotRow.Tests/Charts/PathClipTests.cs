namespace HotRow.Tests;

public class PathClipTests
{
    private static readonly LabelBox Box = new(0, 0, 10, 10);

    [Fact]
    public void Inside_DiagonalThroughTheBox_IsCutAtBothSides() => Assert.Equal([(0, 0), (10, 10)], Assert.Single(PathClip.Inside([(-5, -5), (20, 20)], Box)));

    [Fact]
    public void Inside_LeavesAndReturns_GivesTwoParts()
    {
        // Out through the right side at half the way, back in on the way from (15, 5) to (5, 8).
        var parts = PathClip.Inside([(5, 2), (15, 2), (15, 8), (5, 8)], Box);

        Assert.Equal([(5, 2), (10, 2)], parts[0]);
        Assert.Equal([(10, 8), (5, 8)], parts[1]);
    }

    [Fact]
    public void Inside_AllOutside_IsNothing() => Assert.Empty(PathClip.Inside([(-5, 2), (-1, 8)], Box));

    [Fact]
    public void Inside_AllInside_StaysOnePart() => Assert.Equal([(1, 1), (2, 3), (4, 4)], Assert.Single(PathClip.Inside([(1, 1), (2, 3), (4, 4)], Box)));
}
