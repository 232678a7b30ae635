namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L9: pages under a batch, by the order in which rows lie.</summary>
    public static readonly IExperiment Pages = Add(new Pages());
}

/// <summary>L9: how many pages of 4 KiB a batch touches, and what that costs from a cold file, by the order in which the rows lie in it.</summary>
/// <remarks>Layouts are made from the first half of a trace and judged by the second. A text's ids are numbered by first appearance, so its order by
/// id is itself roughly one by frequency, and knows the second half's words; Zipf's ids are permuted, so theirs is as good as random.
/// <para>One generated file serves all layouts: which row lies where is only a matter of names.</para></remarks>
internal sealed partial class Pages : IExperiment
{
    internal const string Zipf = "zipf 1.0";
    internal const string Packed = "packed";
    internal const string Mapped = "mapped, page by page";
    internal const string Direct = "past the cache, row by row";

    internal static readonly int[] RowLengths = [128, 512, 3_072];

    private const int FileDim = 768;

    public string Id => "l09-pages";

    public string Title => "Pages and blocks";

    public string Question => "How many pages does a batch touch, and what does it gain if rows lie in a better order?";

    public double Weight => 5;

    public void Declare(RunContext context)
    {
        var batch = context.ByScale(50, 1_000, 1_000);
        var zipfRows = context.ByScale(500, 100_000, 1_000_000);
        var drawn = new Lazy<PageTrace>(() => DrawZipf(zipfRows, batch, context.ByScale(4_000, 400_000, 4_000_000), context.Seed));
        var most = context.ByScale(4_000, 1_500_000, int.MaxValue);
        var zipf = new Source(new() { { "trace", Zipf }, { "batch", batch } }, _ => drawn.Value);
        var sources = ReplayedTrace.Texts(context).ToDictionary(text => text.Name, text => TextSource(text, batch, most));

        // The quick run's claims rest on these four; what a budget cuts comes after them.
        void Count(Source source, int[] lengths) => context.Point(source.Parameters("pages"), point => source.With(point, trace => CountPages(point, trace, lengths)), 0);
        void Cold(Source source, int[] lengths)
        {
            foreach (var rowBytes in lengths)
            {
                context.Point(source.Parameters("cold").With(new() { { "rowBytes", rowBytes } }), point => source.With(point, trace => FromColdFile(point, context, trace, rowBytes)), 2);
            }
        }

        Count(zipf, RowLengths);
        Count(sources["docs-unique"], RowLengths);
        if (context.Scale == Scale.Tiny)
        {
            Cold(zipf, [512]);
            return;
        }

        Count(sources["docs"], RowLengths);
        Cold(sources["docs-unique"], context.ByScale<int[]>([], [512], [512, 128, 3_072]));
        Count(sources["docs-trigram"], context.ByScale([], RowLengths[..1], RowLengths));
        Cold(zipf, context.ByScale<int[]>([], [512], [512, 128]));
        foreach (var (name, source) in sources.Where(s => s.Key.StartsWith("corpus", StringComparison.Ordinal) || (context.Scale == Scale.Full && s.Key == "docs-unique-trigram")))
        {
            Count(source, name.EndsWith("trigram", StringComparison.Ordinal) ? RowLengths[..1] : RowLengths);
        }
    }

    /// <summary>A trace that is read when the first point asks for it.</summary>
    private sealed record Source(Parameters Identity, Func<Point, PageTrace?> Read)
    {
        public Parameters Parameters(string part) => new Parameters { { "part", part } }.With(Identity);

        public void With(Point point, Action<PageTrace> run)
        {
            if (Read(point) is { } trace)
            {
                run(trace);
            }
        }
    }

    private static Source TextSource(ReplayedTrace text, int batch, int most)
    {
        PageTrace? cut = null;
        var identity = new Parameters();
        foreach (var (name, value) in text.Parameters("").Where(p => p.Key != "part"))
        {
            identity.Add(name, value);
        }

        identity.Add("batch", batch);
        return new(identity, point => text.Read(point) is { } trace
            ? cut ??= new(new(trace.Name, trace.RowCount, trace.Rows[..Math.Min(trace.Rows.Length, most)], batch), batch, point.Seed)
            : null);
    }

    private static PageTrace DrawZipf(int rowCount, int batch, int accesses, ulong seed)
    {
        var random = new Xoshiro256(seed);
        var (rowOfRank, sampler, law) = (new RowPermutation(rowCount, random.NextUInt64()), new ZipfSampler(rowCount, 1), new ZipfLaw(rowCount, 1));
        var rows = new int[accesses];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = rowOfRank[sampler.Next(random) - 1];
        }

        var probabilities = new double[rowCount];
        for (var rank = 0; rank < rowCount; rank++)
        {
            probabilities[rowOfRank[rank]] = law.Probability(rank + 1);
        }

        return new(new(Zipf, rowCount, rows, batch), batch, seed, probabilities);
    }

    private static void CountPages(Point point, PageTrace trace, int[] rowLengths)
    {
        if (trace.Judged.Count < 2)
        {
            point.SkipReason = "the trace is too short for two halves of whole batches";
            return;
        }

        foreach (var rowBytes in rowLengths)
        {
            var at = new Parameters { { "rowBytes", rowBytes } };
            var layouts = trace.Layouts(rowBytes);
            var touched = new Dictionary<string, double[]>();
            foreach (var (name, slots) in layouts)
            {
                var pages = new PageCount(slots, rowBytes);
                var counts = trace.Judged.Select(b => (double)pages.Touched(b.Span)).ToArray();
                touched.Add(name, counts);
                var (mean, reach) = MeanOf(counts);
                point.Value(PagesTouched, mean, name, ValueKind.Counted, mean - reach, mean + reach, at);
                if (trace.Probabilities is { } probabilities)
                {
                    var expected = PageCount.Expected(slots, rowBytes, probabilities, trace.Judged[0].Length);
                    point.Value(ExpectedPages, expected, name, ValueKind.Computed, at: at);
                    point.Value(Deviation, (mean - expected) / (reach / Normal95), name, ValueKind.Counted, at: at);
                }
            }

            AddPacked(point, trace, rowBytes, at);
            Compare(point, touched, PageLayout.ByFrequency, at);
            Compare(point, touched, PageLayout.ByCoAccess, at);
        }

        point.Note = $"{trace.Judged.Count} batches judged";
    }

    // What no order can beat: the batch's distinct rows alone on their pages.
    private static void AddPacked(Point point, PageTrace trace, int rowBytes, Parameters at)
    {
        var length = trace.Judged[0].Length;
        var (unique, rows, inverse) = (Unique.Hash(length), new int[length], new int[length]);
        var (mean, reach) = MeanOf([.. trace.Judged.Select(b => Math.Ceiling((double)unique.Find(b.Span, rows, inverse) * rowBytes / PageCount.PageBytes))]);
        point.Value(PagesTouched, mean, Packed, ValueKind.Counted, mean - reach, mean + reach, at);
    }

    private static void Compare(Point point, Dictionary<string, double[]> touched, string name, Parameters at)
    {
        var (byId, other) = (touched[PageLayout.ById], touched[name]);
        var (mean, reach) = MeanOf([.. byId.Zip(other, (a, b) => (b - a) / byId.Average())]);
        point.Value(PagesRatio, 1 + mean, name, ValueKind.Counted, 1 + mean - reach, 1 + mean + reach, at);

        // Wilson's interval: it stays within 0 and 1.
        var (n, lost) = ((double)byId.Length, byId.Zip(other, (a, b) => b > a ? 1.0 : 0).Average());
        var (square, middle) = (Normal95 * Normal95, lost + (Normal95 * Normal95 / (2 * n)));
        var half = Normal95 * Math.Sqrt((lost * (1 - lost) / n) + (square / (4 * n * n)));
        point.Value(LostBatches, lost, name, ValueKind.Counted, (middle - half) / (1 + (square / n)), (middle + half) / (1 + (square / n)), at);
    }

    private static (double Mean, double Reach) MeanOf(double[] values)
    {
        var mean = values.Average();
        return (mean, Normal95 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length));
    }
}
