namespace HotRow.Serving;

/// <summary>A piece of one request's prompt that a step computes.</summary>
/// <param name="Tokens">How many tokens of it.</param>
/// <param name="Context">How many tokens of the same request were computed before.</param>
public readonly record struct PrefillChunk(int Tokens, int Context);

/// <summary>What one step of a server computes: all that a latency model may know.</summary>
/// <param name="prefills">Pieces of prompts.</param>
/// <param name="decodes">How many sequences get one more token.</param>
/// <param name="decodeContext">Sum of the decoding sequences' lengths, each with its new token.</param>
public readonly ref struct StepShape(ReadOnlySpan<PrefillChunk> prefills, int decodes, long decodeContext)
{
    /// <summary>Pieces of prompts.</summary>
    public ReadOnlySpan<PrefillChunk> Prefills { get; } = prefills;

    /// <summary>Tokens of all pieces.</summary>
    public int PrefillTokens { get; } = Sum(prefills);

    /// <summary>How many sequences get one more token.</summary>
    public int Decodes { get; } = decodes;

    /// <summary>Sum of the decoding sequences' lengths, each with its new token.</summary>
    public long DecodeContext { get; } = decodeContext;

    /// <summary>Tokens that pass through the model.</summary>
    public int Tokens => PrefillTokens + Decodes;

    /// <summary>Sequences in the step.</summary>
    public int Sequences => Prefills.Length + Decodes;

    private static int Sum(ReadOnlySpan<PrefillChunk> chunks)
    {
        var sum = 0;
        foreach (var chunk in chunks)
        {
            sum += chunk.Tokens;
        }

        return sum;
    }
}
