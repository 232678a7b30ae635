using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Answer lengths in order of arrival: of two recorded traces, and drawn like them.</summary>
internal static class AnswerLengths
{
    internal const string Azure = "Azure conversations";
    internal const string Mooncake = "Mooncake conversations";
    internal const string AzureLike = "drawn like Azure";

    /// <summary>All sources, the drawn one last.</summary>
    internal static readonly IReadOnlyList<string> Sources = [Azure, Mooncake, AzureLike];

    /// <summary>Where its numbers come from.</summary>
    internal static ValueKind Kind(string source) => source == AzureLike ? ValueKind.Modelled : ValueKind.Counted;

    /// <summary>The lengths, or null with the point skipped where the trace is not here.</summary>
    internal static int[]? Read(Point point, string source, int drawn)
    {
        if (source == AzureLike)
        {
            return [.. SimulatedServer.AzureLike(1, drawn, point.Seed).Select(r => r.OutputTokens)];
        }

        var name = source == Azure ? "AzureLLMInferenceTrace_conv.csv" : "mooncake_conversation_trace.jsonl";
        if (RealData.Open(point, name) is not { } path)
        {
            return null;
        }

        var trace = source == Azure ? AzureTrace.Read(path) : MooncakeRequests.Read(path);
        return [.. Enumerable.Range(0, trace.Count).Select(trace.OutputTokens)];
    }

    /// <summary>Places of full batches, in order of arrival, that make a token: sum of the answers / (batch size x sum of each batch's longest). The last, partial batch is left out.</summary>
    internal static double SlotUse(ReadOnlySpan<int> answers, int batch)
    {
        var (useful, places) = (0L, 0L);
        for (; answers.Length >= batch; answers = answers[batch..])
        {
            var longest = 0;
            foreach (var answer in answers[..batch])
            {
                useful += answer;
                longest = Math.Max(longest, answer);
            }

            places += (long)longest * batch;
        }

        return (double)useful / places;
    }
}
