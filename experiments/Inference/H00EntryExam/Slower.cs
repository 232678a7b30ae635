using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>A latency model whose every step takes a factor longer: an error of capacity.</summary>
internal sealed class Slower(ILatencyModel model, double factor) : ILatencyModel
{
    public string Name => FormattableString.Invariant($"{model.Name} x {factor}");

    public ValidRange Valid => ValidRange.None;

    public long StepNs(in StepShape step) => Math.Max(1, (long)Math.Round(model.StepNs(step) * factor));
}
