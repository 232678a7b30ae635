namespace HotRow;

/// <summary>Where labels go so that they hide neither each other nor the data.</summary>
internal static class LabelPlacement
{
    /// <summary>Moves positions along one axis apart to at least a pitch, each as little as possible, inside the bounds where they fit.</summary>
    /// <returns>The new positions, in the order of <paramref name="wanted"/>.</returns>
    public static double[] Spread(IReadOnlyList<double> wanted, double pitch, double low, double high)
    {
        // Pool adjacent violators: labels that touch become a block, which stands at the mean of what its members want.
        var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ToArray();
        var blocks = new List<(double Centre, int Count)>();
        foreach (var i in order)
        {
            var block = (Centre: Math.Clamp(wanted[i], low, high), Count: 1);
            while (blocks.Count > 0 && block.Centre - blocks[^1].Centre < pitch * (block.Count + blocks[^1].Count) / 2)
            {
                var other = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                var count = other.Count + block.Count;
                var half = pitch * (count - 1) / 2;
                var centre = ((other.Centre * other.Count) + (block.Centre * block.Count)) / count;
                block = (low + half <= high - half ? Math.Clamp(centre, low + half, high - half) : (low + high) / 2, count);
            }

            blocks.Add(block);
        }

        var placed = new double[wanted.Count];
        var next = 0;
        foreach (var (centre, count) in blocks)
        {
            for (var k = 0; k < count; k++)
            {
                placed[order[next++]] = centre + (pitch * (k - ((count - 1) / 2.0)));
            }
        }

        return placed;
    }

    /// <summary>The first of the candidate boxes that covers the fewest points.</summary>
    public static int Clearest(IReadOnlyList<LabelBox> candidates, IReadOnlyList<(double X, double Y)> points)
    {
        var best = 0;
        var fewest = int.MaxValue;
        for (var i = 0; i < candidates.Count; i++)
        {
            var covered = points.Count(p => candidates[i].Holds(p.X, p.Y));
            if (covered < fewest)
                (best, fewest) = (i, covered);
        }

        return best;
    }
}

/// <summary>The room of one label, in pixels.</summary>
internal readonly record struct LabelBox(double Left, double Top, double Width, double Height)
{
    /// <summary>Whether a point lies inside.</summary>
    public bool Holds(double x, double y) => x >= Left && x <= Left + Width && y >= Top && y <= Top + Height;

    /// <summary>Points spread over the box, so that a later label sees it as taken.</summary>
    public IEnumerable<(double X, double Y)> Points()
    {
        for (var x = Left; x <= Left + Width; x += 6)
        {
            yield return (x, Top + (Height * 0.25));
            yield return (x, Top + (Height * 0.75));
        }
    }
}
