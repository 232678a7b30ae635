using HotRow.Serving;

namespace HotRow.Tests.Serving;

public sealed class ArrivalBlocksTests
{
    [Fact]
    public void AtRate_DividesTheDistanceFromTheFirst()
    {
        ServingRequest[] requests = [new(0, new(1_000), 5, 6), new(1, new(1_003), 7, 8), new(2, new(3_000), 9, 10)];

        Assert.Equal([1_000L, 1_002, 2_000], ArrivalBlocks.AtRate(requests, 2).Select(r => r.Arrival.Ns));
        Assert.Equal(requests, ArrivalBlocks.AtRate(requests, 1));
    }

    [Fact]
    public void Resample_KeepsOrderSpanAndWhatComesTogether()
    {
        // Bursts of three within 2 s, one in the middle of every minute of an hour; every burst has its own lengths. One request begins the hour and one ends it.
        var requests = Enumerable.Range(0, 180).Select(i => new ServingRequest(i + 1, SimTime.FromSeconds((i / 3 * 60) + 30 + (i % 3)), 1 + (i / 3), 1 + (i % 3)))
            .Prepend(new(0, default, 1_000, 9)).Append(new(181, SimTime.FromSeconds(3_600), 1_000, 9)).ToArray();

        var sample = ArrivalBlocks.Resample(requests, 7);

        Assert.Equal(Enumerable.Range(0, sample.Count), sample.Select(r => r.Id));
        Assert.True(sample.Zip(sample.Skip(1)).All(p => p.First.Arrival <= p.Second.Arrival));
        Assert.InRange(sample.Count, 120, 240);
        Assert.InRange(sample[^1].Arrival.Seconds, 3_000, 3_600.001);
        Assert.NotEqual(requests.Select(r => r.InputTokens), sample.Select(r => r.InputTokens));
        Assert.Equal(sample, ArrivalBlocks.Resample(requests, 7));
        Assert.NotEqual(sample, ArrivalBlocks.Resample(requests, 8));

        // Bursts stay whole: a second request of a burst follows the first of the same.
        Assert.All(sample.Where(r => r.OutputTokens == 2), r => Assert.Equal((r.InputTokens, 1), (sample[r.Id - 1].InputTokens, sample[r.Id - 1].OutputTokens)));
    }

    [Fact]
    public void Resample_AllAtOnceOrOne_Works()
    {
        ServingRequest[] burst = [new(0, default, 1, 1), new(1, default, 2, 2)];

        Assert.NotEmpty(ArrivalBlocks.Resample(burst, 1));
        Assert.Single(ArrivalBlocks.Resample([burst[0]], 1));
    }
}
