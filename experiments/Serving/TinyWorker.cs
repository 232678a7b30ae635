using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The model of <see cref="TinyServer"/>: one thread that batches as a scheduler of the library says and spins for as long as a latency model says.</summary>
/// <remarks>Scheduler, allocator and latency model are those of the simulator, the same objects, so what the two do differently is the network, the processor and the clock.
/// The thread is its own: one of the pool would wait behind the handlers. It spins on the clock and does not count iterations, for the processor changes its pace.
/// <para><i>Deviation:</i> what the worker does between two steps (some microseconds) is part of the next one, as a server that plans ahead hides it.</para></remarks>
internal sealed class TinyWorker : IDisposable
{
    // More is a processor that was taken away, and that is not made up for.
    private static readonly TimeSpan s_bookkeeping = TimeSpan.FromMilliseconds(0.1);

    private readonly Func<TimeSpan> _clock;
    private readonly ILatencyModel _latency;
    private readonly IBatchScheduler _scheduler;
    private readonly ServerState _state;
    private readonly StepPlan _plan = new();
    private readonly List<PrefillChunk> _prefills = [];
    private readonly Dictionary<int, TinyJob> _running = [];
    private readonly Queue<TinyJob> _arrived = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly Lock _lock = new();
    private readonly int _mostInFlight;
    private readonly Thread _thread;
    private int _inFlight;
    private volatile bool _stops;
    private long _intendedNs;
    private long _spentTicks;

    /// <summary>Starts the thread.</summary>
    /// <param name="model">Scheduler, latency and memory: as in a simulation of one server.</param>
    /// <param name="mostInFlight">Most requests that wait or run.</param>
    /// <param name="clock">The clock that server and client share.</param>
    internal TinyWorker(ServingOptions model, int mostInFlight, Func<TimeSpan> clock)
    {
        (_latency, _mostInFlight, _clock) = (model.Latency, mostInFlight, clock);
        _scheduler = model.Scheduler.Create(model.SchedulerArgs);
        _state = new(new(), model.Allocator.Create(model.Kv), static _ => default) { MaxOutputTokens = model.MaxOutputTokens };
        _thread = new(Run) { IsBackground = true, Name = "tiny server's model", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>How much longer the steps took than they should have: (time spent in steps - their model's time) / the latter; NaN before the first step.</summary>
    internal double Overrun => Volatile.Read(ref _intendedNs) is > 0 and var intended ? (Volatile.Read(ref _spentTicks) * 100.0 / intended) - 1 : double.NaN;

    /// <summary>By how much every step is slower than the model says: 1 for a server that has its processor to itself.</summary>
    internal double Slowdown { get; set; } = 1;

    /// <summary>A pause before the next step, as a server has that loads its model first; it happens once, and requests wait for it in the queue.</summary>
    internal TimeSpan ColdStart { get; set; }

    /// <summary>Takes a sequence, or null when too many are in flight or the worker stops.</summary>
    internal TinyJob? Submit(int input, int output)
    {
        var job = new TinyJob(input, output);
        lock (_lock)
        {
            if (_stops || _inFlight >= _mostInFlight)
            {
                return null;
            }

            _inFlight++;
            _arrived.Enqueue(job);
        }

        _work.Release();
        return job;
    }

    /// <summary>Stops within a step, ends the thread and fails what is not done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stops = true;
        }

        _work.Release();
        _thread.Join();
        foreach (var job in _running.Values.Concat(_arrived))
        {
            job.End(stopped: true);
        }

        _work.Dispose();
    }

    private void Run()
    {
        var freeSince = TimeSpan.Zero;
        while (!_stops)
        {
            TakeArrivals();
            var now = _clock();
            _plan.Clear();
            if (!_scheduler.TryPlan(_state, new(now.Ticks * 100), _plan, out var wake))
            {
                // The scheduler asks to be woken, or nothing is to do until somebody comes.
                _work.Wait(wake == SimTime.Never ? Timeout.InfiniteTimeSpan : Positive(TimeSpan.FromTicks(wake.Ns / 100) - now));
                continue;
            }

            freeSince = Step(now - freeSince < s_bookkeeping ? freeSince : now, planned: now);
        }
    }

    private TimeSpan Step(TimeSpan begin, TimeSpan planned)
    {
        if (ColdStart > TimeSpan.Zero)
        {
            begin = Spin(begin + ColdStart);
            ColdStart = TimeSpan.Zero;
        }

        var ns = (long)(_latency.StepNs(Shape(begin > planned ? begin : planned)) * Slowdown);
        var end = Spin(begin + TimeSpan.FromTicks(ns / 100));
        Volatile.Write(ref _intendedNs, _intendedNs + ns);
        Volatile.Write(ref _spentTicks, _spentTicks + (end - begin).Ticks);
        if (!_stops)
        {
            Account(end);
        }

        return end;
    }

    private TimeSpan Spin(TimeSpan until)
    {
        TimeSpan now;
        while ((now = _clock()) < until && !_stops)
        {
            Thread.SpinWait(8);
        }

        return now;
    }

    // A step that counts from the end of the one before may hold a request that came since: that one begins when it was planned.
    private StepShape Shape(TimeSpan begin)
    {
        _prefills.Clear();
        var (decodes, context) = (0, 0L);
        foreach (var (request, tokens) in _plan.Work)
        {
            var progress = _state.Requests;
            if (progress.Produced(request) == 0 && _running[request].Started == TimeSpan.Zero)
            {
                _running[request].Started = begin;
            }

            if (tokens == 1 && progress.Produced(request) > 0 && progress.Computed(request) > 0)
            {
                decodes++;
                context += progress.Computed(request) + 1;
            }
            else
            {
                _prefills.Add(new(tokens, progress.Computed(request)));
            }
        }

        return new(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_prefills), decodes + _plan.PaddedSequences, context);
    }

    private void Account(TimeSpan end)
    {
        foreach (var (request, tokens) in _plan.Work)
        {
            var progress = _state.Requests;
            progress.Computed(request) += tokens;
            if (progress.Computed(request) < progress.Known(request))
            {
                continue;
            }

            var job = _running[request];
            progress.Produced(request)++;
            job.Made(end);
            if (progress.Produced(request) == job.Output)
            {
                _scheduler.Completed(_state, request);
                _running.Remove(request);
                job.End(stopped: false);
                lock (_lock)
                {
                    _inFlight--;
                }
            }
        }
    }

    private void TakeArrivals()
    {
        while (_work.Wait(0))
        {
            // One release for each that came; those of one instant are taken together below.
        }

        lock (_lock)
        {
            while (_arrived.TryDequeue(out var job))
            {
                var request = _state.Requests.Add(job.Input, job.Output);
                _running.Add(request, job);
                _scheduler.Enqueue(request);
            }
        }
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
