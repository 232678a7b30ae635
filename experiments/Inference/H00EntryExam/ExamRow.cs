namespace HotRow.Lab;

/// <summary>A row of the exam: a figure that the simulator gave, the figure it must give, and how near. Any point may add rows to it.</summary>
internal static class ExamRow
{
    internal static readonly Metric Error = new("error-over-tolerance", "Error / tolerance", "", false, "|found - expected| / tolerance; a row passes up to 1");
    internal static readonly Metric Found = new("exam-found", "Found", "", null, "what the simulator gave, in the row's own unit");
    internal static readonly Metric Expected = new("exam-expected", "Expected", "", null, "what it must give: a closed form, an exact recursion, or the real log");

    /// <summary>Adds a row.</summary>
    /// <param name="point">The point that found it.</param>
    /// <param name="row">Its name, with the unit in brackets.</param>
    /// <param name="found">What the simulator gave.</param>
    /// <param name="expected">What it must give.</param>
    /// <param name="tolerance">Largest difference that passes, above 0.</param>
    /// <param name="kind">Where the found figure comes from.</param>
    internal static void Add(Point point, string row, double found, double expected, double tolerance, ValueKind kind = ValueKind.Modelled)
    {
        point.Value(Error, Math.Abs(found - expected) / tolerance, row, kind);
        point.Value(Found, found, row, kind);
        point.Value(Expected, expected, row, kind == ValueKind.Modelled ? ValueKind.Computed : kind);
    }

    /// <summary>Adds a row that allows no difference: a count of what differs, which must be 0.</summary>
    internal static void AddExact(Point point, string row, long differing) => Add(point, row, differing, 0, 0.5, ValueKind.Counted);
}
