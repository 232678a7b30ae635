using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HotRow;

/// <summary>A fixed set of threads that run one piece of work together, the caller included. A call allocates nothing.</summary>
/// <remarks>Waiting workers spin for a while, so that a row of kernel calls pays no wake-up, and then park, so
/// that an idle team costs nothing. Several callers take turns. Work must not call its own team again.</remarks>
public sealed unsafe class WorkerTeam : IDisposable
{
    // Long enough to bridge the gap between two kernel calls, short enough not to be felt. Every few looks the processor is
    // offered to others: where there are more threads than processors, the one that everybody waits for may be waiting for one.
    private const int LooksBeforeParking = 400;
    private const int LooksBetweenYields = 16;
    private const int RangesPerWorker = 8;
    private static readonly ConcurrentDictionary<int, WorkerTeam> s_shared = new();

    [ThreadStatic]
    private static WorkerTeam? t_workingFor;

    private readonly Lock _turn = new();
    private readonly Worker[] _workers;
    private delegate*<void*, int, int, void> _body;
    private void* _state;
    private Action<int>? _action;
    private ExceptionDispatchInfo? _failure;
    private int _count;
    private int _grain;
    private int _next;
    private int _running;
    private int _call;
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many work together, the caller included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1 or above 1,024.</exception>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 1024);
        _workers = new Worker[threads - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new(this);
        }
    }

    /// <summary>How many threads work together, the caller included.</summary>
    public int Threads => _workers.Length + 1;

    /// <summary>The process's team of that size; it lives until the process ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Threads are below 1 or above 1,024.</exception>
    public static WorkerTeam Shared(int threads) => s_shared.TryGetValue(threads, out var team) ? team : s_shared.GetOrAdd(threads, n => new(n));

    /// <summary>Runs the action once for each item, in no stated order, and returns when all are done.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="InvalidOperationException">Called from work of the same team.</exception>
    /// <remarks><i>Throws</i> what the action threw first; items not begun by then are left out.</remarks>
    public void ForEach(int count, Action<int> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Run(null, null, action, count, 1);
    }

    /// <summary>Runs the body over ranges (first, end) that together cover 0..count once.</summary>
    /// <param name="body">What to run; it gets the state, the first item and the end.</param>
    /// <param name="state">Handed on.</param>
    /// <param name="count">Items.</param>
    /// <param name="grain">Items of a range; 0 chooses a few ranges per worker, so that a disturbed one does not hold up the rest.</param>
    internal void ForRanges(delegate*<void*, int, int, void> body, void* state, int count, int grain = 0) =>
        Run(body, state, null, count, grain > 0 ? grain : Math.Max(1, count / (RangesPerWorker * Threads)));

    /// <summary>Ends the threads and waits for them.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            _stopping = true;
            Interlocked.Increment(ref _call);
            foreach (var worker in _workers)
            {
                worker.Wake();
            }

            foreach (var worker in _workers)
            {
                worker.Dispose();
            }
        }
    }

    private void Run(delegate*<void*, int, int, void> body, void* state, Action<int>? action, int count, int grain)
    {
        if (t_workingFor == this)
        {
            throw new InvalidOperationException("work of a team called its own team, which is busy with it");
        }

        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _body = body;
            _state = state;
            (_action, _count, _grain, _next, _failure) = (action, count, grain, 0, null);
            _running = _workers.Length;
            Interlocked.Increment(ref _call);
            foreach (var worker in _workers)
            {
                worker.Wake();
            }

            Work();
            var wait = default(SpinWait);
            while (Volatile.Read(ref _running) != 0)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            _action = null;
            _failure?.Throw();
        }
    }

    private void Work()
    {
        var outer = t_workingFor;
        t_workingFor = this;
        try
        {
            while (true)
            {
                // Long, because many workers may step past a count close to the largest int.
                var first = (long)Interlocked.Add(ref _next, _grain) - _grain;
                if (first < 0 || first >= _count)
                {
                    return;
                }

                var end = (int)Math.Min(_count, first + _grain);
                if (_action is { } action)
                {
                    action((int)first);
                }
                else
                {
                    _body(_state, (int)first, end);
                }
            }
        }
#pragma warning disable CA1031 // Whatever work throws comes back to the caller of Run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            Interlocked.Exchange(ref _next, _count);
        }
        finally
        {
            t_workingFor = outer;
        }
    }

    /// <summary>One thread of the team, and how it waits.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly WorkerTeam _team;
        private readonly SemaphoreSlim _wake = new(0);
        private readonly Thread _thread;
        private int _parked;

        internal Worker(WorkerTeam team)
        {
            _team = team;
            _thread = new(Loop) { IsBackground = true, Name = "HotRow worker" };
            _thread.Start();
        }

        internal void Wake()
        {
            if (Interlocked.Exchange(ref _parked, 0) == 1)
            {
                _wake.Release();
            }
        }

        /// <summary>Waits for the thread, which the team has told to stop.</summary>
        public void Dispose()
        {
            _thread.Join();
            _wake.Dispose();
        }

        private void Loop()
        {
            var seen = 0;
            while (true)
            {
                WaitForCall(seen);
                if (_team._stopping)
                {
                    return;
                }

                seen++;
                _team.Work();
                Interlocked.Decrement(ref _team._running);
            }
        }

        private void WaitForCall(int seen)
        {
            // A caller that was interrupted between counting a call and looking at the flag may find this thread parked after
            // it has done that call already. It is then woken for nothing, and waits on.
            while (!Look(seen))
            {
                // The flag goes up before the last look. A caller counts first and looks at the flag then, so one of the two
                // sees the other: either this thread does not wait, or the caller releases it.
                Interlocked.Exchange(ref _parked, 1);
                if (Volatile.Read(ref _team._call) != seen && Interlocked.Exchange(ref _parked, 0) == 1)
                {
                    return;
                }

                _wake.Wait();
            }
        }

        private bool Look(int seen)
        {
            for (var look = 1; look <= LooksBeforeParking; look++)
            {
                if (Volatile.Read(ref _team._call) != seen)
                {
                    return true;
                }

                Thread.SpinWait(4);
                if (look % LooksBetweenYields == 0)
                {
                    Thread.Yield();
                }
            }

            return false;
        }
    }
}
