namespace HotRow;

/// <summary>How large a row's numbers are; error bounds begin here.</summary>
internal static class Magnitude
{
    /// <summary>The largest magnitude among the finite numbers; 0 if there are none.</summary>
    public static float OfFinite(ReadOnlySpan<float> row)
    {
        var most = 0f;
        foreach (var value in row)
        {
            if (float.IsFinite(value))
            {
                most = Math.Max(most, Math.Abs(value));
            }
        }

        return most;
    }

    /// <summary>The row's least and greatest number.</summary>
    /// <exception cref="InputException">One is not finite; the message names the first.</exception>
    public static (float Least, float Most) RangeOfFinite(ReadOnlySpan<float> row, RowFormat format)
    {
        if (!TryRange(row, out var least, out var most))
        {
            var i = 0;
            while (float.IsFinite(row[i]))
            {
                i++;
            }

            throw new InputException($"element {i} of a row is {row[i]}: {format} stores finite numbers only, because its elements share a scale; use bf16 or fp32 for this table");
        }

        return (least, most);
    }

    /// <summary>The row's least and greatest number; false if one is not finite.</summary>
    public static bool TryRange(ReadOnlySpan<float> row, out float least, out float most)
    {
        (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in row)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }

            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        return true;
    }
}
