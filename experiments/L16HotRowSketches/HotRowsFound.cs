namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L16: hot-row sketches.</summary>
    public static readonly IExperiment HotRowsFound = Add(new HotRowsFound());
}

/// <summary>L16: whether bounded memory finds the hot rows, whether they stay hot, and who notices when they do not.</summary>
/// <remarks>Four parts: pinning what the first half of a trace used most and using it on the second half, with what detecting anew after an alarm wins
/// back; the drift alarm on a sudden shift and on a stationary trace; precision, recall and error of each sketch by memory; and the time of one count.
/// <para><i>Deviation:</i> the quick run cuts the traces for the sketches' accuracy and time; pinning always uses the whole texts.</para></remarks>
internal sealed partial class HotRowsFound : IExperiment
{
    private static readonly HotRowSketchInfo[] s_sketches = [.. HotRowSketches.All.Where(s => s.Name != HotRowSketches.Exact.Name)];

    public string Id => "l16-hot-row-sketches";

    public string Title => "Hot-row sketches";

    public string Question => "Can bounded memory find the hot rows, and notice when they move?";

    public double Weight => 4;

    public void Declare(RunContext context)
    {
        var traces = Traces(context);
        foreach (var trace in traces.Where(t => t.Pinned))
        {
            context.Point(trace.Source.Parameters("pinning"), point => Pin(point, context, trace.Source), 0);
        }

        DeclareAlarm(context);
        foreach (var trace in traces)
        {
            context.Point(trace.Source.Parameters("accuracy"), point => Accuracy(point, context, trace.Source), 0);
        }

        foreach (var trace in traces.Where(t => t.Timed))
        {
            context.Point(trace.Source.Parameters("time"), point => Time(point, context, trace.Source));
        }
    }

    /// <summary>The traces, and what each is used for.</summary>
    private static (ReplayedTrace Source, bool Pinned, bool Timed)[] Traces(RunContext context)
    {
        var (rows, accesses) = (context.ByScale(2_000, 1_000_000, 1_000_000), context.ByScale(20_000, 1_000_000, 5_000_000));
        var zipf = ReplayedTrace.Zipf(rows, 1, accesses, context.Seed);
        var drift = ReplayedTrace.Drift(rows, 1, accesses, context.Seed);
        if (context.Scale == Scale.Tiny)
        {
            return [(drift, true, false), (zipf, false, true)];
        }

        var texts = ReplayedTrace.Texts(context, once: true);
        var full = context.Scale == Scale.Full;
        return
        [
            .. texts.Where(t => t.HasWords).Select(t => (t, true, full)),
            (drift, true, full),
            (zipf, true, true),
            .. texts.Where(t => !t.HasWords && (full || t.Name == "docs-trigram")).Select(t => (t, full, true)),
        ];
    }

    /// <summary>How often each row is used.</summary>
    internal static int[] Count(ReadOnlySpan<int> rows, int rowCount)
    {
        var counts = new int[rowCount];
        foreach (var row in rows)
        {
            counts[row]++;
        }

        return counts;
    }

    /// <summary>The most used rows, most used first, equals by row; at most <paramref name="most"/>, and none that was not used.</summary>
    internal static int[] Hottest(int[] counts, int most)
    {
        var used = Enumerable.Range(0, counts.Length).Where(row => counts[row] > 0).ToArray();
        Array.Sort(used, (a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
        return used[..Math.Min(most, used.Length)];
    }

    /// <summary>The rows a sketch names after some accesses.</summary>
    internal static HeavyRow[] Found(IHotRowSketch sketch, ReadOnlySpan<int> rows, int most)
    {
        foreach (var row in rows)
        {
            sketch.Add(row);
        }

        var found = new HeavyRow[most];
        return found[..sketch.Top(found)];
    }
}
