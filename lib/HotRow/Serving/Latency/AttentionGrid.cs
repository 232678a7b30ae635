namespace HotRow.Serving;

/// <summary>Time of one layer's attention by what a step computes: linear along each of four axes between measured points, and beyond the last.</summary>
/// <remarks>The axes: tokens of a prompt's piece, their context, decoding sequences, their mean context. Without a piece its context does not matter, and without decoding sequences theirs does not:
/// those planes are filled with the one measured value.</remarks>
internal sealed class AttentionGrid
{
    private static readonly string[] s_columns = ["prefill_chunk", "kv_prefill", "n_decode", "kv_decode"];
    private readonly int[][] _axes;
    private readonly double[] _times;

    private AttentionGrid(int[][] axes)
    {
        _axes = axes;
        _times = new double[axes.Aggregate(1, (product, axis) => product * axis.Length)];
    }

    /// <summary>Reads the grid.</summary>
    /// <exception cref="InputException">The file cannot be read, a point stands twice, or one of the grid is missing.</exception>
    internal static AttentionGrid Read(string path)
    {
        var rows = ProfileFile.Read(path, null, s_columns);
        var points = new Dictionary<(int, int, int, int), double>(rows.Count);
        foreach (var row in rows)
        {
            if (!points.TryAdd((row.Keys[0], row.Keys[1], row.Keys[2], row.Keys[3]), row.TimeUs))
            {
                throw new InputException($"'{path}' line {row.Line}: the point {string.Join(", ", row.Keys)} stands twice");
            }
        }

        int[] Axis(int key) => [.. rows.Select(r => r.Keys[key]).Append(0).Distinct().Order()];
        var grid = new AttentionGrid([Axis(0), Axis(1), Axis(2), [.. Axis(3).Where(k => k > 0)]]);
        if (grid._axes.Any(axis => axis.Length < 2))
        {
            throw new InputException($"'{path}' holds no grid: each of {string.Join(", ", s_columns)} needs two values at least");
        }

        grid.Fill(points, path);
        return grid;
    }

    /// <summary>The time of a step's attention in one layer. <i>Units:</i> us.</summary>
    internal double At(int chunk, double context, int decodes, double decodeContext)
    {
        Span<(int Low, double Weight)> cells = [Cell(_axes[0], chunk), Cell(_axes[1], context), Cell(_axes[2], decodes), Cell(_axes[3], decodeContext)];

        // A point of the grid needs no neighbour: most steps lie on two planes of the four.
        var sum = 0.0;
        for (var corner = 0; corner < 16; corner++)
        {
            var weight = 1.0;
            var index = 0;
            for (var axis = 0; axis < 4; axis++)
            {
                var (low, high) = cells[axis];
                var up = (corner >> axis) & 1;
                weight *= up == 1 ? high : 1 - high;
                index = (index * _axes[axis].Length) + low + up;
            }

            sum += weight == 0 ? 0 : weight * _times[index];
        }

        return Math.Max(0, sum);
    }

    private static (int Low, double Weight) Cell(int[] axis, double value)
    {
        var low = 0;
        while (low < axis.Length - 2 && axis[low + 1] <= value)
        {
            low++;
        }

        return (low, (Math.Max(value, axis[0]) - axis[low]) / (axis[low + 1] - axis[low]));
    }

    private void Fill(Dictionary<(int, int, int, int), double> points, string path)
    {
        var index = 0;
        foreach (var chunk in _axes[0])
        {
            foreach (var context in _axes[1])
            {
                for (var n = 0; n < _axes[2].Length; n++)
                {
                    foreach (var decodeContext in _axes[3])
                    {
                        _times[index++] = Point(points, path, chunk, context, n, decodeContext);
                    }
                }
            }
        }
    }

    private double Point(Dictionary<(int, int, int, int), double> points, string path, int chunk, int context, int n, int decodeContext)
    {
        var decodes = _axes[2][n];
        if (chunk == 0 && decodes == 0)
        {
            return 0;
        }

        var key = (chunk, chunk == 0 ? 0 : context, decodes, decodes == 0 ? 0 : decodeContext);
        if (points.TryGetValue(key, out var time))
        {
            return time;
        }

        // The longest batch is measured for decoding alone where a step has no room for a piece beside it.
        if (chunk > 0 && n == _axes[2].Length - 1 && n >= 3
            && points.TryGetValue((key.chunk, key.Item2, _axes[2][n - 1], decodeContext), out var before) && points.TryGetValue((key.chunk, key.Item2, _axes[2][n - 2], decodeContext), out var first))
        {
            return before + ((before - first) * (decodes - _axes[2][n - 1]) / (_axes[2][n - 1] - _axes[2][n - 2]));
        }

        throw new InputException($"'{path}' is no whole grid: the point {string.Join(", ", s_columns.Zip([key.chunk, key.Item2, decodes, key.Item4], (c, v) => $"{c} {v}"))} is missing");
    }
}
