namespace HotRow.Serving;

/// <summary>One way to serve a model, of which a plan takes a number of replicas.</summary>
/// <param name="Shape">The model.</param>
/// <param name="Accelerator">What it runs on.</param>
/// <param name="TensorParallel">How many accelerators make one server.</param>
/// <param name="Scheduler">What decides the steps.</param>
/// <param name="SchedulerArgs">With which limits.</param>
/// <param name="Latency">How long a step takes.</param>
/// <param name="KvBlocks">Blocks of keys and values of one server.</param>
/// <param name="Split">Servers of prompts and of answers that make one replica, for a disaggregated scheduler; null when one server is a replica.</param>
public sealed record Candidate(
    ModelShape Shape, Accelerator Accelerator, int TensorParallel, SchedulerInfo Scheduler, SchedulerArgs SchedulerArgs, ILatencyModel Latency, int KvBlocks, SplitLayout? Split = null)
{
    /// <summary>Tokens of a block.</summary>
    public const int BlockTokens = 16;

    /// <summary>Accelerators of one replica.</summary>
    public int DevicesOfReplica => TensorParallel * (Split is { } split ? split.PrefillServers + split.DecodeServers : 1);

    /// <summary>Most tokens that one request may come to: the model's context, or one more than all the memory of a replica, for the last token's keys and values are never kept.</summary>
    public int MostTokens => (int)Math.Min(Shape.Context, ((long)KvBlocks * BlockTokens) + 1);

    /// <summary>What stands in tables: "continuous, 2,048 tokens a step".</summary>
    public string Policy => Split is { } split ? FormattableString.Invariant($"{Scheduler.Name} {split.PrefillServers}:{split.DecodeServers}")
        : Scheduler.SplitsPrompts ? FormattableString.Invariant($"{Scheduler.Name}, {SchedulerArgs.TokenBudget:N0} tokens a step")
        : Scheduler.Name;

    /// <summary>What stands in tables: "rtx4090", or "2 x h100-sxm" for a server of several.</summary>
    public string Hardware => TensorParallel == 1 ? Accelerator.Name : FormattableString.Invariant($"{TensorParallel} x {Accelerator.Name}");
}
