namespace HotRow.Serving;

/// <summary>A mean of correlated values with its standard error: successive waits are alike, so their variance divided by their number says far too little.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Its standard error, from the spread of the means of long batches; NaN when there are too few values.</param>
/// <param name="Count">How many values.</param>
/// <remarks><i>Source:</i> A. Law, "Simulation Modeling and Analysis", on batch means.</remarks>
public readonly record struct BatchMeans(double Mean, double StandardError, int Count)
{
    /// <summary>Batches: enough for a standard error that is right within some 11 %, few enough that each is long.</summary>
    public const int Batches = 40;

    /// <summary>Mean and standard error of values in the order in which they occurred. What does not fill the last batch counts for the mean alone.</summary>
    public static BatchMeans Of(ReadOnlySpan<double> values)
    {
        var mean = Average(values);
        var length = values.Length / Batches;
        if (length == 0)
        {
            return new(mean, double.NaN, values.Length);
        }

        Span<double> means = stackalloc double[Batches];
        for (var i = 0; i < Batches; i++)
        {
            means[i] = Average(values.Slice(i * length, length));
        }

        var centre = Average(means);
        var squares = 0.0;
        foreach (var one in means)
        {
            squares += (one - centre) * (one - centre);
        }

        return new(mean, Math.Sqrt(squares / (Batches - 1) / Batches), values.Length);
    }

    private static double Average(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return values.IsEmpty ? double.NaN : sum / values.Length;
    }
}
