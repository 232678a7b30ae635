namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L5: cache size.</summary>
    public static readonly IExperiment CacheSize = Add(new CacheSize());
}

/// <summary>L5: what a cache of x % of the rows buys, by policy and by trace, against the optimum, and over which far tier.</summary>
/// <remarks>Three parts: hit ratios by exact replay (counted), the documents' figures as statements about Zipf (computed), and time per id over a
/// real far tier, a file read past the page cache, and over DRAM (measured).
/// <para><i>Deviation:</i> the curriculum names drift, scan and loop adversaries beside the traces here; they belong to the experiments on
/// policies. The GPU's tier is modelled by the document's 16 GB/s link.</para></remarks>
internal sealed partial class CacheSize : IExperiment, IReportWidget
{
    /// <summary>The share of the touched rows that the document's cache holds.</summary>
    internal const decimal DocumentPercent = 5;

    private static readonly decimal[] s_curve = [0.1m, 1, 5, 10, 20, 50];
    private static readonly decimal[] s_fineCurve = [0.1m, 0.2m, 0.5m, 1, 2, 5, 10, 20, 50];

    public string Id => "l05-cache-size";

    public string Title => "Cache size";

    public string Question => "What does a cache of x % of the rows buy, by policy and by trace, against the optimum?";

    public double Weight => 15;

    /// <inheritdoc/>
    public string WidgetHtml => ZipfSlider.Html;

    public void Declare(RunContext context)
    {
        var traces = new CacheTraces(context);
        DeclareCoverage(context);
        DeclareCurves(context);
        foreach (var name in traces.Texts)
        {
            context.Point(traces.Named("profile", name), point => Profile(point, traces, name), 0);
        }

        // The document's own share of the rows first, so that a budget that ends early cuts the ends of the curves.
        var sides = context.ByScale([1], s_curve, s_fineCurve).Where(percent => percent != DocumentPercent).ToArray();
        DeclareReplays(context, traces, traces.All, [DocumentPercent]);
        DeclareReplays(context, traces, [CacheTraces.Docs], sides);
        DeclareTiers(context, traces, [(FileTier, CacheTraces.DocsUnique), (FileTier, CacheTraces.SmallZipf), (DramTier, CacheTraces.DocsUnique), (DramTier, CacheTraces.SmallZipf), (FileTier, CacheTraces.Docs)], [DocumentPercent]);
        DeclareReplays(context, traces, traces.All.Where(name => name != CacheTraces.Docs), sides);
        DeclareTiers(context, traces, [(FileTier, CacheTraces.DocsUnique), (FileTier, CacheTraces.SmallZipf)], context.ByScale<decimal[]>([], [1, 20], [1, 10, 20, 50]));
    }

    private static void DeclareReplays(RunContext context, CacheTraces traces, IEnumerable<string> names, decimal[] percents)
    {
        foreach (var (name, percent) in names.SelectMany(name => percents.Select(percent => (name, percent))))
        {
            // Rows that are many cost the most to replay, and of them the quick run's charts show whole curves of few policies.
            var few = context.Scale == Scale.Smoke && percent != DocumentPercent && !traces.Texts.Contains(name);
            context.Point(traces.Named("replay", name, percent), point => Replay(point, traces, name, percent, few ? s_few : s_policies), 0);
        }
    }

    private static void DeclareTiers(RunContext context, CacheTraces traces, (string Far, string Trace)[] pairs, decimal[] percents)
    {
        foreach (var ((far, name), percent) in pairs.SelectMany(pair => percents.Select(percent => (pair, percent))))
        {
            var parameters = traces.Named("tier", name, percent);
            parameters.Add("far", far);
            context.Point(parameters, point => Tier(point, context, traces, far, name, percent), percent == DocumentPercent ? 1 : 0.6);
        }
    }
}
