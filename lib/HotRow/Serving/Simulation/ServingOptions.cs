namespace HotRow.Serving;

/// <summary>What a run simulates, but for its requests.</summary>
/// <param name="Scheduler">Decides what each server's steps compute; every server gets its own.</param>
/// <param name="Latency">How long a step takes.</param>
/// <param name="Allocator">Each server's memory of keys and values.</param>
/// <param name="Kv">How much of it there is.</param>
public sealed record ServingOptions(SchedulerInfo Scheduler, ILatencyModel Latency, KvAllocatorInfo Allocator, KvArgs Kv)
{
    /// <summary>What the schedulers are made from.</summary>
    public SchedulerArgs SchedulerArgs { get; init; } = new();

    /// <summary>Servers at the start, at least 1; with a <see cref="Split"/> its numbers count.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Sends requests to servers.</summary>
    public RequestRouterInfo Router { get; init; } = RequestRouters.RoundRobin;

    /// <summary>Changes the number of servers during the run; null keeps it.</summary>
    public IAutoscaler? Autoscaler { get; init; }

    /// <summary>From the decision to start a server until it takes requests.</summary>
    public SimTime StartDelay { get; init; }

    /// <summary>Servers of prompts and servers of answers; needed by a disaggregated scheduler and by no other.</summary>
    public SplitLayout? Split { get; init; }

    /// <summary>Longest prompt with its answer; a longer request is refused. <i>Units:</i> tokens.</summary>
    public int ContextTokens { get; init; } = int.MaxValue;

    /// <summary>Longest answer a request may ask for: what reservations allow for. <i>Units:</i> tokens.</summary>
    public int MaxOutputTokens { get; init; } = int.MaxValue;

    /// <summary>When the run is cut off; what is not done by then stays unfinished.</summary>
    public SimTime Until { get; init; } = SimTime.Never;

    /// <summary>Seed of the routers that draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Keeps a record of every step, about 64 B each.</summary>
    public bool LogsSteps { get; init; }

    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Replicas, 1);
        if (Scheduler.IsDisaggregated != Split is not null)
        {
            throw new ArgumentException($"scheduler '{Scheduler.Name}' {(Scheduler.IsDisaggregated ? "needs" : "takes no")} split layout of prefill and decode servers");
        }

        if (Split is { } split)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(split.PrefillServers, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(split.DecodeServers, 1);
            if (Autoscaler is not null)
            {
                throw new ArgumentException("a split layout is not autoscaled");
            }
        }
    }
}
