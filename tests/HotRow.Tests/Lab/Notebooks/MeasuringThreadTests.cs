using HotRow.Lab;

namespace HotRow.Tests;

public sealed class MeasuringThreadTests
{
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(30);

    [Fact]
    public void Run_GivesTheResultFromAnotherThread()
    {
        Assert.NotEqual(Environment.CurrentManagedThreadId, MeasuringThread.Run(() => Environment.CurrentManagedThreadId, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_AFailure_ThrowsAsItWasAndTheNextOneRuns()
    {
        Assert.Equal("no such thing", Assert.Throws<InputException>(() => MeasuringThread.Run<int>(() => throw new InputException("no such thing"), TestContext.Current.CancellationToken)).Message);
        Assert.Equal(7, MeasuringThread.Run(() => 7, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_WaitingThreadIsInterrupted_TheWorkEndsByItselfAndTheNextOneWaitsForIt()
    {
        using var running = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var ended = false;
        Exception? seen = null;
        var cell = new Thread(() =>
        {
            try
            {
                MeasuringThread.Run(() =>
                {
                    running.Set();
                    mayEnd.Wait();
                    Volatile.Write(ref ended, true);
                    return 1;
                }, CancellationToken.None);
            }
            catch (ThreadInterruptedException e)
            {
                seen = e;
            }
        });
        cell.Start();
        Assert.True(running.Wait(s_hangs, TestContext.Current.CancellationToken));
        cell.Interrupt();
        Assert.True(cell.Join(s_hangs));
        Assert.NotNull(seen);
        Assert.False(Volatile.Read(ref ended));

        using var given = new CancellationTokenSource();
        given.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => MeasuringThread.Run(() => 2, given.Token));

        mayEnd.Set();
        Assert.True(MeasuringThread.Run(() => Volatile.Read(ref ended), TestContext.Current.CancellationToken));
    }
}
