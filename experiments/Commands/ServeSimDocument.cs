using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What <c>serve-sim --json</c> writes.</summary>
internal static class ServeSimDocument
{
    /// <summary>The document: what went in, by content, and what came out. Times are in ms unless a name says otherwise.</summary>
    internal static object Of(ServeSimReport report, ulong seed)
    {
        var (run, fleet, options) = (report.Run, report.Fleet, report.Fleet.Options);
        return new
        {
            Trace = new { report.Trace.Arrivals.Name, report.Digest, Requests = run.Outcomes.Count, report.Trace.Arrivals.TimeScale, report.Trace.Notes },
            Seed = seed,
            Model = fleet.Shape.Name,
            Accelerator = fleet.Accelerator.Name,
            CatalogueHash = fleet.Catalogue.Hash,
            fleet.TensorParallel,
            fleet.Servers,
            fleet.Devices,
            Split = options.Split is { } split ? new { split.PrefillServers, split.DecodeServers, LinkGBps = split.Link.GBps } : null,
            Scheduler = options.Scheduler.Name,
            options.SchedulerArgs.MaxSequences,
            options.SchedulerArgs.TokenBudget,
            WindowMs = options.SchedulerArgs.Window.Ms,
            Router = options.Router?.Name,
            Kv = new { options.Allocator.Name, options.Kv.TotalBlocks, options.Kv.BlockTokens },
            LatencyModel = options.Latency.Name,
            Validity = new { report.Validity.IsInside, report.Validity.Reasons, report.Validity.Note },
            Percentiles = report.Definition.Name,
            Latencies = report.Summary.Latencies.Select(l => new
            {
                l.Metric.Id,
                l.Metric.Unit,
                l.Metric.Formula,
                l.Count,
                Mean = l.Mean.Value,
                MeanLow = l.Mean.Low,
                MeanHigh = l.Mean.High,
                l.Grows,
                P50 = l.At(0.5).Value,
                P90 = l.At(0.9).Value,
                P95 = l.At(0.95).Value,
                P99 = l.At(0.99).Value,
                P99HasTooFew = l.At(0.99).IsTooFew,
                l.Max,
            }),
            TokenGaps = Gaps(run.Gaps),
            Throughput = new { report.Summary.Throughput.InputPerSecond, report.Summary.Throughput.OutputPerSecond, report.Summary.Throughput.RequestsPerSecond, SpanSeconds = report.Summary.Throughput.Span.Seconds },
            Objectives = report.Objectives.Limited.Count == 0 ? null : new
            {
                Text = report.Objectives.ToString(),
                report.Attainment,
                GoodputPerSecond = ServingMetrics.GoodputOf(run.Outcomes, report.Objectives),
                Alone = report.Kept.Select(k => new { Name = ServiceObjectives.NameOf(k.Kind), k.Attainment }),
            },
            Use = new { run.BusyShare, run.MeanInStep, run.MostInStep, run.KvUse, run.Preemptions, run.FoundTokens, run.Steps, run.ComputedTokens, report.Mfu, report.Mbu, run.MeanInSystem },
            Cost = report.Price is { } price ? new { PricePerHour = price, report.PerHour, report.PerMillionTokens, report.PerThousandRequests } : null,
            run.Done,
            run.Refused,
            run.Unfinished,
            OutcomesDigest = run.Digest,
        };
    }

    private static object Gaps(TokenGaps gaps) => new
    {
        gaps.Count,
        MeanMs = gaps.MeanSeconds * 1e3,
        P50Ms = gaps.QuantileSeconds(0.5) * 1e3,
        P90Ms = gaps.QuantileSeconds(0.9) * 1e3,
        P99Ms = gaps.QuantileSeconds(0.99) * 1e3,
        MaxMs = gaps.GreatestNs / 1e6,
    };
}
