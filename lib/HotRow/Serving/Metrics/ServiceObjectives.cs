using System.Globalization;

namespace HotRow.Serving;

/// <summary>A latency that an objective limits.</summary>
public enum ObjectiveKind : byte
{
    /// <summary>Time to first token.</summary>
    Ttft,

    /// <summary>Time per output token after the first.</summary>
    Tpot,

    /// <summary>End to end.</summary>
    EndToEnd,
}

/// <summary>What a service promises: limits that one request keeps all of, or it counts for nothing.</summary>
/// <remarks>A refused or unfinished request keeps none. An answer of one token has no time per output token and keeps that limit.</remarks>
public sealed record ServiceObjectives
{
    private const string Allowed = "give limits in milliseconds, each once, of ttft, tpot and e2e: ttft=200,tpot=100 (ms and s may follow a number: ttft=1.5s)";

    // Ten million seconds: longer than any trace, far from the end of the clock.
    private const double MostMs = 1e10;

    private static readonly (string Name, ObjectiveKind Kind)[] s_names = [("ttft", ObjectiveKind.Ttft), ("tpot", ObjectiveKind.Tpot), ("e2e", ObjectiveKind.EndToEnd)];

    /// <summary>Longest time to first token; <see cref="SimTime.Never"/> when it does not matter.</summary>
    public SimTime Ttft { get; init; } = SimTime.Never;

    /// <summary>Longest time per output token: (E2E - TTFT) / (N - 1); <see cref="SimTime.Never"/> when it does not matter.</summary>
    public SimTime Tpot { get; init; } = SimTime.Never;

    /// <summary>Longest time from arrival to last token; <see cref="SimTime.Never"/> when it does not matter.</summary>
    public SimTime EndToEnd { get; init; } = SimTime.Never;

    /// <summary>The latencies that are limited.</summary>
    public IReadOnlyList<ObjectiveKind> Limited => [.. s_names.Select(n => n.Kind).Where(k => LimitOf(k) != SimTime.Never)];

    /// <summary>Objectives in milliseconds; null for what does not matter.</summary>
    public static ServiceObjectives OfMs(double? ttft = null, double? tpot = null, double? endToEnd = null) => new() { Ttft = Time(ttft), Tpot = Time(tpot), EndToEnd = Time(endToEnd) };

    /// <summary>Reads "ttft=200,tpot=100": milliseconds, or with a unit behind the number, ms or s.</summary>
    /// <exception cref="InputException">An unknown name or unit, a limit given twice, or one that is not above 0.</exception>
    public static ServiceObjectives Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var objectives = new ServiceObjectives();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? part : part[..equals].TrimEnd();
            var found = Array.Find(s_names, n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase));
            if (equals < 0 || found.Name is null)
            {
                throw new InputException($"objective {PrintableText.Quote(part)}: {(equals < 0 ? "no limit follows a name" : $"{PrintableText.Quote(name)} is unknown")}; {Allowed}");
            }

            if (objectives.LimitOf(found.Kind) != SimTime.Never)
            {
                throw new InputException($"objective '{found.Name}' is given twice; {Allowed}");
            }

            objectives = objectives.With(found.Kind, ReadTime(part, part[(equals + 1)..].Trim()));
        }

        return objectives;
    }

    /// <summary>The name of a limited latency as <see cref="Parse"/> reads it.</summary>
    public static string NameOf(ObjectiveKind kind) => Array.Find(s_names, n => n.Kind == kind).Name;

    /// <summary>The limit of a latency.</summary>
    public SimTime LimitOf(ObjectiveKind kind) => kind switch
    {
        ObjectiveKind.Ttft => Ttft,
        ObjectiveKind.Tpot => Tpot,
        _ => EndToEnd,
    };

    /// <summary>The same with another limit for one latency.</summary>
    public ServiceObjectives With(ObjectiveKind kind, SimTime limit) => kind switch
    {
        ObjectiveKind.Ttft => this with { Ttft = limit },
        ObjectiveKind.Tpot => this with { Tpot = limit },
        _ => this with { EndToEnd = limit },
    };

    /// <summary>Whether a request kept every limit.</summary>
    public bool IsMet(in RequestOutcome outcome) => IsMet(outcome, ObjectiveKind.Ttft) && IsMet(outcome, ObjectiveKind.Tpot) && IsMet(outcome, ObjectiveKind.EndToEnd);

    /// <summary>Whether a request kept one limit.</summary>
    public bool IsMet(in RequestOutcome outcome, ObjectiveKind kind) => outcome.Status == OutcomeStatus.Done && (LimitOf(kind) == SimTime.Never || LatencyNs(outcome, kind) <= LimitOf(kind).Ns);

    /// <summary>A latency of a finished request. <i>Units:</i> ns, the time per output token rounded up; 0 for that of an answer of one token.</summary>
    public static long LatencyNs(in RequestOutcome outcome, ObjectiveKind kind) => kind switch
    {
        ObjectiveKind.Ttft => outcome.Ttft.Ns,
        ObjectiveKind.EndToEnd => outcome.EndToEnd.Ns,
        _ => outcome.OutputTokens > 1 ? ((outcome.LastToken - outcome.FirstToken).Ns + outcome.OutputTokens - 2) / (outcome.OutputTokens - 1) : 0,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Limited.Select(k => FormattableString.Invariant($"{NameOf(k)}={LimitOf(k).Ms:0.######}")));

    private static SimTime Time(double? ms) => ms is { } value ? SimTime.FromMs(value) : SimTime.Never;

    private static SimTime ReadTime(string part, string text)
    {
        var number = text.TrimEnd("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ%".ToCharArray());
        var unit = text[number.Length..];
        double factor = unit.ToLowerInvariant() switch { "" or "ms" => 1, "s" => 1_000, _ => 0 };
        if (factor == 0)
        {
            throw new InputException($"objective {PrintableText.Quote(part)}: {PrintableText.Quote(unit)} is no unit of time; {Allowed}");
        }

        return double.TryParse(number.TrimEnd(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value * factor is > 0 and <= MostMs
            && SimTime.FromMs(value * factor) is { Ns: > 0 } time
            ? time
            : throw new InputException($"objective {PrintableText.Quote(part)}: {PrintableText.Quote(number)} is no limit above 0 and up to ten million seconds; {Allowed}");
    }
}
