using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests.Contracts;

/// <summary>What every allocator of keys and values promises, whatever order requests come in.</summary>
public class KvAllocatorContractTests
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(20_26, 11).WithMaxTest(150);

    public static TheoryData<string> Allocators => new(KvAllocators.All.Select(a => a.Name));

    [Theory]
    [MemberData(nameof(Allocators))]
    public void AnyOrderOfCalls_KeepsTheBooks(string name) => Check.One(s_fixedSeed, Prop.ForAll<byte[], byte>((calls, size) =>
    {
        var kv = KvAllocators.Find(name).Create(new(4 + (size % 40), BlockTokens: 4, PrefixTokens: 8));
        new KvBooks(kv).Play(calls);
    }));

    [Theory]
    [MemberData(nameof(Allocators))]
    public void SameCalls_SameAnswers(string name) => Check.One(s_fixedSeed, Prop.ForAll<byte[]>(calls =>
    {
        var args = new KvArgs(24, BlockTokens: 4, PrefixTokens: 8);
        return new KvBooks(KvAllocators.Find(name).Create(args)).Play(calls).SequenceEqual(new KvBooks(KvAllocators.Find(name).Create(args)).Play(calls));
    }));

    [Theory]
    [MemberData(nameof(Allocators))]
    public void Admit_EmptyMemory_HoldsWhatFitsExactlyAndNotOneTokenMore(string name)
    {
        var kv = KvAllocators.Find(name).Create(new(8, BlockTokens: 4, PrefixTokens: 4));

        Assert.Equal(-1, kv.Admit(0, 33, 33, 33, []));
        Assert.Equal(8, kv.FreeBlocks);
        Assert.Equal(0, kv.Admit(0, 32, 32, 32, []));
        Assert.Equal(0, kv.FreeBlocks);
        Assert.Equal(-1, kv.Admit(1, 1, 1, 1, []));
        kv.Release(0, 32);
        Assert.Equal((8, 0), (kv.FreeBlocks, kv.Use.HeldBlocks));
    }

    [Theory]
    [MemberData(nameof(Allocators))]
    public void WrongUse_IsAnArgumentException(string name)
    {
        var kv = KvAllocators.Find(name).Create(new(8, BlockTokens: 4, PrefixTokens: 4));
        kv.Admit(3, 4, 4, 8, []);

        Assert.ThrowsAny<ArgumentException>(() => kv.Admit(3, 4, 4, 8, []));
        Assert.ThrowsAny<ArgumentException>(() => kv.Admit(4, 0, 4, 8, []));
        Assert.ThrowsAny<ArgumentException>(() => kv.Admit(-1, 1, 4, 8, []));
        Assert.ThrowsAny<ArgumentException>(() => kv.TryGrow(2, 4));
        Assert.ThrowsAny<ArgumentException>(() => kv.Release(9, 0));
        Assert.ThrowsAny<ArgumentException>(() => kv.Release(3, 100));
    }

    [Theory]
    [MemberData(nameof(Allocators))]
    public void SteadyState_AllocatesNothing(string name)
    {
        var kv = KvAllocators.Find(name).Create(new(200, BlockTokens: 4, PrefixTokens: 8));
        long[] prefix = [1, 2, 3];
        Serve();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Serve();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Serve()
        {
            for (var round = 0; round < 200; round++)
            {
                kv.Admit(round % 8, 24, 24, 60, prefix);
                if (round % 8 == 7)
                {
                    for (var i = 0; i < 8; i++)
                    {
                        if (kv.TryGrow(i, 26))
                        {
                            kv.Release(i, 25);
                        }
                    }
                }
            }
        }
    }
}
