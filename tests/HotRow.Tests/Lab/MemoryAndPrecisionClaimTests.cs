using HotRow.Lab;

namespace HotRow.Tests;

public sealed class MemoryAndPrecisionClaimTests
{
    [Theory]
    [InlineData(15, 0.95, 0.05, VerdictKind.Reproduced)]
    [InlineData(1.2, 0.9, 0.05, VerdictKind.Contradicted)]
    [InlineData(15, 0.4, 0.05, VerdictKind.Depends)]
    public void Memory_ByTimeOverArithmetic_DominatesOrNot(double overArithmetic, double slope, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(StreamingFloor.OverArithmetic, [], "", overArithmetic, reach)
            .Add(StreamingFloor.SlopeOverRead, [], "", slope, reach)
            .Add(StreamingFloor.SlopeGBps, [], "", 40, reach);

        Assert.Equal(expected, results.Judge(Experiments.StreamingFloor, "003-memory-dominates"));
    }

    [Theory]
    [InlineData(1, 2, 4, VerdictKind.Reproduced)]
    [InlineData(4, 2, 1, VerdictKind.Contradicted)]
    [InlineData(1, 1.1, 4, VerdictKind.NotTestableHere)]
    public void Smaller_ByTheTimesOfGrowingStacks_AreFasterOrNot(double first, double second, double third, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (size, ms) in new[] { (4, first), (8, second), (16, third) })
        {
            results.Add(StreamingFloor.TokenMs, new() { { "megabytes", size } }, "measured", ms, 0.1);
        }

        Assert.Equal(expected, results.Judge(Experiments.StreamingFloor, "003-smaller-decodes-faster"));
    }

    [Fact]
    public void Line_ThroughPointsOnOne_IsThatLine()
    {
        var (slope, intercept) = StreamingFloor.Line([(1, 5), (2, 7), (10, 23)]);

        Assert.Equal(2, slope, 1e-12);
        Assert.Equal(3, intercept, 1e-12);
    }

    [Theory]
    [InlineData(3.8, 1.2, 2.5, VerdictKind.Reproduced)]
    [InlineData(3.8, 0.8, 2.5, VerdictKind.Depends)]
    [InlineData(0.8, 0.8, 0.8, VerdictKind.Contradicted)]
    public void Lower_ByItsSpeedsOverFp32_IsMoreOrNot(double bytes, double stored, double products, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (format, _) in PrecisionLadder.Formats)
        {
            results.Add(Metrics.Speedup, new() { { "product", PrecisionLadder.OneSequence } }, format, bytes, 0.05);
            results.Add(Metrics.Speedup, new() { { "product", PrecisionLadder.ManySequences } }, format, format == "int8 products" ? products : stored, 0.05);
        }

        Assert.Equal(expected, results.Judge(Experiments.PrecisionLadder, "003-lower-precision-throughput"));
    }

    [Theory]
    [InlineData(3.6, 3.7, 2.5, 0.1, VerdictKind.Reproduced)]
    [InlineData(2.0, 3.9, 2.5, 0.1, VerdictKind.Contradicted)]
    [InlineData(3.6, 3.7, 1.0, 0.1, VerdictKind.NotTestableHere)]
    [InlineData(3.0, 3.7, 2.5, 0.9, VerdictKind.NotTestableHere)]
    public void FasterProducts_ByOneSequence_HelpDecodingOrNot(double stored, double products, double productsMany, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Metrics.Speedup, new() { { "product", PrecisionLadder.OneSequence } }, "int8 stored", stored, reach)
            .Add(Metrics.Speedup, new() { { "product", PrecisionLadder.OneSequence } }, "int8 products", products, reach)
            .Add(Metrics.Speedup, new() { { "product", PrecisionLadder.ManySequences } }, "int8 stored", 1, 0.02)
            .Add(Metrics.Speedup, new() { { "product", PrecisionLadder.ManySequences } }, "int8 products", productsMany, 0.02);

        Assert.Equal(expected, results.Judge(Experiments.PrecisionLadder, "003-flops-without-bandwidth"));
    }

    [Theory]
    [InlineData(80, VerdictKind.Contradicted)]
    [InlineData(40, VerdictKind.Depends)]
    [InlineData(15, VerdictKind.Depends)]
    public void ProcessorMemory_ByItsStream_LiesInTheBandOrNot(double read, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(Metrics.GBps, new() { { "workingSet", 1L << 40 } }, MemoryLadder.Stream, read, 1);

        Assert.Equal(expected, results.Judge(Experiments.MemoryLadder, "003-cpu-25-50"));
    }

    [Fact]
    public void Latency_WithoutAGpu_IsNotTestableButSaysWhatMemoryTakesHere()
    {
        var results = new DoctoredResults().Add(MemoryLadder.NsPerRead, new() { { "workingSet", 1L << 40 } }, MemoryLadder.Chase, 95, 5);

        var verdict = results.Verdict(Experiments.MemoryLadder, "003-hbm-lower-latency");

        Assert.Equal(VerdictKind.NotTestableHere, verdict.Kind);
        Assert.Contains("95 ns", verdict.Figure, StringComparison.Ordinal);
    }
}
