namespace HotRow.Serving;

/// <summary>One batch at a time: all its prompts in one step, then one token of each per step until the longest answer ends; a place whose answer has ended is
/// computed on and yields nothing.</summary>
/// <remarks>It begins when <see cref="SchedulerArgs.MaxSequences"/> requests wait, or the oldest has waited for the window, or no request comes any more and
/// the window is endless. A finished request's token times are those at which its tokens were made: a server that returns nothing before the batch ends
/// returns it with the batch's longest. Its memory is kept until then.
/// <para>Memory that cannot be reserved (a paged allocator gives it by and by) may run out: then the request that began last goes back to the queue.</para></remarks>
internal sealed class PaddedBatch(SchedulerArgs args, SimTime window) : IBatchScheduler
{
    private readonly SequenceQueue _queue = new();
    private readonly List<int> _finished = [];

    public int Waiting => _queue.Waiting;

    public int Running => _queue.Running.Count;

    public void Enqueue(int request) => _queue.Enqueue(request);

    public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        plan.Clear();
        wake = SimTime.Never;
        if (Running > 0)
        {
            Decode(server, plan);
        }

        return plan.Count > 0 || TryBegin(server, now, plan, out wake);
    }

    public void Completed(ServerState server, int request)
    {
        _queue.Running.Remove(request);
        _finished.Add(request);
        EndIfDone(server);
    }

    private void Decode(ServerState server, StepPlan plan)
    {
        for (var i = 0; i < Running; i++)
        {
            if (_queue.TryGrow(server, _queue.Running[i], 1))
            {
                plan.Add(_queue.Running[i], 1);
            }
        }

        EndIfDone(server);
        plan.PaddedSequences = _finished.Count;
    }

    private bool TryBegin(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        wake = SimTime.Never;
        if (Waiting == 0)
        {
            return false;
        }

        var latest = window == SimTime.Never ? SimTime.Never : server.Requests.Arrival(_queue.First) + window;
        if (Waiting < args.MaxSequences && now < latest && !(server.NoMoreArrivals && window == SimTime.Never))
        {
            wake = latest;
            return false;
        }

        while (Waiting > 0 && Running < args.MaxSequences && _queue.TryBegin(server, int.MaxValue) is > 0 and var tokens)
        {
            plan.Add(_queue.Running[^1], tokens);
        }

        return plan.Count > 0;
    }

    private void EndIfDone(ServerState server)
    {
        if (Running > 0)
        {
            return;
        }

        foreach (var request in _finished)
        {
            SequenceQueue.Release(server, request);
        }

        _finished.Clear();
    }
}
