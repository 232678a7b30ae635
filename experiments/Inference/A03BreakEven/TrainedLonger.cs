namespace HotRow.Lab;

/// <summary>A smaller model trained on more text instead of a larger one with the same loss: dearer to train, cheaper to use.</summary>
/// <remarks><i>Source:</i> loss by T. Besiroglu et al., "Chinchilla Scaling: A replication attempt", 2024: 1.8172 + 482.01 / N^0.3478 + 2085.43 / D^0.3658 (the fit printed in
/// the original paper's appendix contradicts its own 20 tokens a parameter); the comparison is that of N. Sardana et al., "Beyond Chinchilla-Optimal", 2023: 6 N D operations to
/// train, 2 N a token to use. The fit is of one family of models and is taken as given.</remarks>
/// <param name="Parameters">N.</param>
/// <param name="Tokens">D, tokens of training.</param>
internal sealed record TrainedLonger(double Parameters, double Tokens)
{
    /// <summary>Predicted loss.</summary>
    internal double Loss => LossOf(Parameters, Tokens);

    /// <summary>Operations of training.</summary>
    internal double TrainingFlops => 6 * Parameters * Tokens;

    /// <summary>Operations of training and of that many tokens of use.</summary>
    internal double FlopsAfter(double usedTokens) => TrainingFlops + (2 * Parameters * usedTokens);

    /// <summary>The same loss with fewer parameters; infinite tokens where they cannot reach it.</summary>
    internal static TrainedLonger WithLossOf(TrainedLonger other, double parameters)
    {
        if (LossOf(parameters, 1e30) >= other.Loss)
        {
            return new(parameters, double.PositiveInfinity);
        }

        var (low, high) = (1e6, 1e30);
        for (var i = 0; i < 200; i++)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = LossOf(parameters, middle) > other.Loss ? (middle, high) : (low, middle);
        }

        return new(parameters, high);
    }

    /// <summary>Tokens of use from which on the smaller one needs fewer operations in all.</summary>
    internal static double Crossover(TrainedLonger large, TrainedLonger small) => (small.TrainingFlops - large.TrainingFlops) / (2 * (large.Parameters - small.Parameters));

    private static double LossOf(double parameters, double tokens) => 1.8172 + (482.01 / Math.Pow(parameters, 0.3478)) + (2_085.43 / Math.Pow(tokens, 0.3658));
}
