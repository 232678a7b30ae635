namespace HotRow;

/// <summary>Cuts a line to the plot, so that a reference that reaches beyond the data keeps its slope.</summary>
internal static class PathClip
{
    /// <summary>The parts of a line inside a box; none when all of it lies outside.</summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Inside(IReadOnlyList<(double X, double Y)> path, LabelBox box)
    {
        var parts = new List<List<(double X, double Y)>>();
        for (var i = 1; i < path.Count; i++)
        {
            if (Segment(path[i - 1], path[i], box) is not var (from, to))
                continue;

            if (parts.Count > 0 && parts[^1][^1] == from)
                parts[^1].Add(to);
            else
                parts.Add([from, to]);
        }

        return parts;
    }

    // Liang and Barsky: each side of the box narrows the stretch 0..1 of the segment that lies inside.
    private static ((double X, double Y) From, (double X, double Y) To)? Segment((double X, double Y) a, (double X, double Y) b, LabelBox box)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var (first, last) = (0.0, 1.0);
        foreach (var (step, room) in ((double Step, double Room)[])[(-dx, a.X - box.Left), (dx, box.Left + box.Width - a.X), (-dy, a.Y - box.Top), (dy, box.Top + box.Height - a.Y)])
        {
            if (step == 0 && room < 0)
                return null;
            if (step < 0)
                first = Math.Max(first, room / step);
            if (step > 0)
                last = Math.Min(last, room / step);
        }

        return first > last ? null : (first == 0 ? a : (a.X + (dx * first), a.Y + (dy * first)), last == 1 ? b : (a.X + (dx * last), a.Y + (dy * last)));
    }
}
