namespace HotRow.Serving;

/// <summary>One server of a run: a scheduler, a memory, and at most one step under way.</summary>
internal sealed class SimServer
{
    private readonly ILatencyModel _latency;
    private readonly int _freeAtStart;
    private PrefillChunk[] _chunks = new PrefillChunk[16];
    private SimTime _idleWithWorkSince = SimTime.Never;
    private SimTime _onSince;
    private SimTime _readyAt;
    private long _steps;
    private long _busyNs;
    private long _onNs;
    private long _idleWithWorkNs;
    private double _runningNs;
    private double _heldBlockNs;

    public SimServer(int id, ServingOptions options, ServerRole role, RequestProgress progress, Func<int, ReadOnlyMemory<long>> prefixes, SimTime now, SimTime readyAt)
    {
        (Id, Role, _latency, _onSince, _readyAt) = (id, role, options.Latency, now, readyAt);
        Scheduler = options.Scheduler.Create(options.SchedulerArgs with { Role = role });
        var kv = options.Allocator.Create(options.Kv);
        _freeAtStart = kv.FreeBlocks;
        State = new(progress, kv, prefixes) { MaxOutputTokens = options.MaxOutputTokens };
    }

    /// <summary>Its number in the run.</summary>
    public int Id { get; }

    /// <summary>Which part of a request it computes.</summary>
    public ServerRole Role { get; }

    /// <summary>Decides what its steps compute.</summary>
    public IBatchScheduler Scheduler { get; }

    /// <summary>What its scheduler sees.</summary>
    public ServerState State { get; }

    /// <summary>What the step under way computes.</summary>
    public StepPlan Plan { get; } = new();

    /// <summary>A step is under way.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>When the step under way ends.</summary>
    public SimTime StepEnd { get; private set; }

    /// <summary>The last time at which its scheduler asked to be woken.</summary>
    public SimTime Wake { get; set; } = SimTime.Never;

    /// <summary>Takes new requests, or will when it has started.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Where the free link to the decode servers begins: nothing is on it from then on.</summary>
    public SimTime LinkFreeAt { get; set; }

    /// <summary>Requests wait or run here.</summary>
    public bool HasWork => Scheduler.Waiting + Scheduler.Running > 0;

    /// <summary>What routers see.</summary>
    public ReplicaLoad Load(SimTime now) => new(Scheduler.Waiting, Scheduler.Running, IsActive && _readyAt <= now);

    /// <summary>Time spent computing up to the autoscaler's last look.</summary>
    public long BusyNsAtLook { get; set; }

    /// <summary>Time spent computing up to now.</summary>
    public long BusyNs(SimTime now) => _busyNs - (IsBusy ? (StepEnd - now).Ns : 0);

    /// <summary>Fills the next step and begins it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="times">Gets when requests were first computed.</param>
    /// <param name="wake">On false: when the scheduler wants to be asked again.</param>
    /// <param name="step">On true: the step.</param>
    public bool TryBegin(SimTime now, RequestTimes times, out SimTime wake, out StepRecord step)
    {
        Plan.Clear();
        if (!Scheduler.TryPlan(State, now, Plan, out wake))
        {
            if (_idleWithWorkSince == SimTime.Never)
            {
                _idleWithWorkSince = now;
            }

            step = default;
            return false;
        }

        EndIdling(now);
        step = Begin(now, times);
        return true;
    }

    /// <summary>The step under way is over.</summary>
    public void EndStep() => IsBusy = false;

    /// <summary>Takes requests again: at once when it has not gone yet, otherwise when it has started.</summary>
    public void SwitchOn(SimTime now, SimTime startDelay)
    {
        IsActive = true;
        if (_onSince == SimTime.Never)
        {
            (_onSince, _readyAt) = (now, now + startDelay);
        }
    }

    /// <summary>Takes no more requests; what it has it finishes.</summary>
    public void SwitchOff() => IsActive = false;

    /// <summary>A server that is switched off and has finished goes.</summary>
    public void LeaveIfDone(SimTime now)
    {
        if (!IsActive && _onSince != SimTime.Never && !IsBusy && !HasWork)
        {
            _onNs += (now - _onSince).Ns;
            _onSince = SimTime.Never;
        }
    }

    /// <summary>What it did, once the run is over.</summary>
    public ServerUse Use(SimTime end)
    {
        EndIdling(end);
        var kv = State.Kv;
        return new(
            _steps, BusyNs(end), _onNs + (_onSince == SimTime.Never ? 0 : (end - _onSince).Ns), _idleWithWorkNs, _runningNs, _heldBlockNs, kv.Use.FoundTokens,
            kv.TotalBlocks, _freeAtStart - kv.FreeBlocks);
    }

    private void EndIdling(SimTime now)
    {
        if (_idleWithWorkSince != SimTime.Never)
        {
            _idleWithWorkNs += (now - _idleWithWorkSince).Ns;
            _idleWithWorkSince = SimTime.Never;
        }
    }

    private StepRecord Begin(SimTime now, RequestTimes times)
    {
        var (prefills, decodes, context) = (0, 0, 0L);
        var requests = State.Requests;
        if (Plan.Count > _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(Plan.Count, _chunks.Length * 2));
        }

        foreach (var (request, tokens) in Plan.Work)
        {
            var computed = requests.Computed(request);
            if (requests.Produced(request) > 0 && tokens == 1 && computed > 0)
            {
                decodes++;
                context += computed + 1;
                continue;
            }

            _chunks[prefills++] = new(tokens, computed);
            ref var entry = ref times[request];
            if (entry.Started == SimTime.Never)
            {
                entry.Started = now;
            }
        }

        // A place of a padded batch is computed as if its sequence were still there: it costs what a live one costs on average.
        if (Plan.PaddedSequences > 0 && decodes > 0)
        {
            context += context * Plan.PaddedSequences / decodes;
            decodes += Plan.PaddedSequences;
        }

        var shape = new StepShape(_chunks.AsSpan(0, prefills), decodes, context);
        var ns = _latency.StepNs(shape);
        if (ns < 1)
        {
            throw new InvalidOperationException($"latency model '{_latency.Name}' gave {ns} ns for a step; a step takes at least 1 ns");
        }

        (IsBusy, StepEnd, Wake) = (true, now + new SimTime(ns), SimTime.Never);
        var held = State.Kv.Use.HeldBlocks;
        _steps++;
        _busyNs += ns;
        _runningNs += (double)Plan.Count * ns;
        _heldBlockNs += (double)held * ns;
        return new(Id, now, ns, shape.PrefillTokens, prefills, decodes, context, Scheduler.Running, Scheduler.Waiting, held);
    }
}
