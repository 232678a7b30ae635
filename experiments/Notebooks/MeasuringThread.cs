namespace HotRow.Lab;

/// <summary>Runs measurements one at a time on threads of their own.</summary>
/// <remarks>An interrupted cell's thread may be aborted, and an abort in the middle of a measurement would leave its worker threads waiting and its files open.
/// So the cell only waits: whatever becomes of its thread, the measurement ends between two samples, and the next one waits until it did.</remarks>
internal static class MeasuringThread
{
    // As much as the program's main thread has on most systems.
    private const int StackBytes = 16 << 20;

    private static readonly SemaphoreSlim s_oneAtATime = new(1, 1);

    /// <summary>Does the work and gives its result, or throws what it threw.</summary>
    /// <exception cref="OperationCanceledException">Interrupted while another measurement was still ending.</exception>
    internal static T Run<T>(Func<T> work, CancellationToken interrupt)
    {
        var done = new TaskCompletionSource<T>();
        var thread = new Thread(() => Work(work, done, interrupt), StackBytes) { IsBackground = true, Name = "measurement" };
        thread.Start();
        return done.Task.GetAwaiter().GetResult();
    }

    private static void Work<T>(Func<T> work, TaskCompletionSource<T> done, CancellationToken interrupt)
    {
        try
        {
            done.SetResult(Alone(work, interrupt));
        }
#pragma warning disable CA1031 // It is thrown again where the result is waited for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }

    // Here and not on the cell's thread: an abort between this wait and its release would let no measurement run any more.
    private static T Alone<T>(Func<T> work, CancellationToken interrupt)
    {
        s_oneAtATime.Wait(interrupt);
        try
        {
            return work();
        }
        finally
        {
            _ = s_oneAtATime.Release();
        }
    }
}
