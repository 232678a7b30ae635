using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>Exchange between devices: closed forms, a fit that finds its own line again, exact merging.</summary>
public sealed class ParallelTests
{
    [Fact]
    public void Fit_FindsTheLineAgain()
    {
        var line = new AlphaBeta(25_000, 109);
        var fit = AlphaBeta.Fit([.. new long[] { 10_240, 1 << 20, 64 << 20 }.Select(b => (b, line.AlphaNs + (b / line.GBps)))]);

        Assert.Equal(25_000, fit.AlphaNs, 1e-3);
        Assert.Equal(109, fit.GBps, 1e-6);
        Assert.Throws<ArgumentException>(() => AlphaBeta.Fit([(10, 5), (10, 6)]));
        Assert.Throws<ArgumentException>(() => AlphaBeta.Fit([(10, 6), (20, 5)]));
    }

    [Fact]
    public void Ring_MovesTwiceTheArray_AlmostPerLink()
    {
        var ring = new AlphaBeta(0, 100) { IsRing = true };

        Assert.Equal((0L, 10_000L, 17_500L), (ring.AllReduceNs(1_000_000, 1), ring.AllReduceNs(1_000_000, 2), ring.AllReduceNs(1_000_000, 8)));
    }

    [Fact]
    public void TensorParallel_70B_On8_NeedsFourMillisecondsToExchange()
    {
        var shape = ModelShapes.Llama2With70B;

        Assert.Equal(4e6, TensorParallel.ExchangeNs(shape, 1, 8, new AlphaBeta(25_000, double.PositiveInfinity)));
        Assert.Equal(0, TensorParallel.ExchangeNs(shape, 1, 1, new AlphaBeta(25_000, 1)));
        Assert.Equal(5e6, TensorParallel.StepNs(8_000_000, shape, 1, 8, new AlphaBeta(25_000, double.PositiveInfinity)));
        Assert.Equal(16_384, TensorParallel.BytesPerAllReduce(shape, 1));
    }

    [Fact]
    public void Table_InterpolatesAndLeavesTheWarmUpOut()
    {
        using var folder = new TempFolder();
        var path = folder.Write("net.csv", ",time_stats.send_recv.median,num_workers,size,devices_per_node\r\n0,9,2,2048,2\r\n1,0.02,2,10240,2\r\n2,0.04,2,30720,2\r\n3,7,2,10240,1\r\n");
        var table = CollectiveTable.Read(path, 2, 2);

        Assert.Equal([10_240, 30_720], table.Times.Select(t => t.Bytes));
        Assert.Equal((30_000L, 50_000L, 20_000L), (table.Ns(20_480), table.Ns(40_960), table.Ns(100)));
        Assert.Contains("no rows of 8 devices", Assert.Throws<InputException>(() => CollectiveTable.Read(path, 8, 8)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("size,num_workers\n1,2\n", "has the columns")]
    [InlineData("time_stats.x.median,num_workers,size,devices_per_node\n1,2,x,2\n", "line 2: no row")]
    [InlineData("time_stats.x.median,num_workers,size,devices_per_node\n-1,2,3,2\n", "line 2: no row")]
    [InlineData("time_stats.x.median,num_workers,size,devices_per_node\n1,2\n", "line 2: no row")]
    [InlineData("time_stats.x.median,num_workers,size,devices_per_node\nNaN,2,3,2\n", "line 2: no row")]
    [InlineData("time_stats.x.median,num_workers,size,devices_per_node\n1e308,2,30720,2\n", "line 2: no row")]
    public void Table_ThatIsNone_IsOneLine(string text, string says)
    {
        using var folder = new TempFolder();
        var path = folder.Write("net.csv", text);

        Assert.Contains(says, Assert.Throws<InputException>(() => CollectiveTable.Read(path, 2, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void PartsOfAContext_MergeToTheWhole(ulong seed)
    {
        var random = new Xoshiro256(seed);
        var scores = Enumerable.Range(0, 50).Select(_ => (random.NextDouble() * 60) - 30).ToArray();
        var values = scores.Select(_ => new[] { random.NextDouble(), random.NextDouble() }).ToArray();
        var cut = 1 + random.NextInt32(48);
        var whole = PartialAttention.Of(scores, values).Result();
        var (left, right) = (PartialAttention.Of(scores.AsSpan(0, cut), values[..cut]), PartialAttention.Of(scores.AsSpan(cut), values[cut..]));

        Assert.All(left.Merge(right).Result().Zip(whole), p => Assert.Equal(p.Second, p.First, 1e-12));
        Assert.All(right.Merge(left).Result().Zip(whole), p => Assert.Equal(p.Second, p.First, 1e-12));
    }

    [Fact]
    public void ContextAndSequence_SplitWhatTheySay()
    {
        var shape = ModelShapes.Llama31With8B;

        Assert.Equal(131_072 * 25_000.0, ContextParallel.KvBytesPerDevice(shape, 100_000, 4));
        Assert.Equal(3 * 131_072 * 25_000.0, ContextParallel.RingBytes(shape, 100_000, 4));
        Assert.Equal((0.0, 0.5, 0.875), (SequenceParallel.Saved(1), SequenceParallel.Saved(2), SequenceParallel.Saved(8)));
        Assert.Equal(2.0 * 32 * 4_096 * 2, SequenceParallel.OperatorBytesPerToken(shape));
    }
}
