namespace HotRow.Tests;

public sealed class PrefetchingStoreTests : IDisposable
{
    private readonly EmbeddingTable _table = TestBatches.Table(40, 17, notFinite: true);

    public void Dispose() => _table.Dispose();

    // Every way of mixing served and missing rows, with repeats, in parts of 4: the spread in place must not lose a row.
    [Fact]
    public void ReadRows_EveryMixOfServedAndMissing_EqualsTheTable()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table);
        using var store = new PrefetchingStore(demand, background, budget: 8, maxRows: 4);
        int[] rows = [5, 1, 30, 5, 2, 31, 3];
        int[] distinct = [5, 1, 30, 2, 31, 3];
        var destination = new float[rows.Length * 17];
        for (var mask = 0; mask < 1 << distinct.Length; mask++)
        {
            var announced = distinct.Where((_, i) => (mask >> i & 1) != 0).Append(39).ToArray();
            store.Begin(announced);
            store.Advance();
            Array.Fill(destination, 77);

            store.ReadRows(rows, destination);

            for (var i = 0; i < rows.Length; i++)
            {
                Assert.True(_table.Row(rows[i]).SequenceEqual(destination.AsSpan(i * 17, 17)) || rows[i] == 3, $"mask {mask}, row {rows[i]}");
                Assert.Equal(_table.Row(rows[i]).ToArray().Select(BitConverter.SingleToInt32Bits), destination[(i * 17)..((i + 1) * 17)].Select(BitConverter.SingleToInt32Bits));
            }

            Assert.Equal(announced.Length, store.IssuedRows);
            Assert.Equal(announced.Length - 1, store.UsedRows);
            Assert.Equal(rows.Count(announced.Contains), store.ServedReads);
            Assert.Equal(rows.Length - store.ServedReads, store.DemandReads);
        }
    }

    [Fact]
    public void Advance_SetNotRead_WaitsAndCountsItsUsedRowsAsLate()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table, open: false);
        var seen = new PhaseLog();
        using var store = new PrefetchingStore(demand, background, budget: 8, maxRows: 4, observer: seen);
        store.Begin([1, 2, 3]);
        background.Entered.Wait();
        seen.OnBegin = phase =>
        {
            if (phase == LookupPhase.Wait)
            {
                background.LetThrough();
            }
        };

        store.Advance();
        store.ReadRows([2, 2, 9, 1], new float[4 * 17]);

        Assert.Equal((3, 2, 2, 3L, 1L), (store.IssuedRows, store.UsedRows, store.LateRows, store.ServedReads, store.DemandReads));
        Assert.Equal(["Wait 3", "end Wait", "Stage 3", "end Stage"], seen.Lines);
    }

    [Fact]
    public void Advance_SetReadInTime_IsNotLate()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table);
        var read = new PhaseLog();
        using var done = new SemaphoreSlim(0);
        read.OnEnd = _ => done.Release();
        using var store = new PrefetchingStore(demand, background, budget: 8, maxRows: 4, readerObserver: read);
        store.Begin([1]);
        store.Advance();
        done.Wait();
        store.Begin([2]);
        done.Wait();
        while (store.IsComing)
        {
            Thread.Yield();
        }

        store.Advance();
        store.ReadRows([2], new float[17]);

        Assert.Equal((1, 0), (store.UsedRows, store.LateRows));
    }

    [Fact]
    public void Advance_BackgroundFails_ThrowsThatAndServesFromBehind()
    {
        using var demand = new GatedStore(_table);
        using var background = new GatedStore(_table) { Failure = new IOException("gone") };
        using var store = new PrefetchingStore(demand, background, budget: 8, maxRows: 4);
        store.Begin([1]);

        Assert.Equal("gone", Assert.Throws<IOException>(store.Advance).Message);

        var row = new float[17];
        store.ReadRows([1], row);
        Assert.Equal(_table.Row(1), row);
        Assert.Equal((0, 1L), (store.IssuedRows, store.DemandReads));
        background.Failure = null;
        store.Begin([1]);
        store.Advance();
        store.ReadRows([1], row);
        Assert.Equal((1, 0L), (store.UsedRows, store.DemandReads));
    }

    [Fact]
    public void WrongUse_SaysWhatIsWrong()
    {
        using var shared = new GatedStore(_table);
        using var other = TestBatches.Table(40, 3);
        using var otherStore = new DramRowStore(other);
        using var store = new PrefetchingStore(shared, shared, budget: 2, maxRows: 4);

        Assert.Contains("40 x 3", Assert.Throws<ArgumentException>(() => new PrefetchingStore(shared, otherStore, 2, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("row 7 is named twice", Assert.Throws<ArgumentException>(() => store.Begin([7, 7])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Begin([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.ReadRows([40], new float[17]));
        Assert.Throws<ArgumentException>(() => store.ReadRows([1, 2], new float[33]));
        store.Begin([1]);
        Assert.Contains("Advance", Assert.Throws<InvalidOperationException>(() => store.Begin([2])).Message, StringComparison.Ordinal);
        Assert.Contains("store of its own", Assert.Throws<InvalidOperationException>(() => store.ReadRows([2], new float[17])).Message, StringComparison.Ordinal);
        store.Advance();
        store.ReadRows([2], new float[17]);
    }

    [Fact]
    public void Dispose_ThenAnyUse_IsRefused()
    {
        using var behind = new GatedStore(_table);
        using var background = new GatedStore(_table);
        var store = new PrefetchingStore(behind, background, budget: 2, maxRows: 4);
        store.Begin([1]);
        store.Advance();

        store.Dispose();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([1], new float[17]));
        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([2], new float[17]));
        Assert.Throws<ObjectDisposedException>(() => store.ReadRows([], []));
        Assert.Throws<ObjectDisposedException>(() => store.Begin([2]));
        Assert.Throws<ObjectDisposedException>(store.Advance);
    }
}
