using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>What every arrival process and every source of lengths keeps.</summary>
public sealed class ArrivalProcessContractTests
{
    public static TheoryData<string> Processes => [.. ArrivalProcesses.All.Select(p => p.Name)];

    public static TheoryData<string> Sources => [.. LengthSources.All.Select(s => s.Name)];

    [Fact]
    public void Catalogs_HoldWhatIsPromised()
    {
        Assert.Equal(["diurnal", "gamma", "poisson"], ArrivalProcesses.All.Select(p => p.Name));
        Assert.Equal(["azure-like", "mooncake-like"], LengthSources.All.Select(s => s.Name));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Requests_AreNumberedAndInOrder(string name)
    {
        var requests = Make(name, 2_000, 7).Requests(1).ToArray();

        Assert.Equal(Enumerable.Range(0, 2_000), requests.Select(r => r.Id));
        Assert.True(requests.Zip(requests.Skip(1)).All(p => p.First.Arrival <= p.Second.Arrival));
        Assert.All(requests, r => Assert.True(r.InputTokens >= 1 && r.OutputTokens >= 1 && r.Arrival >= SimTime.Zero));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Requests_OfASeed_AreAlwaysTheSame(string name)
    {
        var process = Make(name, 500, 3);

        Assert.Equal(process.Requests(5), process.Requests(5));
        Assert.Equal(process.Requests(5), Make(name, 500, 3).Requests(5));
        Assert.NotEqual(process.Requests(5), process.Requests(6));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Requests_WithOtherLengths_ComeAtTheSameTimes(string name)
    {
        var args = new ArrivalArgs(3, 200, new FixedLengths(1, 1));
        var other = args with { Lengths = new AzureLikeLengths() };

        Assert.Equal(
            ArrivalProcesses.Find(name).Create(args).Requests(9).Select(r => r.Arrival),
            ArrivalProcesses.Find(name).Create(other).Requests(9).Select(r => r.Arrival));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Requests_ComeAtTheMeanRate(string name)
    {
        // Whole days of the diurnal process: 864,000 s at 0.05/s are 43,200 requests; five standard deviations of a Poisson count.
        var requests = Make(name, 60_000, 0.05).Requests(11).TakeWhile(r => r.Arrival.Seconds < 864_000).Count();

        Assert.InRange(requests, 43_200 - (5 * Math.Sqrt(43_200)), 43_200 + (5 * Math.Sqrt(43_200)));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Create_OutOfRange_SaysWhat(string name)
    {
        var create = ArrivalProcesses.Find(name).Create;
        var args = new ArrivalArgs(1, 1, new FixedLengths(1, 1));

        Assert.Throws<ArgumentOutOfRangeException>(() => create(args with { PerSecond = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => create(args with { PerSecond = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => create(args with { Count = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => create(args with { Variation = double.NaN }));
        Assert.Empty(create(args with { Count = 0 }).Requests(1));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Lengths_OfASeed_AreAlwaysTheSameAndAtLeastOne(string name)
    {
        (int Input, int Output)[] Draw(ulong seed)
        {
            var random = new Xoshiro256(seed);
            var source = LengthSources.Find(name).Create();
            return [.. Enumerable.Range(0, 5_000).Select(_ => source.Next(random))];
        }

        Assert.Equal(Draw(3), Draw(3));
        Assert.All(Draw(3), l => Assert.True(l.Input >= 1 && l.Output >= 1));
        Assert.Contains("changed", LengthSources.Find(name).Source, StringComparison.Ordinal);
    }

    private static IArrivalProcess Make(string name, int count, double rate) => ArrivalProcesses.Find(name).Create(new(rate, count, new AzureLikeLengths()));
}
