namespace HotRow.Serving;

/// <summary>What the next step computes: some tokens of some requests, each request at most once.</summary>
public sealed class StepPlan
{
    private (int Request, int Tokens)[] _work = new (int, int)[64];

    /// <summary>Requests in the step.</summary>
    public int Count { get; private set; }

    /// <summary>Places of a padded batch whose sequence is finished: they are computed and yield nothing.</summary>
    public int PaddedSequences { get; set; }

    /// <summary>What is computed, in the order in which it was added.</summary>
    public ReadOnlySpan<(int Request, int Tokens)> Work => _work.AsSpan(0, Count);

    /// <summary>Adds some tokens of a request.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one token.</exception>
    public void Add(int request, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (Count == _work.Length)
        {
            Array.Resize(ref _work, Count * 2);
        }

        _work[Count++] = (request, tokens);
    }

    /// <summary>Empties the plan.</summary>
    public void Clear() => (Count, PaddedSequences) = (0, 0);
}
