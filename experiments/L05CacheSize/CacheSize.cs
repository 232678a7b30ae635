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

    public double Weight => 36;

    /// <inheritdoc/>
    public string WidgetHtml => ZipfSlider.Html;

    public void Declare(RunContext context)
    {
        var traces = new CacheTraces(context);
        DeclareCoverage(context);
        foreach (var name in traces.Texts)
        {
            context.Point(traces.Named("profile", name), point => Profile(point, traces, name), 0);
        }

        foreach (var (name, percent) in Replays(context, traces))
        {
            context.Point(traces.Named("replay", name, percent), point => Replay(point, traces, name, percent), 0);
        }

        foreach (var (far, name, percent) in Tiers(context))
        {
            var parameters = traces.Named("tier", name, percent);
            parameters.Add("far", far);
            context.Point(parameters, point => Tier(point, context, traces, far, name, percent), percent == DocumentPercent ? 1 : 0.6);
        }
    }

    // The document's own share first, so that a budget that ends early cuts the ends of the curves.
    private static IEnumerable<(string Trace, decimal Percent)> Replays(RunContext context, CacheTraces traces) =>
        from name in traces.All
        from percent in context.ByScale([1, 5], s_curve, s_fineCurve)
        orderby percent == DocumentPercent ? 0 : 1
        select (name, percent);

    private static IEnumerable<(string Far, string Trace, decimal Percent)> Tiers(RunContext context)
    {
        var sides = context.ByScale<decimal[]>([], [1, 20], [1, 10, 20, 50]);
        return
        [
            (FileTier, CacheTraces.DocsUnique, 5), (FileTier, CacheTraces.SmallZipf, 5), (DramTier, CacheTraces.DocsUnique, 5), (DramTier, CacheTraces.SmallZipf, 5), (FileTier, CacheTraces.Docs, 5),
            .. sides.Select(percent => (FileTier, CacheTraces.DocsUnique, percent)),
            .. sides.Select(percent => (FileTier, CacheTraces.SmallZipf, percent)),
        ];
    }
}
