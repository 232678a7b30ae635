namespace HotRow.Serving;

/// <summary>The requests of one server: those that wait, first come first, and those that run, in the order in which they began.</summary>
/// <remarks>Several schedulers are written with it. What runs holds memory; what waits holds none, unless it came from another server with its keys and values.</remarks>
internal sealed class SequenceQueue
{
    private int[] _waiting = new int[64];
    private int _first;

    /// <summary>Requests that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>Requests that run.</summary>
    public List<int> Running { get; } = [];

    /// <summary>The request that waits longest.</summary>
    public int First => _waiting[_first];

    /// <summary>A request waits behind the others.</summary>
    public void Enqueue(int request)
    {
        MakeRoom();
        _waiting[(_first + Waiting++) & (_waiting.Length - 1)] = request;
    }

    /// <summary>Begins the request that waits longest: takes its memory and moves it to those that run.</summary>
    /// <param name="server">Progress and memory.</param>
    /// <param name="budget">Most tokens its first step may compute.</param>
    /// <returns>Tokens to compute, or 0: there is no room for it.</returns>
    public int TryBegin(ServerState server, int budget)
    {
        var (request, requests) = (First, server.Requests);
        var known = requests.Known(request);
        var computed = requests.Computed(request);
        var brought = computed > 0;
        var found = brought
            ? server.Kv.Admit(request, known, known, server.WholeTokens(request), [])
            : server.Kv.Admit(request, Math.Min(known, budget), known, server.WholeTokens(request), server.Prefix(request));
        if (found < 0)
        {
            return 0;
        }

        if (!brought)
        {
            requests.Computed(request) = computed = found;
            requests.Cached(request) += found;
        }

        _first = (_first + 1) & (_waiting.Length - 1);
        Waiting--;
        Running.Add(request);
        return Math.Min(known - computed, budget);
    }

    /// <summary>Takes the memory of the request that began last and puts it in front of those that wait; all it had computed is lost.</summary>
    /// <returns>The request.</returns>
    public int PreemptLast(ServerState server)
    {
        var request = Running[^1];
        Running.RemoveAt(Running.Count - 1);
        Drop(server, request);
        MakeRoom();
        _first = (_first - 1) & (_waiting.Length - 1);
        _waiting[_first] = request;
        Waiting++;
        return request;
    }

    /// <summary>Takes a request's memory; all it had computed is lost.</summary>
    public static void Drop(ServerState server, int request)
    {
        server.Kv.Release(request, server.Requests.Computed(request));
        server.Requests.Computed(request) = 0;
        server.Requests.Preemptions(request)++;
    }

    /// <summary>Gives a finished request's memory back.</summary>
    public static void Release(ServerState server, int request) => server.Kv.Release(request, server.Requests.Computed(request));

    /// <summary>Makes room for more tokens of a running request, if need be by preempting those that began last, itself included.</summary>
    /// <returns>False when it was preempted itself.</returns>
    public bool TryGrow(ServerState server, int request, int tokens)
    {
        while (!server.Kv.TryGrow(request, server.Requests.Computed(request) + tokens))
        {
            if (PreemptLast(server) == request)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills a step as continuous batching does: those that run first, then as many of those that wait as fit, prompts in pieces.</summary>
    /// <returns>Whether there is anything to compute.</returns>
    public bool PlanInPieces(ServerState server, StepPlan plan, SchedulerArgs args)
    {
        var (left, before) = (args.TokenBudget, Running.Count);
        for (var i = 0; i < Running.Count && left > 0; i++)
        {
            var request = Running[i];
            var tokens = Math.Min(server.Requests.Known(request) - server.Requests.Computed(request), left);
            if (!TryGrow(server, request, tokens))
            {
                break;
            }

            plan.Add(request, tokens);
            left -= tokens;
        }

        while (Running.Count >= before && Waiting > 0 && left > 0 && Running.Count < args.MaxSequences && TryBegin(server, left) is > 0 and var begun)
        {
            plan.Add(Running[^1], begun);
            left -= begun;
        }

        return plan.Count > 0;
    }

    private void MakeRoom()
    {
        if (Waiting < _waiting.Length)
        {
            return;
        }

        var larger = new int[_waiting.Length * 2];
        for (var i = 0; i < Waiting; i++)
        {
            larger[i] = _waiting[(_first + i) & (_waiting.Length - 1)];
        }

        (_waiting, _first) = (larger, 0);
    }
}
