namespace HotRow.Tests;

public class NgramPerplexityTests
{
    private const double Exact = 1e-12;

    // Nothing learnt: every row has 1 / 8.
    [Fact]
    public void Read_NothingLearnt_IsTheVocabulary() =>
        Assert.All(new NgramPerplexity(3, 8).Read([3, 1, 4, 1, 5], learn: false), perplexity => Assert.Equal(8, perplexity, Exact));

    // Rows 0 1 0 of a vocabulary of 2, order 0 and 1, predicted and then learnt.
    // Order 0: 1/2; then (0 + 1 x 1/2) / (1 + 1) = 1/4; then (1 + 2 x 1/2) / (2 + 2) = 1/2. Product 1/16.
    // Order 1: 1/2, as no history; then history 0 has been followed by nothing: 1/4; then history 1 likewise: 1/2. The same product.
    // A fourth row, 1: order 0 gives (1 + 2 x 1/2) / (3 + 2) = 2/5; order 1, history 0 was followed by 1 once: (1 + 1 x 2/5) / (1 + 1) = 7/10.
    [Fact]
    public void Read_FourRows_EqualsTheFormulaByHand()
    {
        var three = NgramPerplexity.Prequential([0, 1, 0], 1, 2);
        var four = NgramPerplexity.Prequential([0, 1, 0, 1], 1, 2);

        Assert.Equal(Math.Pow(16, 1 / 3.0), three[0], Exact);
        Assert.Equal(Math.Pow(16, 1 / 3.0), three[1], Exact);
        Assert.Equal(Math.Pow(16 / 0.4, 1 / 4.0), four[0], Exact);
        Assert.Equal(Math.Pow(16 / 0.7, 1 / 4.0), four[1], Exact);
    }

    [Fact]
    public void HeldOut_UniformRows_TendsToTheAlphabet()
    {
        var perplexity = NgramPerplexity.HeldOut(TestBatches.Draw(8, 60_000), 2, 8);

        Assert.All(perplexity, p => Assert.InRange(p, 7.99, 8.1));
    }

    [Fact]
    public void HeldOut_Cycle_TendsToOneWithOneRowOfHistory()
    {
        var perplexity = NgramPerplexity.HeldOut(Enumerable.Range(0, 20_000).Select(i => i % 10).ToArray(), 3, 10);

        Assert.Equal(10, perplexity[0], 0.01);
        Assert.All(perplexity[1..], p => Assert.InRange(p, 1, 1.01));
    }

    // After 0 comes 0 or 1 by turns, so only two rows of history tell: 0 0 1 0 0 1.
    [Fact]
    public void HeldOut_TwoRowsNeeded_OrderTwoTendsToOne()
    {
        var perplexity = NgramPerplexity.HeldOut(Enumerable.Range(0, 12_000).Select(i => i % 3 / 2).ToArray(), 2, 2);

        Assert.Equal(Math.Pow(2, 2 / 3.0), perplexity[1], 0.01);
        Assert.InRange(perplexity[2], 1, 1.01);
    }

    [Fact]
    public void Read_RowOutsideTheVocabulary_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NgramPerplexity.Prequential([0, 2], 1, 2));
}
