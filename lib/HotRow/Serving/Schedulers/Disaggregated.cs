namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Prompts on some servers, answers on others, keys and values over a link between them. Answers are batched continuously; one that loses its blocks
    /// is computed anew where the answers are, prompt and all.</summary>
    public static readonly SchedulerInfo Disaggregated = Add(new(
        "disaggregated", "Zhong et al., DistServe, OSDI 2024", static args => args.Role switch
        {
            ServerRole.Prefill => new PrefillPart(args),
            ServerRole.Decode => new ContinuousBatch(args),
            _ => throw new ArgumentException("a disaggregated scheduler serves either prompts or answers", nameof(args)),
        }, IsDisaggregated: true));
}

/// <summary>A server that computes prompts only, first come first, in pieces of the token budget.</summary>
/// <remarks>A request whose first token is made holds its memory and is planned no more, until <see cref="Completed"/> says that it has left.</remarks>
internal sealed class PrefillPart(SchedulerArgs args) : IBatchScheduler
{
    private readonly SequenceQueue _queue = new();
    private readonly List<int> _leaving = [];

    public int Waiting => _queue.Waiting;

    public int Running => _queue.Running.Count + _leaving.Count;

    public void Enqueue(int request) => _queue.Enqueue(request);

    public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        plan.Clear();
        wake = SimTime.Never;
        for (var i = _queue.Running.Count - 1; i >= 0; i--)
        {
            if (server.Requests.Produced(_queue.Running[i]) > 0)
            {
                _leaving.Add(_queue.Running[i]);
                _queue.Running.RemoveAt(i);
            }
        }

        return _queue.PlanInPieces(server, plan, args);
    }

    public void Completed(ServerState server, int request)
    {
        _ = _queue.Running.Remove(request) || _leaving.Remove(request);
        SequenceQueue.Release(server, request);
    }
}
