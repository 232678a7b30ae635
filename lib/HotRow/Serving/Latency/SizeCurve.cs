namespace HotRow.Serving;

/// <summary>A time measured at some sizes: straight lines between them, and the last one prolonged beyond.</summary>
internal sealed class SizeCurve
{
    private readonly int[] _sizes;
    private readonly double[] _times;

    /// <summary>Creates the curve.</summary>
    /// <param name="rows">Its points: one key each, in any order.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="InputException">A size stands twice, or there is one only.</exception>
    internal SizeCurve(IEnumerable<ProfileRow> rows, string path)
    {
        var sorted = rows.OrderBy(r => r.Keys[0]).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Keys[0] == sorted[i - 1].Keys[0])
            {
                throw new InputException($"'{path}' line {Math.Max(sorted[i].Line, sorted[i - 1].Line)}: {sorted[i].Label} at {sorted[i].Keys[0]} stands twice");
            }
        }

        if (sorted.Length < 2)
        {
            throw new InputException($"'{path}': {sorted[0].Label} has one size only; two are needed for a line between them");
        }

        _sizes = [.. sorted.Select(r => r.Keys[0])];
        _times = [.. sorted.Select(r => r.TimeUs)];
    }

    /// <summary>The time at a size. <i>Units:</i> us.</summary>
    internal double At(int size)
    {
        var place = Array.BinarySearch(_sizes, size);
        if (place >= 0)
        {
            return _times[place];
        }

        var high = Math.Clamp(~place, 1, _sizes.Length - 1);
        return _times[high - 1] + ((_times[high] - _times[high - 1]) * (size - _sizes[high - 1]) / (_sizes[high] - _sizes[high - 1]));
    }
}
