namespace HotRow.Serving;

/// <summary>Decides what one server's next step computes. It keeps its own queue and running set; the simulator keeps the requests' progress.</summary>
public interface IBatchScheduler
{
    /// <summary>Requests that wait here.</summary>
    int Waiting { get; }

    /// <summary>Requests that have begun here and are not finished.</summary>
    int Running { get; }

    /// <summary>A request has come (or comes back with its progress, from another server).</summary>
    void Enqueue(int request);

    /// <summary>Fills the next step.</summary>
    /// <param name="server">Progress of the requests, and the server's memory.</param>
    /// <param name="now">The time at which the step would begin.</param>
    /// <param name="plan">Cleared; gets what the step computes.</param>
    /// <param name="wake">On false: when to ask again if nothing happens before, or <see cref="SimTime.Never"/>.</param>
    /// <returns>Whether there is a step to run now.</returns>
    bool TryPlan(ServerState server, SimTime now, StepPlan plan, out SimTime wake);

    /// <summary>A request has made its last token in the step that ended. The scheduler gives its memory back when it no longer needs it.</summary>
    void Completed(ServerState server, int request);
}

/// <summary>What a scheduler is made from.</summary>
/// <param name="MaxSequences">Most sequences in one step; the batch size of static and dynamic batching.</param>
/// <param name="TokenBudget">Most tokens in one step, for schedulers that split prompts.</param>
/// <param name="Window">How long dynamic batching waits for a full batch.</param>
/// <param name="Role">Which part of a request the server computes; only disaggregated schedulers are made for a part.</param>
public sealed record SchedulerArgs(int MaxSequences = 256, int TokenBudget = 2_048, SimTime Window = default, ServerRole Role = ServerRole.Whole);

/// <summary>Which part of a request a server computes.</summary>
public enum ServerRole : byte
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>The prompt and with it the first token. Then the request leaves: the simulator calls <see cref="IBatchScheduler.Completed"/> when its keys
    /// and values are no longer needed here (after the transfer, where one is simulated); until then the scheduler does not plan it.</summary>
    Prefill,

    /// <summary>The second token and those after it. A request is enqueued when its keys and values have come; one that loses its blocks is computed anew here.</summary>
    Decode,
}

/// <summary>One entry of the catalog of schedulers.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">The paper or system it is written from.</param>
/// <param name="Create">Makes an empty one.</param>
/// <param name="IsDisaggregated">Prompts and answers are computed on servers of their own: made once with <see cref="ServerRole.Prefill"/> and once with
/// <see cref="ServerRole.Decode"/> for each server of the two pools.</param>
/// <param name="SplitsPrompts">No step holds more tokens than <see cref="SchedulerArgs.TokenBudget"/>; otherwise a prompt is computed in one step however long it is.</param>
public sealed record SchedulerInfo(string Name, string Source, Func<SchedulerArgs, IBatchScheduler> Create, bool IsDisaggregated = false, bool SplitsPrompts = true);

/// <summary>The catalog of schedulers. A new scheduler is one new file holding its own part of this class.</summary>
public static partial class Schedulers
{
    private static Catalog<SchedulerInfo>? s_catalog;

    /// <summary>All schedulers, sorted by name.</summary>
    public static IReadOnlyList<SchedulerInfo> All => s_catalog?.All ?? [];

    /// <summary>The scheduler of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static SchedulerInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static SchedulerInfo Add(SchedulerInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<SchedulerInfo> NewCatalog() => new("scheduler", e => e.Name);
}
