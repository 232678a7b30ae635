using System.Text.Json.Serialization;
using MathNet.Numerics.Statistics;

namespace HotRow;

/// <summary>How a point ended.</summary>
public enum PointStatus
{
    /// <summary>Checked, measured, stored.</summary>
    Done,

    /// <summary>An oracle check failed: no time of this point is shown.</summary>
    CheckFailed,

    /// <summary>The time budget ended before it.</summary>
    NotRun,

    /// <summary>Something this machine lacks; the note says what.</summary>
    Skipped,

    /// <summary>It broke; the note says how. The other points are not affected.</summary>
    Failed,
}

/// <summary>One oracle check: was the result right, before any time is shown.</summary>
/// <param name="Name">What was compared with what.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Detail">The largest difference and its bound, or what went wrong.</param>
public sealed record OracleCheck(string Name, bool Passed, string Detail);

/// <summary>The raw samples of one variant. <i>Units:</i> ns per call.</summary>
/// <param name="Variant">Its name; the A/A control is the reference's name with " (A/A)".</param>
/// <param name="CallsPerSample">Calls timed together in one sample.</param>
/// <param name="AllocatedBytes">Managed bytes that one warm call allocated, on all threads.</param>
/// <param name="WarmupNs">The warm-up calls, first one first: reported, never mixed in.</param>
/// <param name="SamplesNs">One per round, in the order of the rounds.</param>
public sealed record VariantSamples(string Variant, int CallsPerSample, long AllocatedBytes, double[] WarmupNs, double[] SamplesNs)
{
    /// <summary>The median. <i>Units:</i> s per call.</summary>
    [JsonIgnore]
    public double MedianSeconds => Statistics.Median(SamplesNs).Value / 1e9;

    /// <summary>Standard deviation / mean of the samples; NaN below two samples.</summary>
    [JsonIgnore]
    public double CoefficientOfVariation => SamplesNs.Length < 2 ? double.NaN : ArrayStatistics.StandardDeviation(SamplesNs) / ArrayStatistics.Mean(SamplesNs);
}

/// <summary>Everything one point gave: one line of a result file.</summary>
public sealed record PointResult
{
    /// <summary>Version of the line's layout.</summary>
    public int Schema { get; init; } = ResultSchema.Version;

    /// <summary>Experiment id.</summary>
    public required string Experiment { get; init; }

    /// <summary>The point's parameters.</summary>
    public required Parameters Parameters { get; init; }

    /// <summary>The scale it was run at.</summary>
    public required Scale Scale { get; init; }

    /// <summary>How it ended.</summary>
    public required PointStatus Status { get; init; }

    /// <summary>Why it was skipped or not run, or what a reader must know; "" for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>The machine's short name: the folder of its results.</summary>
    public string Machine { get; init; } = "";

    /// <summary>Identity of the code that measured (module version of both assemblies).</summary>
    public string Build { get; init; } = "";

    /// <summary>Source commit, "" when the code is not in a repository.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Identity of the data that was read, "" when all of it is generated from the seed.</summary>
    public string Data { get; init; } = "";

    /// <summary>Seed of every generator of the point.</summary>
    public ulong Seed { get; init; }

    /// <summary>When it finished, UTC.</summary>
    public DateTime FinishedUtc { get; init; }

    /// <summary>Wall time of the whole point, set-up included. <i>Units:</i> s.</summary>
    public double Seconds { get; init; }

    /// <summary>The oracle checks.</summary>
    public IReadOnlyList<OracleCheck> Checks { get; init; } = [];

    /// <summary>The raw samples.</summary>
    public IReadOnlyList<VariantSamples> Samples { get; init; } = [];

    /// <summary>The relative noise of this point: how far an A/A comparison's interval reaches from 1; NaN without timing.</summary>
    public double NoiseFloor { get; init; } = double.NaN;

    /// <summary>The numbers.</summary>
    public IReadOnlyList<Observation> Observations { get; init; } = [];
}

/// <summary>The layout of result lines.</summary>
public static class ResultSchema
{
    /// <summary>The version this build writes and the newest it reads.</summary>
    public const int Version = 1;
}

/// <summary>How much of an experiment to run.</summary>
public enum Scale
{
    /// <summary>Below two seconds, correctness only: what tests run.</summary>
    Tiny,

    /// <summary>The main job.</summary>
    Smoke,

    /// <summary>The real sweep.</summary>
    Full,
}
