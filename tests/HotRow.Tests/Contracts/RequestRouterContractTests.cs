using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>What every entry of the catalog of routers promises, and what each one is for.</summary>
public sealed class RequestRouterContractTests
{
    public static TheoryData<string> Names => new(RequestRouters.All.Select(r => r.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Choose_AnyLoads_IsAReadyReplicaAndTheSameForTheSameSeed(string name)
    {
        var (routers, randoms) = (Make(name), new[] { new Xoshiro256(5), new Xoshiro256(5) });
        var draw = new Xoshiro256(9);
        for (var i = 0; i < 2_000; i++)
        {
            var loads = Loads(draw, 1 + draw.NextInt32(9));
            var chosen = routers[0].Choose(default, loads, randoms[0]);

            Assert.True(loads[chosen].IsReady);
            Assert.Equal(chosen, routers[1].Choose(default, loads, randoms[1]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Choose_EqualReplicas_GetEqualShares(string name)
    {
        var (router, random, counts) = (RequestRouters.Find(name).Create(), new Xoshiro256(3), new int[5]);
        var loads = Enumerable.Repeat(new ReplicaLoad(1, 2, true), 5).ToArray();
        for (var i = 0; i < 10_000; i++)
        {
            counts[router.Choose(default, loads, random)]++;
        }

        // 2,000 each; six standard deviations of a binomial are 240.
        Assert.All(counts, count => Assert.InRange(count, 1_760, 2_240));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Choose_NoneReady_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => RequestRouters.Find(name).Create().Choose(default, [new(0, 0, false)], new(1)));

    [Fact]
    public void RoundRobin_SkipsThoseThatAreNotReady()
    {
        var router = RequestRouters.RoundRobin.Create();
        var loads = new ReplicaLoad[] { new(9, 9, true), new(0, 0, false), new(1, 0, true) };

        Assert.Equal([0, 2, 0, 2], Enumerable.Range(0, 4).Select(_ => router.Choose(default, loads, new(1))));
    }

    [Fact]
    public void JoinShortestQueue_TakesTheFewestWaitingAndRunning_AndTheNextAmongEquals()
    {
        var router = RequestRouters.JoinShortestQueue.Create();

        Assert.Equal(2, router.Choose(default, [new(3, 0, true), new(0, 0, false), new(1, 1, true), new(0, 3, true)], new(1)));
        Assert.Equal(0, router.Choose(default, [new(1, 1, true), new(2, 0, true), new(0, 2, true)], new(1)));
        Assert.Equal(1, router.Choose(default, [new(1, 1, true), new(2, 0, true), new(0, 2, true)], new(1)));
    }

    [Fact]
    public void PowerOfTwo_TheLongestOfThree_IsNeverTaken_AndTheShortestTwiceInThree()
    {
        var (router, random, counts) = (RequestRouters.PowerOfTwo.Create(), new Xoshiro256(4), new int[3]);
        var loads = new ReplicaLoad[] { new(5, 0, true), new(1, 0, true), new(3, 0, true) };
        for (var i = 0; i < 9_000; i++)
        {
            counts[router.Choose(default, loads, random)]++;
        }

        // Of the three pairs two hold replica 1, and the third goes to replica 2: 6,000 and 3,000 with a standard deviation of 45.
        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 5_730, 6_270);
    }

    private static IRequestRouter[] Make(string name) => [RequestRouters.Find(name).Create(), RequestRouters.Find(name).Create()];

    private static ReplicaLoad[] Loads(Xoshiro256 random, int count)
    {
        var loads = new ReplicaLoad[count];
        for (var i = 0; i < count; i++)
        {
            loads[i] = new(random.NextInt32(5), random.NextInt32(5), random.NextInt32(3) > 0);
        }

        loads[random.NextInt32(count)] = new(2, 2, true);
        return loads;
    }
}
