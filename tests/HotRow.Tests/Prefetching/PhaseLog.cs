namespace HotRow.Tests;

/// <summary>Writes down the phases it is told: "Wait 3", "end Wait".</summary>
internal sealed class PhaseLog : ILookupObserver
{
    public List<string> Lines { get; } = [];

    public Action<LookupPhase>? OnBegin { get; set; }

    public Action<LookupPhase>? OnEnd { get; set; }

    public void Begin(LookupPhase phase, int rows)
    {
        Lines.Add($"{phase} {rows}");
        OnBegin?.Invoke(phase);
    }

    public void End(LookupPhase phase)
    {
        Lines.Add($"end {phase}");
        OnEnd?.Invoke(phase);
    }
}
