using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>What holds for every device lookup that the C# oracle can do; the other backends run the lookups' check in processes of their own.</summary>
public sealed class DeviceLookupContractTests
{
    // A quiet NaN, which no kernel and no table writes.
    private const int Unwritten = 0x7FCBCDEF;

    public static TheoryData<string> Names
    {
        get
        {
            using var device = DeviceBackends.Open("cpu");
            return [.. DeviceLookups.All.Where(l => l.WhyNot(device) is null).Select(l => l.Name)];
        }
    }

    public static TheoryData<string> Ahead => ["prefetched-upload", "device-cache-prefetch"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_EveryShape_BringsTheTablesBits(string name)
    {
        foreach (var (rowCount, dim) in new[] { (1, 1), (40, 1), (40, 3), (40, 17), (700, 64) })
        {
            using var bench = new DeviceLookupBench(name, rowCount, dim);
            foreach (var (shape, batch) in bench.Batches())
            {
                bench.Lookup.Enqueue(batch, bench.Output);

                bench.AssertRows(shape, batch.Indices.Span);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_BatchLargerThanThePinnedPieces_BringsEveryRow(string name)
    {
        // 4,000 rows of 3 KiB are six pieces of page-locked memory.
        using var bench = new DeviceLookupBench(name, 900, 768, maxIndices: 4_000);
        var rows = TestBatches.Draw(900, 4_000);

        for (var i = 0; i < 3; i++)
        {
            bench.Lookup.Enqueue(new(rows), bench.Output);
            bench.AssertRows("large", rows);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_CallersMemoryChangedBehindIt_BringsWhatWasAsked(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);
        var ids = TestBatches.Draw(40, 100);
        var asked = ids.ToArray();

        bench.Lookup.Announce(new(ids));
        Array.Reverse(ids);
        Array.Fill(ids, -1);
        asked.CopyTo(ids, 0);
        bench.Lookup.Enqueue(new(ids), bench.Output);
        Array.Fill(ids, int.MaxValue);

        bench.AssertRows("changed", asked);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_AnnouncedLateWronglyOrTwice_IsRightAllTheSame(string name)
    {
        using var bench = new DeviceLookupBench(name, 700, 33);
        var batches = Enumerable.Range(0, 12).Select(i => TestBatches.Draw(700, 20 + (17 * i), seed: (ulong)i + 1)).ToArray();
        for (var i = 0; i < batches.Length; i++)
        {
            bench.Lookup.Enqueue(new(batches[i]), bench.Output);
            foreach (var announced in Announcements(i, batches))
            {
                bench.Lookup.Announce(new(announced));
            }

            bench.AssertRows($"batch {i}", batches[i]);
        }

        Assert.Equal(batches.Sum(b => b.Length), bench.Lookup.Finish().Indices);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_LongerDestination_LeavesTheRestAlone(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);
        bench.Stream.Fill(bench.Output, BitConverter.Int32BitsToSingle(Unwritten));

        bench.Lookup.Enqueue(new(new[] { 1, 2, 4 }), bench.Output);

        var got = bench.Read(10);
        Assert.All(got[(3 * 17)..], value => Assert.Equal(Unwritten, BitConverter.SingleToInt32Bits(value)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_WrongBatch_NamesItTouchesNothingAndStaysUsable(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 3, maxIndices: 4);
        using var shorter = bench.Device.Allocate<float>(8, "a short destination");
        using var other = DeviceBackends.Open("cpu");
        using var elsewhere = other.Allocate<float>(12, "a destination on another device");
        bench.Stream.Fill(bench.Output, 0f);

        AssertRefused<ArgumentOutOfRangeException>("position 1 of 3", () => bench.Lookup.Enqueue(new(new[] { 0, 40, 1 }), bench.Output));
        AssertRefused<ArgumentOutOfRangeException>("position 2 of 3", () => bench.Lookup.Enqueue(new(new[] { 0, 3, -1 }), bench.Output));
        AssertRefused<ArgumentOutOfRangeException>("at most 4", () => bench.Lookup.Enqueue(new(new int[5]), bench.Output));
        AssertRefused<ArgumentException>("3 rows of 3 need 9", () => bench.Lookup.Enqueue(new(new int[3]), shorter));
        AssertRefused<ArgumentException>("belongs to cpu", () => bench.Lookup.Enqueue(new(new int[3]), elsewhere));
        Assert.All(bench.Read(4), value => Assert.Equal(0, value));
        Assert.Equal(0, bench.Lookup.Finish().Indices);

        bench.Lookup.Enqueue(new(new[] { 5 }), bench.Output);
        bench.AssertRows("after refusals", [5]);
    }

    [Theory]
    [MemberData(nameof(Ahead))]
    public void Announce_WrongBatch_NamesItAndStaysUsable(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 3, maxIndices: 4);

        AssertRefused<ArgumentOutOfRangeException>("position 1 of 3", () => bench.Lookup.Announce(new(new[] { 0, 40, 1 })));
        AssertRefused<ArgumentOutOfRangeException>("at most 4", () => bench.Lookup.Announce(new(new int[5])));

        bench.Lookup.Enqueue(new(new[] { 5 }), bench.Output);
        bench.AssertRows("after refusals", [5]);
        Assert.Equal(0, bench.Lookup.Finish().PrefetchesIssued);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Finish_AnyBatches_CountsAddUpAndStartAgain(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);
        foreach (var (_, batch) in bench.Batches())
        {
            bench.Lookup.Enqueue(batch, bench.Output);
        }

        var result = bench.Lookup.Finish();

        var batches = bench.Batches().Select(b => b.Batch.Indices.ToArray()).ToArray();
        Assert.Equal(batches.Sum(b => b.Length), result.Indices);
        Assert.Equal(result.Indices, result.Hits + result.Misses);
        Assert.InRange(result.Bypasses, 0, result.Misses);
        Assert.True(result.UniqueRows == -1 || result.UniqueRows == batches.Sum(b => b.Distinct().Count()));
        Assert.Equal(new LookupResult(0, Math.Min(result.UniqueRows, 0), 0, 0, 0, 0, 0), bench.Lookup.Finish());
    }

    // 6 indices, 4 distinct, of a 40 x 17 table: a row is 68 B, the table 2,720 B, a row number 4 B. The cache has one set: of a batch one missing row stays.
    [Theory]
    [InlineData("device-table", -1, 6, 0, 0, 6 * 68, 6 * 4)]
    [InlineData("full-upload", -1, 6, 0, 0, 6 * 68, 2_720 + (6 * 4))]
    [InlineData("upload-per-token", -1, 0, 6, 0, 0, 6 * 68)]
    [InlineData("upload-pageable", -1, 0, 6, 0, 0, 6 * 68)]
    [InlineData("upload-pinned", -1, 0, 6, 0, 0, 6 * 68)]
    [InlineData("upload-registered", -1, 0, 6, 0, 0, 6 * 68)]
    [InlineData("upload-unique", 4, 2, 4, 0, 6 * 68, (4 * 68) + (6 * 4))]
    [InlineData("zero-copy", -1, 0, 6, 0, 0, (6 * 68) + (6 * 4))]
    [InlineData("prefetched-upload", -1, 0, 6, 0, 0, 6 * 68)]
    [InlineData("device-cache", -1, 0, 6, 5, 0, (6 * 68) + (6 * 4))]
    [InlineData("device-cache-prefetch", -1, 0, 6, 5, 0, (6 * 68) + (6 * 4))]
    public void Finish_KnownBatch_CountsWhatItDid(string name, long unique, long hits, long misses, long bypasses, long nearBytes, long farBytes)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);

        bench.Lookup.Enqueue(new(new[] { 4, 9, 4, 0, 39, 9 }), bench.Output);

        Assert.Equal(new LookupResult(6, unique, hits, misses, bypasses, nearBytes, farBytes), bench.Lookup.Finish());
    }

    [Theory]
    [MemberData(nameof(Ahead))]
    public void Finish_AnnouncedBatches_CountsIssuedAndUsed(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);

        // 3 announced and used; 4 announced, and 2 others came; 2 came unannounced.
        bench.Lookup.Announce(new(new[] { 1, 2, 3 }));
        bench.Lookup.Enqueue(new(new[] { 1, 2, 3 }), bench.Output);
        bench.Lookup.Announce(new(new[] { 4, 5, 6, 7 }));
        bench.Lookup.Enqueue(new(new[] { 8, 9 }), bench.Output);
        bench.Lookup.Enqueue(new(new[] { 10, 11 }), bench.Output);

        var result = bench.Lookup.Finish();
        Assert.Equal((7, 7, 3, 0), (result.Indices, result.PrefetchesIssued, result.PrefetchesUsed, result.PrefetchesLate));
        Assert.Equal(11, result.Hits + result.Misses);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enqueue_Warm_AllocatesNothing(string name)
    {
        using var bench = new DeviceLookupBench(name, 700, 64);
        var batches = bench.Batches().Select(s => s.Batch).ToArray();
        var lookUpAll = () =>
        {
            foreach (var batch in batches)
            {
                bench.Lookup.Announce(batch);
                bench.Lookup.Enqueue(batch, bench.Output);
            }

            bench.Lookup.Finish();
        };
        lookUpAll();

        Assert.Equal(0, AllocatedBytes.Of(lookUpAll));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_TableDisposedBeforeTheLookup_StillReadsIt(string name)
    {
        using var bench = new DeviceLookupBench(name, 40, 17);

        bench.Lookup.Enqueue(new(new[] { 3, 4 }), bench.Output);
        bench.AssertRows("before", [3, 4]);
        bench.DisposeTable();

        // Memory that is read in place is held; the others say that it is gone.
        var error = Record.Exception(() => bench.Lookup.Enqueue(new(new[] { 5, 6 }), bench.Output));
        Assert.True(error is null or ObjectDisposedException, error?.ToString());
    }

    private static int[][] Announcements(int i, int[][] batches) => (i % 4) switch
    {
        0 => [],
        1 => [batches[i]],
        2 => [batches[i], batches[(i + 1) % batches.Length]],
        _ => [batches[(i + 1) % batches.Length]],
    };

    private static void AssertRefused<T>(string says, Action lookup)
        where T : ArgumentException
    {
        var error = Assert.ThrowsAny<T>(lookup);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
