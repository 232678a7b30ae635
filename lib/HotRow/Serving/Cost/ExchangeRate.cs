namespace HotRow.Serving;

/// <summary>How many input tokens take as long as one output token.</summary>
/// <remarks>Not a constant: it follows the device's ridge while decoding waits for memory, and falls as soon as a batch shares a step.</remarks>
public static class ExchangeRate
{
    /// <summary>Time of an output token over time of an input token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time of an input token is not above 0.</exception>
    public static double Of(double msPerOutput, double msPerInput)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(msPerInput);
        return msPerOutput / msPerInput;
    }

    /// <summary>What the roofline predicts for long prompts and few sequences: (weight bytes / bandwidth / batch) / (2 P / peak), which is ridge x bytes / (2 x batch).</summary>
    /// <param name="accelerator">The device.</param>
    /// <param name="bytesPerWeight">Bytes of a weight.</param>
    /// <param name="batch">Sequences that share a decode step; the prediction holds below the ridge.</param>
    public static double Roofline(Accelerator accelerator, double bytesPerWeight, int batch = 1) => accelerator.Ridge * bytesPerWeight / (2.0 * batch);
}
