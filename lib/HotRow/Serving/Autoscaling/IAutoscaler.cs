namespace HotRow.Serving;

/// <summary>What an autoscaler sees.</summary>
/// <param name="Replicas">Replicas that run or start.</param>
/// <param name="Waiting">Requests that wait, over all replicas.</param>
/// <param name="Running">Requests that run, over all replicas.</param>
/// <param name="BusyShare">Share of the time since the last look in which these replicas computed; what those do that were switched off and finish their work is left out.</param>
public readonly record struct FleetState(int Replicas, int Waiting, int Running, double BusyShare);

/// <summary>Says how many replicas there should be.</summary>
public interface IAutoscaler
{
    /// <summary>How often it looks.</summary>
    SimTime Period { get; }

    /// <summary>How many replicas there should be, at least 1. New ones begin after their start delay; those too many finish what they have.</summary>
    int Wanted(in FleetState fleet, SimTime now);
}

/// <summary>What an autoscaler is made from.</summary>
/// <param name="Least">Fewest replicas, at least 1.</param>
/// <param name="Most">Most replicas.</param>
/// <param name="Period">How often it looks, above 0.</param>
/// <param name="Target">What it steers to, above 0: a busy share for some, waiting requests per replica for others.</param>
public sealed record AutoscalerArgs(int Least, int Most, SimTime Period, double Target);

/// <summary>One entry of the catalog of autoscalers.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">What it is written from.</param>
/// <param name="Create">Makes one.</param>
public sealed record AutoscalerInfo(string Name, string Source, Func<AutoscalerArgs, IAutoscaler> Create);

/// <summary>The catalog of autoscalers. A new one is one new file holding its own part of this class.</summary>
public static partial class Autoscalers
{
    private static Catalog<AutoscalerInfo>? s_catalog;

    /// <summary>All autoscalers, sorted by name.</summary>
    public static IReadOnlyList<AutoscalerInfo> All => s_catalog?.All ?? [];

    /// <summary>The autoscaler of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static AutoscalerInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static AutoscalerInfo Add(AutoscalerInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<AutoscalerInfo> NewCatalog() => new("autoscaler", e => e.Name);
}
