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
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < row.Length; i++)
        {
            if (!float.IsFinite(row[i]))
            {
                throw new InputException($"element {i} of a row is {row[i]}: {format} stores finite numbers only, because all elements share a scale; use fp32, fp16 or bf16 for this table");
            }

            (least, most) = (Math.Min(least, row[i]), Math.Max(most, row[i]));
        }

        return (least, most);
    }
}
