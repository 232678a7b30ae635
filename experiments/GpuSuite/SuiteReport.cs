using System.Text.Json.Serialization;

namespace HotRow.Lab;

/// <summary>One fact of a machine or a device, as a reader sees it.</summary>
/// <param name="Label">What.</param>
/// <param name="Value">How it is.</param>
internal sealed record SuiteFact(string Label, string Value);

/// <summary>One thing that a step tried, when something is to be said of it.</summary>
/// <param name="Name">The case or the point, in words.</param>
/// <param name="Failure">What was wrong, in one line; "" when it was not run.</param>
/// <param name="Note">Why it was not run; "" when it failed.</param>
internal sealed record SuiteCase(string Name, string Failure = "", string Note = "");

/// <summary>What one step gave.</summary>
/// <param name="Step">The step.</param>
internal sealed record StepReport(string Step)
{
    /// <summary>Why it ended early; "" when it did not.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Wall time. <i>Units:</i> s.</summary>
    public double Seconds { get; init; }

    /// <summary>What it found out.</summary>
    public IReadOnlyList<SuiteFact> Facts { get; init; } = [];

    /// <summary>How many of the things that it tried were right.</summary>
    public int Right { get; init; }

    /// <summary>The others: what was wrong, and what was not run.</summary>
    public IReadOnlyList<SuiteCase> Cases { get; init; } = [];

    /// <summary>The device it ran on; null where none was opened.</summary>
    public SuiteDevice? Device { get; init; }

    /// <summary>What <c>--device</c> takes for the devices that were found.</summary>
    public IReadOnlyList<string> Selectors { get; init; } = [];

    /// <summary>Whether nothing of it was run.</summary>
    [JsonIgnore]
    public bool WasNotRun => Failure.Length == 0 && Right == 0 && Facts.Count == 0 && Cases.Count > 0 && Cases.All(c => c.Note.Length > 0);

    /// <summary>Whether nothing was wrong.</summary>
    [JsonIgnore]
    public bool Passed => Failure.Length == 0 && Cases.All(c => c.Failure.Length == 0);
}

/// <summary>The device of a suite.</summary>
/// <param name="Selector">What <c>--device</c> takes.</param>
/// <param name="Label">What points call it.</param>
/// <param name="Software">Driver and libraries.</param>
/// <param name="IsGpu">Whether its speeds mean anything.</param>
internal sealed record SuiteDevice(string Selector, string Label, string Software, bool IsGpu);

/// <summary>A goal and what was measured; one row of the speed table.</summary>
/// <param name="Goal">What is wanted.</param>
/// <param name="Anchor">What it is measured against.</param>
/// <param name="At">The point, in words.</param>
/// <param name="Target">The least that reaches it.</param>
/// <param name="Value">The measured value with its interval; NaN when its point was not run.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Verdict">Reached, not reached, or why that is not known.</param>
internal sealed record GoalResult(string Goal, string Anchor, string At, double Target, double Value, double Low, double High, string Verdict);

/// <summary>A whole run of the suite: what suite.json holds.</summary>
internal sealed record SuiteReport
{
    /// <summary>Name of the file.</summary>
    internal const string FileName = "suite.json";

    /// <summary>The layout that this build writes and the newest it reads.</summary>
    internal const int Version = 1;

    /// <summary>Version of the layout.</summary>
    public int Schema { get; init; } = Version;

    /// <summary>The machine, in one line.</summary>
    public required string Machine { get; init; }

    /// <summary>What <c>--device</c> asked for.</summary>
    public required string Asked { get; init; }

    /// <summary>The device, once it was opened.</summary>
    public SuiteDevice? Device { get; init; }

    /// <summary>How much was run.</summary>
    public required Scale Scale { get; init; }

    /// <summary>When it began.</summary>
    public required DateTime StartedUtc { get; init; }

    /// <summary>Wall time so far. <i>Units:</i> s.</summary>
    public double Seconds { get; init; }

    /// <summary>Identity of the code.</summary>
    public required string Build { get; init; }

    /// <summary>Its commit, "" where it was not built in a repository.</summary>
    public required string Commit { get; init; }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<StepReport> Steps { get; init; } = [];

    /// <summary>The speed table.</summary>
    public IReadOnlyList<GoalResult> Goals { get; init; } = [];

    /// <summary>How it went, in a few words.</summary>
    [JsonIgnore]
    public string InShort
    {
        get
        {
            var (well, not) = (Steps.Count(s => s.Passed && !s.WasNotRun), Steps.Count(s => s.WasNotRun));
            return (Device is null ? $"no device '{Asked}' was opened, and nothing was measured on it; " : "")
                + $"{well} of {Steps.Count} steps went well{(not > 0 ? $", {not} were not run" : "")}";
        }
    }
}

/// <summary>The JSON of a suite: generated code, so that it works where reflection does not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SuiteReport))]
internal sealed partial class SuiteJson : JsonSerializerContext;
