namespace HotRow.Serving;

/// <summary>Lengths whose logarithms are normally distributed, prompt and answer independent: many short ones, few very long ones.</summary>
public sealed class LogNormalLengths : ILengthSource
{
    private readonly (double Median, double Sigma) _input;
    private readonly (double Median, double Sigma) _output;
    private readonly int _most;

    /// <summary>Creates the source.</summary>
    /// <param name="input">Median of the prompts and standard deviation of their logarithms; the mean is median x exp(sigma^2 / 2).</param>
    /// <param name="output">The same of the answers.</param>
    /// <param name="most">Longer draws are cut to this.</param>
    /// <exception cref="ArgumentOutOfRangeException">A median is below 1 or above <paramref name="most"/>, a sigma is not from 0 to 10, or <paramref name="most"/> is below 1.</exception>
    public LogNormalLengths((double Median, double Sigma) input, (double Median, double Sigma) output, int most = 1 << 20)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_input, _output, _most) = (Checked(input, most, nameof(input)), Checked(output, most, nameof(output)), most);
    }

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"log-normal, median {_input.Median:0.#} in, {_output.Median:0.#} out");

    /// <inheritdoc/>
    public (int Input, int Output) Next(Xoshiro256 random) => (Draw(_input, random), Draw(_output, random));

    private static (double Median, double Sigma) Checked((double Median, double Sigma) law, int most, string name) =>
        law.Median >= 1 && law.Median <= most && law.Sigma is >= 0 and <= 10 ? law : throw new ArgumentOutOfRangeException(name, law, $"median from 1 to {most}, sigma from 0 to 10");

    private int Draw((double Median, double Sigma) law, Xoshiro256 random) =>
        (int)Math.Clamp(Math.Round(law.Median * StableMath.Exp(law.Sigma * NormalSample.Draw(random))), 1, _most);
}
