namespace HotRow.Lab;

/// <summary>What each sketch finds in how much memory, and what a count costs.</summary>
internal sealed partial class HotRowsFound
{
    /// <summary>The sketch memory that claims and times are for. <i>Units:</i> bytes.</summary>
    internal const int MainBytes = 64 << 10;

    private const int TimedTop = 1_000;
    private const int MostBytesPerNamed = 1_050; // with more there is nothing left to find
    private static readonly int[] s_tops = [100, 1_000];

    private static void Accuracy(Point point, RunContext context, ReplayedTrace source)
    {
        if (source.Read(point) is not { } trace)
        {
            return;
        }

        var rows = trace.Rows[..Math.Min(trace.Rows.Length, context.ByScale(10_000, 400_000, int.MaxValue))];
        var counts = Count(rows.Span, trace.RowCount);
        var ranked = Hottest(counts, int.MaxValue);
        point.Note = $"{rows.Length:N0} accesses, {ranked.Length:N0} distinct rows; one counter for each takes {ranked.Length * ExactBytes / 1e3:N0} kB";
        int[] memories = context.ByScale<int[]>([16 << 10], [16 << 10, MainBytes, 128 << 10, 256 << 10], [16 << 10, 32 << 10, MainBytes, 128 << 10, 256 << 10, 512 << 10, 1 << 20]);
        var cases = (from bytes in memories from top in s_tops where bytes / top is >= BytesPerPinned and <= MostBytesPerNamed from sketch in s_sketches select (Bytes: bytes, Top: top, Sketch: sketch)).ToArray();
        var results = new Accurate[cases.Length];
        Parallel.For(0, cases.Length, i =>
        {
            var sketch = cases[i].Sketch.Create(new(cases[i].Bytes, cases[i].Top, point.Seed));
            results[i] = Judge(sketch, Found(sketch, rows.Span, cases[i].Top), counts, ranked.AsSpan(0, Math.Min(cases[i].Top, ranked.Length)));
        });
        for (var i = 0; i < cases.Length; i++)
        {
            var at = new Parameters { { "memory", cases[i].Bytes }, { "top", cases[i].Top } };
            point.Value(Precision, results[i].Precision, cases[i].Sketch.Name, at: at);
            point.Value(Recall, results[i].Recall, cases[i].Sketch.Name, at: at);
            point.Value(CountError, results[i].Error, cases[i].Sketch.Name, at: at);
            point.Value(SketchBytes, results[i].Bytes, cases[i].Sketch.Name, at: at);
        }

        point.Check("estimates keep each sketch's one-sided promise", () => KeepsPromises(rows.Span[..Math.Min(rows.Length, 100_000)], trace.RowCount));
    }

    /// <summary>Compares what a sketch names with the truth.</summary>
    /// <param name="sketch">The sketch, for its estimates of the truly hottest rows.</param>
    /// <param name="found">What it names.</param>
    /// <param name="counts">True uses by row.</param>
    /// <param name="hottest">The truly hottest rows. A named row that is used as often as the last of them is right: equals are equal.</param>
    internal static Accurate Judge(IHotRowSketch sketch, ReadOnlySpan<HeavyRow> found, int[] counts, ReadOnlySpan<int> hottest)
    {
        var (right, error) = (0, 0.0);
        foreach (var named in found)
        {
            right += counts[named.Row] >= counts[hottest[^1]] ? 1 : 0;
        }

        foreach (var row in hottest)
        {
            error += Math.Abs(sketch.EstimateOf(row) - counts[row]) / (double)counts[row];
        }

        return new((double)right / found.Length, (double)right / hottest.Length, error / hottest.Length, sketch.Bytes);
    }

    /// <summary>How well a sketch did.</summary>
    internal readonly record struct Accurate(double Precision, double Recall, double Error, long Bytes);

    private static (bool Passed, string Detail) KeepsPromises(ReadOnlySpan<int> rows, int rowCount)
    {
        var counts = Count(rows, rowCount);
        foreach (var info in s_sketches)
        {
            var found = Found(info.Create(new(MainBytes, TimedTop)), rows, TimedTop);
            if (Array.Exists(found, f => (info.NeverBelow && f.Estimate < counts[f.Row]) || (info.NeverAbove && f.Estimate > counts[f.Row])))
            {
                return (false, $"{info.Name} breaks: {info.Guarantee}");
            }
        }

        return (true, $"{s_sketches.Length} sketches over {rows.Length:N0} accesses");
    }

    // Each sketch has seen the whole stretch before, so it is as full as in production, and goes on along it.
    private static void Time(Point point, RunContext context, ReplayedTrace source)
    {
        if (source.Read(point) is not { } trace)
        {
            return;
        }

        var stretch = trace.Rows[..Math.Min(trace.Rows.Length, context.ByScale(10_000, 500_000, int.MaxValue))];
        var piece = Math.Min(stretch.Length, context.ByScale(1_000, 100_000, 500_000));
        point.Check("estimates keep each sketch's one-sided promise", () => KeepsPromises(stretch.Span[..Math.Min(stretch.Length, 100_000)], trace.RowCount));
        foreach (var info in HotRowSketches.All)
        {
            var sketch = info.Create(new(MainBytes, TimedTop, point.Seed));
            Found(sketch, stretch.Span, TimedTop);
            var start = 0;
            point.Variant(info.Name, () =>
            {
                foreach (var row in stretch.Span.Slice(start, piece))
                {
                    sketch.Add(row);
                }

                start = start + (2 * piece) <= stretch.Length ? start + piece : 0;
            }, Derived.NsPer(NsPerAdd, piece));
            point.Value(SketchBytes, sketch.Bytes, info.Name);
        }
    }
}
