namespace HotRow.Serving;

/// <summary>Every request alike.</summary>
public sealed class FixedLengths : ILengthSource
{
    private readonly int _input;
    private readonly int _output;

    /// <summary>Creates the source.</summary>
    /// <param name="input">Tokens of every prompt, at least 1.</param>
    /// <param name="output">Tokens of every answer, at least 1.</param>
    public FixedLengths(int input, int output)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(input, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(output, 1);
        (_input, _output) = (input, output);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"{_input} in, {_output} out");

    /// <inheritdoc/>
    public (int Input, int Output) Next(Xoshiro256 random) => (_input, _output);
}
