namespace HotRow.Lab;

/// <summary>A machine's card to be shown.</summary>
/// <param name="Card">The card.</param>
public sealed record MachineView(MachineCard Card);
