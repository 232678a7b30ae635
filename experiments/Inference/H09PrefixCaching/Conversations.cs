using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Generated conversations: each begins with the same system prompt, and each turn's prompt is the whole conversation so far and one piece more.</summary>
internal static class Conversations
{
    /// <summary>Tokens of a piece: a hash stands for them.</summary>
    internal const int PieceTokens = 512;

    /// <summary>Pieces of the system prompt.</summary>
    internal const int SystemPieces = 4;

    /// <summary>Turns of a conversation.</summary>
    internal const int Turns = 10;

    /// <summary>Tokens of an answer; they come back as half of the next turn's new piece.</summary>
    internal const int AnswerTokens = 256;

    /// <summary>Mean time between a question and the next. <i>Units:</i> s.</summary>
    internal const double ThinkSeconds = 40;

    /// <summary>The requests of some conversations, by arrival.</summary>
    internal static IReadOnlyList<ServingRequest> Requests(int conversations, double perMinute, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var turns = new List<(SimTime Arrival, long[] Prefix)>();
        var begin = 0.0;
        for (var c = 0; c < conversations; c++)
        {
            begin += Exponential(random) * 60 / perMinute;
            var at = begin;
            for (var t = 0; t < Turns; t++)
            {
                long[] prefix = [.. Enumerable.Range(0, SystemPieces).Select(i => (long)i), .. Enumerable.Range(0, t + 1).Select(i => SystemPieces + ((long)c * Turns) + i)];
                turns.Add((SimTime.FromSeconds(at), prefix));
                at += Exponential(random) * ThinkSeconds;
            }
        }

        return [.. turns.OrderBy(t => t.Arrival).Select((t, id) => new ServingRequest(id, t.Arrival, t.Prefix.Length * PieceTokens, AnswerTokens, t.Prefix))];
    }

    // 1 - u is never 0.
    private static double Exponential(Xoshiro256 random) => -Math.Log(1 - random.NextDouble());
}
