namespace HotRow.Tests;

public sealed class OneCallerTests : IDisposable
{
    private readonly NullRowStore _store = new(10, 4);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Enter_WhileACallRuns_IsRefusedAndLetsTheCallGoOn()
    {
        var caller = default(OneCaller);
        caller.Enter(_store);

        Assert.Equal(
            "a NullRowStore serves one ReadRows at a time, and one is running; give each thread its own store",
            Assert.Throws<InvalidOperationException>(() => Enter(ref caller)).Message);
        Assert.Equal("a NullRowStore was disposed while ReadRows was running", Assert.Throws<InvalidOperationException>(() => Close(ref caller)).Message);
        Assert.False(caller.IsClosed);

        caller.Leave();
        caller.Enter(_store);
    }

    [Fact]
    public void Close_Twice_IsTrueOnceAndLetsNobodyIn()
    {
        var caller = default(OneCaller);

        Assert.True(caller.Close(_store));
        Assert.False(caller.Close(_store));
        Assert.True(caller.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => Enter(ref caller));
    }

    // Of many at one door, one at a time is inside; the others are told so.
    [Fact]
    public void Enter_ByManyThreads_LetsInOneAtATime()
    {
        var caller = default(OneCaller);
        var (inside, entered) = (0, 0);

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, _ =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                try
                {
                    caller.Enter(_store);
                }
                catch (InvalidOperationException)
                {
                    continue;
                }

                Assert.Equal(1, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref entered);
                Interlocked.Decrement(ref inside);
                caller.Leave();
            }
        });

        Assert.True(entered > 0);
    }

    private void Enter(ref OneCaller caller) => caller.Enter(_store);

    private void Close(ref OneCaller caller) => caller.Close(_store);
}
