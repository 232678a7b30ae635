namespace HotRow.Serving;

/// <summary>How long a step takes.</summary>
public interface ILatencyModel
{
    /// <summary>Its name in the catalog.</summary>
    string Name { get; }

    /// <summary>Where its predictions were compared with a real system.</summary>
    ValidRange Valid { get; }

    /// <summary>The time of one step, rounded to the nearest nanosecond, at least 1.</summary>
    long StepNs(in StepShape step);
}

/// <summary>Where a latency model's predictions were compared with a real system.</summary>
/// <param name="System">Model, precision, device and software: "Llama-3.1-8B bf16, one RTX 4090, vLLM 0.19.0"; "" when nothing was compared.</param>
/// <param name="InputTokens">Shortest and longest prompt.</param>
/// <param name="OutputTokens">Shortest and longest answer.</param>
/// <param name="Running">Most sequences that ran at once.</param>
/// <param name="Note">What else a reader must know: one run, in overload.</param>
public sealed record ValidRange(string System, (int Low, int High) InputTokens, (int Low, int High) OutputTokens, int Running, string Note)
{
    /// <summary>Nothing was compared.</summary>
    public static ValidRange None { get; } = new("", (0, 0), (0, 0), 0, "not compared with a real system");
}
