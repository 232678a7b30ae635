namespace HotRow.Notebook;

/// <summary>Where the continuations of a cell's awaits run: on the cell's own thread while that waits for nothing else, otherwise on the pool.</summary>
/// <remarks>An ordinary queue for one thread deadlocks on <c>F().Result</c>; the pool alone would put code after an await out of an interrupt's reach.</remarks>
internal sealed class CellSynchronizationContext(Action<Exception> unhandled) : SynchronizationContext
{
    private readonly object _gate = new();
    private (SendOrPostCallback Callback, object? State)? _next;
    private bool _idle;
    private bool _left;
    private volatile bool _dropping;

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_dropping)
            return;
        lock (_gate)
        {
            if (_idle)
            {
                _idle = false;
                _next = (d, state);
                Monitor.PulseAll(_gate);
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Context.Run(work.Callback, work.State), (Context: this, Callback: d, State: state), preferLocal: false);
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs continuations on the calling thread until the task is done (true) or <see cref="Leave"/> was called (false).</summary>
    public bool RunUntilDone(Task task)
    {
        _ = task.ContinueWith(static (_, context) => ((CellSynchronizationContext)context!).Pulse(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (true)
        {
            (SendOrPostCallback Callback, object? State) work;
            lock (_gate)
            {
                while (_next is null && !task.IsCompleted && !_left)
                {
                    _idle = true;
                    Monitor.Wait(_gate);
                }

                _idle = false;
                if (_left || _next is null)
                    return task.IsCompleted;
                work = _next.Value;
                _next = null;
            }

            Run(work.Callback, work.State);
        }
    }

    /// <summary>Gives up a cell that waits: its thread returns, and what it waited for finds nobody.</summary>
    public void Leave()
    {
        _dropping = true;
        lock (_gate)
        {
            _left = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Pulse()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void Run(SendOrPostCallback callback, object? state)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
#pragma warning disable CA1031 // An async void method of a cell ends here: its exception must not end the process.
        catch (Exception e) when (e is not ThreadInterruptedException)
        {
            unhandled(e);
        }
#pragma warning restore CA1031
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
