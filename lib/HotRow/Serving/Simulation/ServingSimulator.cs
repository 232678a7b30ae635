namespace HotRow.Serving;

/// <summary>A discrete-event simulation of servers that answer requests: one run.</summary>
/// <remarks>A server computes one step at a time. When nothing is under way on it, its scheduler fills a <see cref="StepPlan"/> from the requests it has; the plan
/// becomes a <see cref="StepShape"/>, the latency model says how long that takes, and at the end of the step every request in it has so many more tokens computed.
/// One that has all its known tokens computed has made its next token.
/// <para>All events of an instant are handled before any server plans, so a batch that is filled by two arrivals of the same nanosecond holds both. Time is in whole
/// nanoseconds and events are totally ordered: the same options, seed and requests give the same bytes.</para>
/// <para><i>Cost:</i> O(1) per token and O(log servers) per step; the requests stream by, and about 250 B of each are kept.</para></remarks>
public sealed class ServingSimulator
{
    private readonly ServingOptions _options;
    private readonly IEnumerator<ServingRequest> _arrivals;
    private readonly SimEventQueue _events = new();
    private readonly RequestProgress _progress = new();
    private readonly RequestTimes _times = new();
    private readonly List<SimServer> _servers = [];
    private readonly ServerPool _front;
    private readonly ServerPool? _decode;
    private readonly RunCounts _counts = new();
    private readonly List<StepRecord>? _log;
    private SimTime _now;

    private ServingSimulator(ServingOptions options, IEnumerator<ServingRequest> arrivals)
    {
        (_options, _arrivals) = (options, arrivals);
        _log = options.LogsSteps ? [] : null;
        _front = new(options.Router, options.Seed);
        for (var i = 0; i < (options.Split?.PrefillServers ?? options.Replicas); i++)
        {
            _front.Add(NewServer(options.Split is null ? ServerRole.Whole : ServerRole.Prefill, SimTime.Zero));
        }

        if (options.Split is { } split)
        {
            _decode = new(options.Router, options.Seed + 1);
            for (var i = 0; i < split.DecodeServers; i++)
            {
                _decode.Add(NewServer(ServerRole.Decode, SimTime.Zero));
            }
        }
    }

    /// <summary>Simulates the requests to their end, or to <see cref="ServingOptions.Until"/>.</summary>
    /// <param name="options">What is simulated.</param>
    /// <param name="requests">Ids 0, 1, 2 ... by ascending arrival; read as the simulated time reaches them.</param>
    /// <param name="stop">Ends the run without a result; looked at in every instant that something happens in, so also when no more requests come.</param>
    /// <exception cref="ArgumentException">The options contradict each other, or the requests are not in order.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ServingRun Run(ServingOptions options, IEnumerable<ServingRequest> requests, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        options.Check();
        using var arrivals = requests.GetEnumerator();
        return new ServingSimulator(options, arrivals).Run(stop);
    }

    private ServingRun Run(CancellationToken stop)
    {
        NextArrival();
        if (_options.Autoscaler is { } autoscaler)
        {
            _events.Push(new(autoscaler.Period, SimEventKind.Scale, 0));
        }

        while (_events.TryPeek(out var next) && next.Time <= _options.Until)
        {
            stop.ThrowIfCancellationRequested();
            AdvanceTo(next.Time);
            while (_events.TryPeek(out next) && next.Time == _now)
            {
                _events.TryPop(out next);
                Handle(next);
            }

            BeginSteps();
        }

        if (_events.Count > 0 && _options.Until > _now)
        {
            AdvanceTo(_options.Until);
            _counts.End = _now;
        }

        return new(_times.Outcomes(_progress), _servers.ConvertAll(s => s.Use(_counts.End)), _counts, _log ?? []);
    }

    private void AdvanceTo(SimTime time)
    {
        if (time < _now)
        {
            throw new InvalidOperationException($"the simulated clock would go back from {_now} to {time}");
        }

        _counts.InSystemNs += (Int128)_counts.InSystem * (time - _now).Ns;
        _now = time;
    }

    private void Handle(SimEvent e)
    {
        switch (e.Kind)
        {
            case SimEventKind.StepEnd:
                EndStep(_servers[e.Id]);
                break;
            case SimEventKind.TransferEnd:
                EndTransfer(e.Id);
                break;
            case SimEventKind.Arrival:
                Arrive(_arrivals.Current);
                break;
            case SimEventKind.Scale:
                Scale(_options.Autoscaler!);
                return;
            case SimEventKind.Wake:
                // Every idle server is asked at every instant; the event only makes this one an instant.
                _servers[e.Id].Wake = SimTime.Never;
                return;
        }

        _counts.End = _now;
    }

    private void NextArrival()
    {
        if (!_arrivals.MoveNext())
        {
            foreach (var server in _servers)
            {
                server.State.NoMoreArrivals = true;
            }

            return;
        }

        var next = _arrivals.Current;
        if (next.Id != _progress.Count || next.Arrival < _now)
        {
            throw new ArgumentException($"request {next.Id} at {next.Arrival} comes after request {_progress.Count - 1} at {_now}: ids count from 0, arrivals ascend");
        }

        if (next.InputTokens < 1 || next.OutputTokens < 1)
        {
            throw new ArgumentException($"request {next.Id} has {next.InputTokens} prompt and {next.OutputTokens} answer tokens; both are at least 1");
        }

        _events.Push(new(next.Arrival, SimEventKind.Arrival, next.Id));
    }

    private void Arrive(in ServingRequest request)
    {
        _progress.Add(request.InputTokens, request.OutputTokens, request.Arrival, request.Class == ServiceClass.Batch ? request.Deadline : null);
        _times.Add(request);
        _counts.Arrived(request.Arrival);
        var server = _front.Choose(request, _now);
        if (Fits(request, server.State.Kv))
        {
            _counts.InSystem++;
            Enqueue(server, request.Id);
        }
        else
        {
            _times[request.Id].Status = OutcomeStatus.Refused;
        }

        NextArrival();
    }

    // The last token's keys and values are never needed: nothing comes after it.
    private bool Fits(in ServingRequest request, IKvAllocator kv)
    {
        var tokens = (long)request.InputTokens + request.OutputTokens;
        return tokens <= _options.ContextTokens && tokens - 1 <= (long)kv.TotalBlocks * kv.BlockTokens;
    }

    private void Enqueue(SimServer server, int request)
    {
        _times[request].Server = server.Id;
        server.Scheduler.Enqueue(request);
    }

    private void BeginSteps()
    {
        foreach (var server in _servers)
        {
            if (server.IsBusy)
            {
                continue;
            }

            if (!server.HasWork)
            {
                server.LeaveIfDone(_now);
            }
            else if (server.TryBegin(_now, _times, out var wake, out var step))
            {
                _events.Push(new(server.StepEnd, SimEventKind.StepEnd, server.Id));
                _counts.Began(step, server.Plan);
                _log?.Add(step);
            }
            else if (wake != SimTime.Never && wake != server.Wake)
            {
                server.Wake = wake > _now ? wake : throw new InvalidOperationException($"scheduler '{_options.Scheduler.Name}' has nothing to run at {_now} and wants to be asked again at {wake}");
                _events.Push(new(wake, SimEventKind.Wake, server.Id));
            }
        }
    }

    private void EndStep(SimServer server)
    {
        server.EndStep();
        foreach (var (request, tokens) in server.Plan.Work)
        {
            ref var computed = ref _progress.Computed(request);
            computed += tokens;
            var known = _progress.Known(request);
            if (computed > known)
            {
                throw new InvalidOperationException($"scheduler '{_options.Scheduler.Name}' computed {computed} tokens of request {request}, of which {known} are known");
            }

            if (computed == known)
            {
                MakeToken(server, request);
            }
        }
    }

    private void MakeToken(SimServer server, int request)
    {
        ref var entry = ref _times[request];
        var produced = ++_progress.Produced(request);
        _counts.Tokens++;
        if (produced == 1)
        {
            entry.FirstToken = _now;
        }
        else
        {
            _counts.Gaps.Add((_now - entry.LastToken).Ns);
        }

        if (produced == entry.Hidden + 1)
        {
            entry.FirstVisible = _now;
        }

        entry.LastToken = _now;
        if (produced == _progress.Output(request))
        {
            entry.Status = OutcomeStatus.Done;
            entry.Prefix = default;
            _counts.InSystem--;
            _counts.Preemptions += _progress.Preemptions(request);
            server.Scheduler.Completed(server.State, request);
        }
        else if (server.Role == ServerRole.Prefill)
        {
            BeginTransfer(server, request);
        }
    }

    private void BeginTransfer(SimServer server, int request)
    {
        var split = _options.Split!;
        var begin = server.LinkFreeAt > _now ? server.LinkFreeAt : _now;
        server.LinkFreeAt = begin + split.Link.Occupied(_progress.Computed(request) * split.KvBytesPerToken);
        _events.Push(new(server.LinkFreeAt + split.Link.Latency, SimEventKind.TransferEnd, request));
    }

    private void EndTransfer(int request)
    {
        ref var entry = ref _times[request];
        var from = _servers[entry.Server];
        from.Scheduler.Completed(from.State, request);
        var asked = new ServingRequest(request, entry.Arrival, _progress.Input(request), _progress.Output(request), entry.Prefix, entry.Hidden, entry.Class, _progress.Deadline(request));
        Enqueue(_decode!.Choose(asked, _now), request);
    }

    private void Scale(IAutoscaler autoscaler)
    {
        var (waiting, running, busyNs) = (0, 0, 0L);
        foreach (var server in _servers)
        {
            waiting += server.Scheduler.Waiting;
            running += server.Scheduler.Running;

            // One that is switched off and finishes its work says nothing of the load that the others take.
            busyNs += server.IsActive ? server.BusyNs(_now) - server.BusyNsAtLook : 0;
            server.BusyNsAtLook = server.BusyNs(_now);
        }

        var share = busyNs / ((double)autoscaler.Period.Ns * _front.Active);
        var wanted = autoscaler.Wanted(new(_front.Active, waiting, running, share), _now);
        _front.Resize(wanted, _now, _options.StartDelay, () => NewServer(ServerRole.Whole, _now + _options.StartDelay));
        _counts.Fleet.Add((_now, _front.Active));

        // When nothing else is to come, no number of servers changes anything.
        if (_events.Count > 0)
        {
            _events.Push(new(_now + autoscaler.Period, SimEventKind.Scale, 0));
        }
    }

    private SimServer NewServer(ServerRole role, SimTime readyAt)
    {
        var server = new SimServer(_servers.Count, _options, role, _progress, request => _times[request].Prefix, _now, readyAt);
        _servers.Add(server);
        return server;
    }
}
