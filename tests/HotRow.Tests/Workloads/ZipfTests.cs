using MathNet.Numerics.Distributions;

namespace HotRow.Tests;

public class ZipfTests
{
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(2, 1.0)]
    [InlineData(50, 0.0)]
    [InlineData(50, 0.6)]
    [InlineData(50, 1.0)]
    [InlineData(50, 1.2)]
    [InlineData(50, 3.0)]
    [InlineData(5_000, 1.0)]
    [InlineData(2_000_000_000, 0.9)]
    public void Next_ManyDraws_FollowTheExactLaw(int n, double alpha)
    {
        const int Draws = 400_000;
        var law = new ZipfLaw(n, alpha);
        var sampler = new ZipfSampler(n, alpha);
        var random = new Xoshiro256(11);

        // Cells of single ranks while they are few, then of ranks up to twice the last.
        var ends = new List<long>();
        for (long end = 1; end < n; end = end < 40 ? end + 1 : end * 2)
        {
            ends.Add(end);
        }

        ends.Add(n);
        var counts = new long[ends.Count];
        for (var i = 0; i < Draws; i++)
        {
            var rank = sampler.Next(random);
            Assert.InRange(rank, 1, n);
            var cell = ends.BinarySearch(rank);
            counts[cell < 0 ? ~cell : cell]++;
        }

        double chiSquare = 0, pooledExpected = 0, pooledCount = 0;
        var cells = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            pooledExpected += Draws * (law.Coverage(ends[i]) - (i == 0 ? 0 : law.Coverage(ends[i - 1])));
            pooledCount += counts[i];
            if (pooledExpected >= 10 || i == counts.Length - 1)
            {
                chiSquare += pooledExpected > 0 ? (pooledCount - pooledExpected) * (pooledCount - pooledExpected) / pooledExpected : 0;
                cells++;
                pooledExpected = pooledCount = 0;
            }
        }

        Assert.True(cells == 1 || chiSquare < ChiSquared.InvCDF(cells - 1, 0.9999), $"chi-square {chiSquare} over {cells} cells");
    }

    [Theory]
    [InlineData(0.01, .680)]
    [InlineData(0.05, .792)]
    [InlineData(0.10, .840)]
    public void Coverage_MillionRowsAlphaOne_IsTheDocumentsFigure(double share, double expected) =>
        Assert.Equal(expected, new ZipfLaw(1_000_000, 1.0).Coverage((long)(share * 1_000_000)), 3);

    [Theory]
    [InlineData(1_000_000, 1.0, 256, 201.6, 0.05)]
    [InlineData(1_000_000, 0.9, 256, 231, 0.5)]
    [InlineData(1_000_000, 1.2, 256, 126, 0.5)]
    [InlineData(10_000_000, 0.8, 1000, 970, 5)]
    [InlineData(10_000_000, 1.0, 1000, 750, 5)]
    [InlineData(10_000_000, 1.05, 1000, 650, 5)]
    [InlineData(10_000_000, 1.2, 1000, 394.873, 0.001)]
    [InlineData(1_000_000, 0.8, 1000, 930, 5)]
    [InlineData(1_000_000, 1.0, 1000, 690, 5)]
    [InlineData(1_000_000, 1.05, 1000, 610, 5)]
    [InlineData(1_000_000, 1.2, 1000, 380, 5)]
    public void ExpectedUnique_KnownBatches_IsTheCheckFigure(long rows, double alpha, int batch, double expected, double within) =>
        Assert.InRange(new ZipfLaw(rows, alpha).ExpectedUnique(batch), expected - within, expected + within);

    [Theory]
    [InlineData(10_000_000, 0.01, 0.50, .8747, 0.00005)]
    [InlineData(1_000_000, 0.01, 0.50, .890, 0.0005)]
    [InlineData(10_000_000, 0.05, 0.85, 1.025, 0.0005)]
    [InlineData(1_000_000, 0.05, 0.85, 1.05345, 0.00005)]
    public void AlphaForCoverage_KnownShares_IsTheCheckFigure(long rows, double top, double share, double expected, double within) =>
        Assert.InRange(ZipfLaw.AlphaForCoverage(rows, (long)(top * rows), share), expected - within, expected + within);

    [Fact]
    public void AlphaForCoverage_BelowUniformShare_IsNaN() => Assert.True(double.IsNaN(ZipfLaw.AlphaForCoverage(1000, 100, 0.05)));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    [InlineData(1.3)]
    public void Sums_BeyondTheSummedRanks_EqualDirectSums(double alpha)
    {
        const int Rows = 300_000;
        const int Batch = 5_000;
        var weights = Enumerable.Range(1, Rows).Select(k => Math.Pow(k, -alpha)).ToArray();
        var total = weights.Sum();
        var law = new ZipfLaw(Rows, alpha);

        Assert.Equal(1, weights.Take(20_000).Sum() / total / law.Coverage(20_000), 9);
        Assert.Equal(1, weights[99_999] / total / law.Probability(100_000), 9);
        var unique = weights.Sum(w => 1 - Math.Pow(1 - (w / total), Batch));
        Assert.Equal(1, unique / law.ExpectedUnique(Batch), 8);
        Assert.Equal(1, law.Coverage(Rows), 12);
    }

    [Fact]
    public void ExpectedUnique_OneRow_IsOne() => Assert.Equal(1, new ZipfLaw(1, 1).ExpectedUnique(10), 12);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Create_BadAlpha_Throws(double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZipfLaw(10, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZipfSampler(10, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workloads.Zipf.Create(new WorkloadArgs { Alpha = alpha }));
    }

    [Fact]
    public void StableMath_AgreesWithTheSystem()
    {
        var random = new Xoshiro256(5);
        for (var i = 0; i < 100_000; i++)
        {
            var x = Math.Pow(10, (random.NextDouble() * 24) - 12);
            var y = (random.NextDouble() * 80) - 40;
            var small = (random.NextDouble() - 0.5) * Math.Pow(10, -random.NextInt32(12));
            var half = small / 2;
            AssertClose(Math.Log(x), StableMath.Log(x));
            AssertClose(Math.Exp(y), StableMath.Exp(y));

            // ln(1 + x) = 2 artanh(x / (2 + x)) and e^x - 1 = 2 e^(x/2) sinh(x/2) keep their digits near 0.
            AssertClose(2 * Math.Atanh(small / (2 + small)), StableMath.Log1p(small));
            AssertClose(2 * Math.Exp(half) * Math.Sinh(half), StableMath.Expm1(small));
        }

        Assert.Equal(0, StableMath.Exp(-800));
        Assert.Equal(double.PositiveInfinity, StableMath.Exp(1000));

        static void AssertClose(double expected, double actual) => Assert.True(Math.Abs(expected - actual) <= 4e-15 * Math.Max(Math.Abs(expected), 1e-300), $"{expected:R} {actual:R}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(100_003)]
    public void RowPermutation_AllIndices_IsOneToOne(int rows)
    {
        var permutation = new RowPermutation(rows, seed: 9);

        Assert.Equal(Enumerable.Range(0, rows), Enumerable.Range(0, rows).Select(i => permutation[i]).Order());
    }

    [Fact]
    public void RowPermutation_LargestTable_StaysInRange()
    {
        var permutation = new RowPermutation(int.MaxValue, seed: 9);

        Assert.All(Enumerable.Range(0, 1000), i => Assert.InRange(permutation[int.MaxValue - 1 - i], 0, int.MaxValue - 1));
    }
}
