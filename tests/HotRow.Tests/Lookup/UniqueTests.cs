namespace HotRow.Tests;

public class UniqueTests
{
    private const int RowCount = 5_000;
    private const int MaxIndices = 4_096;

    public static TheoryData<string> Methods => ["stamp", "hash", "sort"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_ManyBatches_EqualsLinq(string method)
    {
        var unique = Create(method);
        var random = new Xoshiro256(11);
        foreach (var (length, bound) in new[] { (0, 1), (1, 1), (1, RowCount), (2, 2), (64, 3), (1000, 200), (MaxIndices, RowCount), (MaxIndices, 1), (MaxIndices, 100), (17, RowCount) })
        {
            var rows = Enumerable.Range(0, length).Select(_ => random.NextInt32(bound)).ToArray();
            AssertFinds(unique, rows, method);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_AllDifferentAndHighRows_EqualsLinq(string method)
    {
        var rows = Enumerable.Range(RowCount - MaxIndices, MaxIndices).ToArray();
        new Xoshiro256(5).Shuffle<int>(rows);

        AssertFinds(Create(method), rows, method);
    }

    // Rows that are multiples of the slot count's size share low bits, which a hash of low bits alone would heap up.
    [Theory]
    [InlineData("hash")]
    [InlineData("sort")]
    public void Find_LargeRowNumbers_EqualsLinq(string method)
    {
        int[] rows = [int.MaxValue, 0, 1 << 30, int.MaxValue, 1 << 22, 1 << 11, 0, 1 << 10, 1 << 30];

        AssertFinds(Create(method), rows, method);
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("sort")]
    public void Find_BatchTooLarge_Throws(string method)
    {
        var rows = new int[MaxIndices + 1];

        Assert.Throws<ArgumentException>(() => Create(method).Find(rows, new int[rows.Length], new int[rows.Length]));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_NoRoom_Throws(string method)
    {
        Assert.Throws<ArgumentException>(() => Create(method).Find(new int[3], new int[2], new int[3]));
        Assert.Throws<ArgumentException>(() => Create(method).Find(new int[3], new int[3], new int[2]));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_Warm_AllocatesNothing(string method)
    {
        var unique = Create(method);
        var (rows, found, inverse) = (new int[100], new int[100], new int[100]);
        unique.Find(rows, found, inverse);

        Assert.Equal(0, AllocatedBytes.Of(() => unique.Find(rows, found, inverse)));
    }

    [Fact]
    public void For_SmallTableStamps_LargeTableHashes()
    {
        Assert.Equal("stamp", Unique.For(1_000, 10).Name);
        Assert.Equal("hash", Unique.For(100_000_000, 10).Name);
    }

    private static IUnique Create(string method) => method switch
    {
        "stamp" => Unique.Stamp(RowCount),
        "hash" => Unique.Hash(MaxIndices),
        _ => Unique.Sort(MaxIndices),
    };

    private static void AssertFinds(IUnique unique, int[] rows, string method)
    {
        var found = new int[rows.Length];
        var inverse = new int[rows.Length];

        var count = unique.Find(rows, found, inverse);

        int[] expected = method == "sort" ? [.. rows.Distinct().Order()] : [.. rows.Distinct()];
        Assert.Equal(expected, found[..count]);
        Assert.Equal(rows, inverse.Select(place => found[..count][place]));
    }
}
