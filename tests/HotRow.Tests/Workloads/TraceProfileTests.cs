namespace HotRow.Tests;

public class TraceProfileTests
{
    [Fact]
    public void Of_SmallTrace_CountsByHand()
    {
        // Row 7 four times, row 2 twice, rows 0, 3, 9 once: 9 accesses, 5 ids. 1 % and 5 % are max(1, 0) = 1 id, 20 % is 1 id: 4 of 9.
        var profile = TraceProfile.Of(new MemoryTrace("t", 10, new[] { 7, 2, 7, 0, 7, 2, 3, 7, 9 }, 4));

        Assert.Equal((9L, 5), (profile.Accesses, profile.Distinct));
        Assert.Equal(4.0 / 9, profile.Top1Percent, 15);
        Assert.Equal(4.0 / 9, profile.Top5Percent, 15);
        Assert.Equal(4.0 / 9, profile.Top20Percent, 15);
        Assert.Equal(3.0 / 5, profile.OneHitShare, 15);
    }

    [Fact]
    public void Of_RandomTrace_EqualsBruteForce()
    {
        var rows = MemoryTrace.Load(Workloads.Zipf.Create(new WorkloadArgs { RowCount = 3000, IndexCount = 20_000, Alpha = 0.9 }));
        var counts = rows.Rows.ToArray().GroupBy(r => r).Select(g => g.LongCount()).OrderDescending().ToArray();

        var profile = TraceProfile.Of(rows);

        Assert.Equal(counts.Length, profile.Distinct);
        Assert.Equal(counts.Take(counts.Length / 100).Sum() / 20_000.0, profile.Top1Percent, 12);
        Assert.Equal(counts.Take(counts.Length / 20).Sum() / 20_000.0, profile.Top5Percent, 12);
        Assert.Equal(counts.Take(counts.Length / 5).Sum() / 20_000.0, profile.Top20Percent, 12);
        Assert.Equal(counts.Count(c => c == 1) / (double)counts.Length, profile.OneHitShare, 12);

        // The likelihood is highest at the fitted exponent.
        double LogLikelihood(double alpha) =>
            counts.Select((c, i) => -alpha * c * Math.Log(i + 1)).Sum() - (20_000 * Math.Log(Enumerable.Range(1, counts.Length).Sum(k => Math.Pow(k, -alpha))));
        Assert.True(LogLikelihood(profile.ZipfAlpha) > LogLikelihood(profile.ZipfAlpha - 0.0001));
        Assert.True(LogLikelihood(profile.ZipfAlpha) > LogLikelihood(profile.ZipfAlpha + 0.0001));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    [InlineData(1.7)]
    public void Fit_CountsOfTheLaw_GivesItsExponent(double alpha)
    {
        var law = new ZipfLaw(20_000, alpha);
        var counts = Enumerable.Range(1, 20_000).Select(rank => (long)Math.Round(1e12 * law.Probability(rank))).ToArray();

        Assert.Equal(alpha, ZipfLaw.Fit(counts), 6);
    }

    [Fact]
    public void Fit_EdgeCases_AreDefined()
    {
        Assert.Equal(0, ZipfLaw.Fit([5, 5, 5, 5]));
        Assert.True(double.IsNaN(ZipfLaw.Fit([5])));
        Assert.True(double.IsNaN(ZipfLaw.Fit([])));

        // Two ranks: counts 3 and 1 are met exactly by 2^alpha = 3.
        Assert.Equal(Math.Log2(3), ZipfLaw.Fit([3, 1]), 9);
    }

    [Fact]
    public void Of_OneId_HasNoExponent() => Assert.True(double.IsNaN(TraceProfile.Of(new MemoryTrace("t", 3, new[] { 2, 2 }, 1)).ZipfAlpha));

    [Fact]
    public void Of_EmptyTrace_IsAnInputError() =>
        Assert.Equal("the trace 't' has no accesses; a profile needs at least one", Assert.Throws<InputException>(() => TraceProfile.Of(new MemoryTrace("t", 3, Array.Empty<int>(), 1))).Message);
}
