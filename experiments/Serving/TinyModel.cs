using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The model that our own server pretends to run, and its simulation with the same options.</summary>
internal static class TinyModel
{
    /// <summary>A step without any token. <i>Units:</i> ms.</summary>
    internal const double BaseMs = 4;

    /// <summary>A token of a prompt. <i>Units:</i> us.</summary>
    internal const double PromptUs = 20;

    /// <summary>A decoding sequence. <i>Units:</i> us.</summary>
    internal const double SequenceUs = 100;

    /// <summary>Most sequences at once.</summary>
    internal const int Sequences = 16;

    /// <summary>Continuous batching with the model's times.</summary>
    /// <param name="pace">All times are multiplied by it: tests take a small part.</param>
    internal static ServingOptions Options(double pace = 1) => new(
        Schedulers.ContinuousBatch, new LineLatency("busy loop", BaseMs * pace, PromptUs * pace, SequenceUs * pace, 0, ValidRange.None), KvAllocators.Paged, new(8_192))
    {
        SchedulerArgs = new(Sequences),
    };

    /// <summary>What one request takes of the model when all batches are full. <i>Units:</i> s.</summary>
    /// <remarks>prompt tokens x b + (answer tokens - 1) x c + answer tokens x a / batch: the load is this x requests a second.</remarks>
    internal static double SecondsEach(double inputTokens, double outputTokens, double pace = 1) =>
        pace * ((inputTokens * PromptUs * 1e-6) + ((outputTokens - 1) * SequenceUs * 1e-6) + (outputTokens * BaseMs * 1e-3 / Sequences));
}
