namespace HotRow.Lab;

/// <summary>The speeds that are wanted of a GPU of the first rank, each against an anchor of the same run.</summary>
internal static class SpeedGoals
{
    /// <summary>All goals, in the order of the table.</summary>
    public static IReadOnlyList<SpeedGoal> All { get; } = [];
}
