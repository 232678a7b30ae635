namespace HotRow.Serving;

/// <summary>A latency model whose every step takes so many times as long: for asking what an error of the model does.</summary>
/// <param name="model">The model.</param>
/// <param name="slowdown">The factor, above 0.</param>
public sealed class SlowedLatency(ILatencyModel model, double slowdown) : ILatencyModel
{
    private readonly double _slowdown = slowdown > 0 ? slowdown : throw new ArgumentOutOfRangeException(nameof(slowdown), slowdown, "a factor above 0");

    /// <inheritdoc/>
    public string Name => FormattableString.Invariant($"{model.Name} x {_slowdown}");

    /// <inheritdoc/>
    public ValidRange Valid => ValidRange.None;

    /// <inheritdoc/>
    public long StepNs(in StepShape step) => Math.Max(1, (long)Math.Round(model.StepNs(step) * _slowdown));
}
