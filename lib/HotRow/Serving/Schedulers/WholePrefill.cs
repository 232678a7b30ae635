namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Continuous batching with whole prompts, which come before the running answers.</summary>
    public static readonly SchedulerInfo WholePrefill = Add(new(
        "whole-prefill", "Kwon et al., Efficient Memory Management for Large Language Model Serving with PagedAttention, SOSP 2023: vLLM before chunked prefill",
        static args => new WholePrefill(args), SplitsPrompts: false));
}

/// <summary>Continuous batching without chunks: a step either computes whole prompts or one token of each running answer, and prompts come first.</summary>
/// <remarks>Whole prompts are taken as long as their sum stays within the token budget, the first one however long it is: meanwhile no running answer gets a token.
/// A hundredth of the blocks is left free when a prompt begins beside running answers, as in vLLM: without it, a request that lost its blocks would take
/// them back at once and be computed anew at every other step.</remarks>
internal sealed class WholePrefill(SchedulerArgs args) : IBatchScheduler
{
    private const int WatermarkDivisor = 100;

    private readonly SequenceQueue _queue = new();

    public int Waiting => _queue.Waiting;

    public int Running => _queue.Running.Count;

    public void Enqueue(int request) => _queue.Enqueue(request);

    public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        plan.Clear();
        wake = SimTime.Never;
        for (var left = args.TokenBudget; MayBegin(server, left, plan.Count) && _queue.TryBegin(server, int.MaxValue) is > 0 and var tokens; left -= tokens)
        {
            plan.Add(_queue.Running[^1], tokens);
        }

        if (plan.Count > 0)
        {
            return true;
        }

        for (var i = 0; i < Running; i++)
        {
            if (_queue.TryGrow(server, _queue.Running[i], 1))
            {
                plan.Add(_queue.Running[i], 1);
            }
        }

        return plan.Count > 0;
    }

    public void Completed(ServerState server, int request)
    {
        _queue.Running.Remove(request);
        SequenceQueue.Release(server, request);
    }

    private bool MayBegin(ServerState server, int left, int planned)
    {
        if (Waiting == 0 || Running >= args.MaxSequences)
        {
            return false;
        }

        var known = server.Requests.Known(_queue.First);
        var blocks = ((known - 1) / server.Kv.BlockTokens) + 1;
        return (planned == 0 || known <= left) && (Running == 0 || server.Kv.FreeBlocks - blocks >= server.Kv.TotalBlocks / WatermarkDivisor);
    }
}
