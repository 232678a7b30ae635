namespace HotRow.Tests;

public sealed class BackgroundReaderTests : IDisposable
{
    private readonly EmbeddingTable _table = TestBatches.Table(40, 17);

    public void Dispose() => _table.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Take_SetsInTurn_HoldTheirRows(int buffers)
    {
        using var store = new GatedStore(_table);
        using var reader = new BackgroundReader(store, budget: 5, buffers);
        var sets = Enumerable.Range(0, 50).Select(i => TestBatches.Draw(40, i % 6, (ulong)i)).ToArray();
        var begun = 0;
        foreach (var set in sets)
        {
            while (begun < sets.Length && reader.Pending < buffers)
            {
                reader.Begin(sets[begun++]);
            }

            Assert.Equal(set.Length, reader.Take());
            Assert.Equal(set, reader.TakenRows);
            for (var place = 0; place < set.Length; place++)
            {
                Assert.Equal(_table.Row(set[place]), reader.TakenRow(place));
            }

            reader.Release();
        }

        Assert.Equal(sets.Length, store.Reads);
    }

    [Fact]
    public void Begin_WhileOneSetIsRead_ReturnsAtOnceAndTakeWaitsForIt()
    {
        using var store = new GatedStore(_table, open: false);
        using var reader = new BackgroundReader(store, budget: 5);

        reader.Begin([1, 2]);
        reader.Begin([3]);
        store.Entered.Wait();
        Assert.False(reader.IsReady);
        Assert.Equal(2, reader.Pending);
        store.LetThrough();
        store.LetThrough();
        Assert.Equal(2, reader.Take());
        Assert.Equal(_table.Row(2), reader.TakenRow(1));
        reader.Release();
        Assert.Equal(1, reader.Take());
        Assert.Equal(_table.Row(3), reader.TakenRow(0));
    }

    [Fact]
    public void Take_StoreThrows_ThrowsThatOnceAndGoesOn()
    {
        using var store = new GatedStore(_table, open: false);
        using var reader = new BackgroundReader(store, budget: 5);
        store.Failure = new IOException("the disk is gone");
        reader.Begin([1]);
        store.LetThrough();

        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => reader.Take()).Message);

        store.Failure = null;
        reader.Begin([4]);
        reader.Begin([5]);
        store.LetThrough();
        store.LetThrough();
        Assert.Equal(1, reader.Take());
        Assert.Equal(_table.Row(4), reader.TakenRow(0));
    }

    [Fact]
    public void Dispose_WhileReading_EndsWithThatReadAndBeginsNoOther()
    {
        using var store = new GatedStore(_table, open: false);
        var reader = new BackgroundReader(store, budget: 5);
        reader.Begin([1]);
        reader.Begin([2]);
        store.Entered.Wait();

        var disposal = new Thread(reader.Dispose);
        disposal.Start();
        while (!IsDisposed(reader))
        {
            Thread.Yield();
        }

        Assert.True(disposal.IsAlive);
        store.LetThrough();
        disposal.Join();

        Assert.Equal(1, store.Reads);
        Assert.Throws<ObjectDisposedException>(() => reader.Take());
        reader.Dispose();
    }

    [Fact]
    public void Dispose_WhileAnotherThreadTakes_EndsTheTake()
    {
        using var store = new GatedStore(_table, open: false);
        var reader = new BackgroundReader(store, budget: 5);
        reader.Begin([1]);
        reader.Begin([2]);
        store.Entered.Wait();
        store.LetThrough();
        reader.Take();
        reader.Release();
        store.Entered.Wait();
        Exception? thrown = null;
        var taker = new Thread(() => thrown = Record.Exception(() => reader.Take()));
        taker.Start();
        var disposal = new Thread(reader.Dispose);
        disposal.Start();
        while (!IsDisposed(reader))
        {
            Thread.Yield();
        }

        store.LetThrough();
        disposal.Join();
        taker.Join();

        Assert.IsType<ObjectDisposedException>(thrown);
    }

    [Fact]
    public void WrongUse_SaysWhatToCallFirst()
    {
        using var store = new GatedStore(_table);
        using var reader = new BackgroundReader(store, budget: 2);

        Assert.Contains("Begin before Take", Assert.Throws<InvalidOperationException>(() => reader.Take()).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(reader.Release);
        Assert.Throws<InvalidOperationException>(() => reader.TakenRow(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Begin([1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Begin([40]));
        reader.Begin([1]);
        reader.Begin([2]);
        Assert.Contains("all 2 prefetch buffers", Assert.Throws<InvalidOperationException>(() => reader.Begin([3])).Message, StringComparison.Ordinal);
        reader.Take();
        Assert.Contains("Release", Assert.Throws<InvalidOperationException>(() => reader.Take()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TakenRow(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TakenRow(-1));
    }

    [Fact]
    public void HandOver_Warm_AllocatesNothing()
    {
        using var store = new DramRowStore(_table);
        using var reader = new BackgroundReader(store, budget: 4);
        var rows = new[] { 1, 2, 3 };
        reader.Begin(rows);

        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            reader.Begin(rows);
            reader.Take();
            reader.Release();
        }));
    }

    private static bool IsDisposed(BackgroundReader reader) => Record.Exception(() => reader.Begin([])) is ObjectDisposedException;
}
