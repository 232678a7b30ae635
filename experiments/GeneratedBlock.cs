namespace HotRow.Lab;

/// <summary>Judges rows that are stretches of generated rows of another length, laid one behind the other.</summary>
internal static class GeneratedBlock
{
    private const double LargestError = 1e-5;

    /// <summary>Compares output rows with the generator, four elements of each. <i>Shape:</i> output is <c>[rows.Length, dim]</c>.</summary>
    /// <param name="rows">Row numbers of the shape that was read.</param>
    /// <param name="dim">Elements of such a row.</param>
    /// <param name="output">What was read.</param>
    /// <param name="grain">Elements of a generated row.</param>
    public static (bool Passed, string Detail) Match(ReadOnlySpan<int> rows, int dim, ReadOnlySpan<float> output, int grain = BenchMemory.Grain)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var column in (int[])[0, dim / 3, dim / 2, dim - 1])
            {
                if (output[(i * dim) + column] != Element(rows[i], dim, column, grain))
                {
                    return (false, $"element {column} of output row {i} is not that of row {rows[i]}");
                }
            }
        }

        return (true, $"4 elements of each of {rows.Length} rows, bit for bit");
    }

    /// <summary>Compares the sum of rows with one in double precision.</summary>
    public static (bool Passed, string Detail) MatchSum(ReadOnlySpan<int> rows, int dim, float sum)
    {
        double expected = 0, magnitude = 0;
        foreach (var row in rows)
        {
            for (var column = 0; column < dim; column++)
            {
                double element = Element(row, dim, column, BenchMemory.Grain);
                expected += element;
                magnitude += Math.Abs(element);
            }
        }

        var error = Math.Abs(sum - expected) / magnitude;
        return (error <= LargestError, $"differs by {error:G2} of the sum of magnitudes, allowed {LargestError:G1}");
    }

    private static float Element(int row, int dim, int column, int grain)
    {
        var element = ((long)row * dim) + column;
        return RandomRows.Value(GeneratedRows.Seed, (int)(element / grain), (int)(element % grain));
    }
}
