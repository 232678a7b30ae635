namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Continuous batching with chunked prompts, as vLLM does it.</summary>
    public static readonly SchedulerInfo ContinuousBatch = Add(new(
        "continuous", "Yu et al., Orca, OSDI 2022; Agrawal et al., Sarathi-Serve, OSDI 2024; the scheduler of vLLM v1", static args => new ContinuousBatch(args)));
}

/// <summary>Continuous batching: a request joins at the next step that has room for it and leaves at the step that makes its last token.</summary>
/// <remarks>The rules are those of vLLM v1. Every step has a budget of tokens. First come the running requests in the order in which they began, each with what it
/// still has to compute: one token when it is making its answer, a piece of its prompt otherwise. A request that gets no block takes them from the one that began
/// last, which goes back to the front of the queue and begins anew later (with those of its blocks that nobody has overwritten). Only when nobody was preempted do
/// waiting requests begin, first come first, each as soon as there is room for all its known tokens, with as much of them as the budget leaves.
/// <para>Nobody overtakes: a request that does not fit holds up those behind it.</para></remarks>
internal sealed class ContinuousBatch(SchedulerArgs args) : IBatchScheduler
{
    private readonly SequenceQueue _queue = new();

    public int Waiting => _queue.Waiting;

    public int Running => _queue.Running.Count;

    public void Enqueue(int request) => _queue.Enqueue(request);

    public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        plan.Clear();
        wake = SimTime.Never;
        return _queue.PlanInPieces(server, plan, args);
    }

    public void Completed(ServerState server, int request)
    {
        _queue.Running.Remove(request);
        SequenceQueue.Release(server, request);
    }
}
