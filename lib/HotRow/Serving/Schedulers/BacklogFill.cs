namespace HotRow.Serving;

public static partial class Schedulers
{
    /// <summary>Online requests first; batch work with deadlines fills what they leave.</summary>
    public static readonly SchedulerInfo BacklogFill = Add(new(
        "backlog", "after Qiao et al., ConServe: Harvesting GPUs for Low-Latency and High-Throughput LLM Serving, 2024", static args => new BacklogFill(args)));
}

/// <summary>Continuous batching of two classes: online requests as if they were alone, batch work in what they leave of tokens and memory.</summary>
/// <remarks>Batch work waits by deadline. It begins only in steps without online prompts, with at most a quarter of the token budget while somebody waits for an
/// answer, and leaves a tenth of the blocks free; its blocks are taken away before an online request waits for memory or for a place. Work of which less than a
/// quarter of its time is left counts as online from then on.
/// <para><i>Deviation:</i> the source preempts within a step, layer by layer, and keeps checkpoints of keys and values; here a step is whole and what loses its
/// blocks is computed anew.</para></remarks>
internal sealed class BacklogFill(SchedulerArgs args) : IBatchScheduler
{
    private const int FillDivisor = 4;
    private const int ReserveDivisor = 10;
    private const int UrgentDivisor = 4;

    private readonly SequenceQueue _online = new();
    private readonly List<int> _newcomers = [];
    private readonly PriorityQueue<int, (SimTime Deadline, int Id)> _backlog = new();
    private readonly List<int> _filling = [];

    public int Waiting => _online.Waiting + _newcomers.Count + _backlog.Count;

    public int Running => _online.Running.Count + _filling.Count;

    public void Enqueue(int request) => _newcomers.Add(request);

    public bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake)
    {
        plan.Clear();
        wake = SimTime.Never;
        Sort(server);
        Promote(server, now);
        var left = args.TokenBudget;
        var prompts = PlanOnline(server, plan, ref left);
        var fill = _online.Running.Count + _online.Waiting == 0 ? left : Math.Min(left, Math.Max(1, args.TokenBudget / FillDivisor));
        PlanBacklog(server, plan, prompts ? 0 : fill, left);
        return plan.Count > 0;
    }

    public void Completed(ServerState server, int request)
    {
        _ = _online.Running.Remove(request) || _filling.Remove(request);
        SequenceQueue.Release(server, request);
    }

    private void Sort(ServerState server)
    {
        foreach (var request in _newcomers)
        {
            if (server.Requests.Deadline(request) == SimTime.Never)
            {
                _online.Enqueue(request);
            }
            else
            {
                _backlog.Enqueue(request, (server.Requests.Deadline(request), request));
            }
        }

        _newcomers.Clear();
    }

    private void Promote(ServerState server, SimTime now)
    {
        while (_backlog.TryPeek(out var request, out _) && IsUrgent(server, request, now))
        {
            _online.Enqueue(_backlog.Dequeue());
        }

        for (var i = 0; i < _filling.Count; i++)
        {
            if (IsUrgent(server, _filling[i], now))
            {
                _online.Running.Add(_filling[i]);
                _filling.RemoveAt(i--);
            }
        }
    }

    private static bool IsUrgent(ServerState server, int request, SimTime now)
    {
        var (arrival, deadline) = (server.Requests.Arrival(request), server.Requests.Deadline(request));
        return deadline - now < new SimTime((deadline - arrival).Ns / UrgentDivisor);
    }

    // Whether the step computes a piece of an online prompt.
    private bool PlanOnline(ServerState server, StepPlan plan, ref int left)
    {
        var (before, prompts) = (_online.Running.Count, false);
        for (var i = 0; i < _online.Running.Count && left > 0; i++)
        {
            var request = _online.Running[i];
            var tokens = Math.Min(server.Requests.Known(request) - server.Requests.Computed(request), left);
            while (!server.Kv.TryGrow(request, server.Requests.Computed(request) + tokens))
            {
                if (!TryPreemptFilling(server) && _online.PreemptLast(server) == request)
                {
                    return prompts;
                }
            }

            plan.Add(request, tokens);
            prompts |= tokens > 1 || server.Requests.Produced(request) == 0;
            left -= tokens;
        }

        while (_online.Running.Count >= before && _online.Waiting > 0 && left > 0)
        {
            var tokens = Running < args.MaxSequences ? _online.TryBegin(server, left) : 0;
            if (tokens > 0)
            {
                plan.Add(_online.Running[^1], tokens);
                left -= tokens;
                prompts = true;
            }
            else if (!TryPreemptFilling(server))
            {
                break;
            }
        }

        return prompts;
    }

    private void PlanBacklog(ServerState server, StepPlan plan, int fill, int left)
    {
        for (var i = 0; i < _filling.Count && left > 0; i++)
        {
            var request = _filling[i];
            var missing = server.Requests.Known(request) - server.Requests.Computed(request);
            var tokens = missing == 1 ? 1 : Math.Min(missing, Math.Min(fill, left));
            if (tokens == 0)
            {
                continue;
            }

            while (!server.Kv.TryGrow(request, server.Requests.Computed(request) + tokens))
            {
                var last = _filling[^1];
                TryPreemptFilling(server);
                if (last == request)
                {
                    return;
                }
            }

            plan.Add(request, tokens);
            left -= tokens;
            fill -= missing == 1 ? 0 : tokens;
        }

        while (_backlog.Count > 0 && _online.Waiting == 0 && Running < args.MaxSequences && Math.Min(fill, left) > 0)
        {
            var tokens = TryBeginFilling(server, Math.Min(fill, left));
            if (tokens == 0)
            {
                return;
            }

            plan.Add(_filling[^1], tokens);
            (left, fill) = (left - tokens, fill - tokens);
        }
    }

    private int TryBeginFilling(ServerState server, int budget)
    {
        var request = _backlog.Peek();
        var known = server.Requests.Known(request);
        var blocks = ((known - 1) / server.Kv.BlockTokens) + 1;
        if (Running > 0 && server.Kv.FreeBlocks - blocks < server.Kv.TotalBlocks / ReserveDivisor)
        {
            return 0;
        }

        var found = server.Kv.Admit(request, Math.Min(known, budget), known, server.WholeTokens(request), server.Prefix(request));
        if (found < 0)
        {
            return 0;
        }

        server.Requests.Computed(request) = found;
        server.Requests.Cached(request) += found;
        _filling.Add(_backlog.Dequeue());
        return Math.Min(known - found, budget);
    }

    private bool TryPreemptFilling(ServerState server)
    {
        if (_filling.Count == 0)
        {
            return false;
        }

        var request = _filling[^1];
        _filling.RemoveAt(_filling.Count - 1);
        SequenceQueue.Drop(server, request);
        _backlog.Enqueue(request, (server.Requests.Deadline(request), request));
        return true;
    }
}
