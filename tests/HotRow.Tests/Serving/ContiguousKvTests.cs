using HotRow.Serving;

namespace HotRow.Tests.Serving;

public class ContiguousKvTests
{
    // Ten blocks: A 4, B 2, C 4. When A and C are gone, 8 blocks are free but no gap is longer than 4.
    [Fact]
    public void Admit_GapsTooShort_IsRefusedThoughEnoughIsFree()
    {
        var kv = new ContiguousKv(new(10, 4));
        kv.Admit(0, 4, 4, 16, []);
        kv.Admit(1, 4, 4, 8, []);
        kv.Admit(2, 4, 4, 16, []);
        kv.Release(0, 4);
        kv.Release(2, 4);

        Assert.Equal((8, 4), (kv.FreeBlocks, kv.LargestGap));
        Assert.Equal(-1, kv.Admit(3, 4, 4, 20, []));
        Assert.Equal(1, kv.RefusedByFragmentation);
        Assert.Equal(0, kv.Admit(4, 4, 4, 16, []));
        Assert.Equal(4, kv.LargestGap);

        kv.Release(4, 4);
        kv.Release(1, 4);
        Assert.Equal(10, kv.LargestGap);
    }

    [Fact]
    public void TryGrow_UpToTheReservation_AndNoFurther()
    {
        var kv = new ContiguousKv(new(10, 4));
        kv.Admit(0, 1, 3, 10, []);

        Assert.True(kv.TryGrow(0, 12));
        Assert.False(kv.TryGrow(0, 13));
        Assert.False(kv.TryFork(0, 1));
    }
}
