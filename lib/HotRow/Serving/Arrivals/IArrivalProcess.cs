namespace HotRow.Serving;

/// <summary>Requests as they come. Replayable: the same seed gives the same requests.</summary>
public interface IArrivalProcess
{
    /// <summary>For charts and messages.</summary>
    string Name { get; }

    /// <summary>The requests, ids 0, 1, 2 ... by ascending arrival. Streams: a day of traffic is not held.</summary>
    IEnumerable<ServingRequest> Requests(ulong seed);
}

/// <summary>How long prompts and answers are.</summary>
public interface ILengthSource
{
    /// <summary>For charts and messages.</summary>
    string Name { get; }

    /// <summary>The next request's lengths, both at least 1. <i>Units:</i> tokens.</summary>
    (int Input, int Output) Next(Xoshiro256 random);
}

/// <summary>What an arrival process is made from.</summary>
/// <param name="PerSecond">Mean rate, above 0.</param>
/// <param name="Count">How many requests.</param>
/// <param name="Lengths">Their lengths.</param>
/// <param name="Variation">Standard deviation / mean of the gaps, for processes that have one; 1 is Poisson.</param>
public sealed record ArrivalArgs(double PerSecond, int Count, ILengthSource Lengths, double Variation = 1);

/// <summary>One entry of the catalog of arrival processes.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">What it is written from.</param>
/// <param name="Create">Makes one.</param>
public sealed record ArrivalProcessInfo(string Name, string Source, Func<ArrivalArgs, IArrivalProcess> Create);

/// <summary>The catalog of arrival processes. A new one is one new file holding its own part of this class.</summary>
public static partial class ArrivalProcesses
{
    private static Catalog<ArrivalProcessInfo>? s_catalog;

    /// <summary>All arrival processes, sorted by name.</summary>
    public static IReadOnlyList<ArrivalProcessInfo> All => s_catalog?.All ?? [];

    /// <summary>The arrival process of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static ArrivalProcessInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static ArrivalProcessInfo Add(ArrivalProcessInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<ArrivalProcessInfo> NewCatalog() => new("arrival process", e => e.Name);
}

/// <summary>One entry of the catalog of length sources.</summary>
/// <param name="Name">Kebab-case name.</param>
/// <param name="Source">What it is written from.</param>
/// <param name="Create">Makes one.</param>
public sealed record LengthSourceInfo(string Name, string Source, Func<ILengthSource> Create);

/// <summary>The catalog of length sources that need no parameters. A new one is one new file holding its own part of this class.</summary>
public static partial class LengthSources
{
    private static Catalog<LengthSourceInfo>? s_catalog;

    /// <summary>All length sources, sorted by name.</summary>
    public static IReadOnlyList<LengthSourceInfo> All => s_catalog?.All ?? [];

    /// <summary>The length source of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static LengthSourceInfo Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static LengthSourceInfo Add(LengthSourceInfo entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<LengthSourceInfo> NewCatalog() => new("length source", e => e.Name);
}
