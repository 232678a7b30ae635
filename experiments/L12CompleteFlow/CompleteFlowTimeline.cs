namespace HotRow.Lab;

/// <summary>One slow batch, phase by phase, and the reasons for misses.</summary>
internal sealed partial class CompleteFlow
{
    internal const string Known = "next batch known";
    internal const string Guess = "previous batch as a guess";

    private const int SpansPerBatch = 16;
    private const int ForeseenBatches = 150;

    private static readonly CachePolicyInfo[] s_policies = [CachePolicies.Lru, CachePolicies.S3Fifo, CachePolicies.WTinyLfu];

    private static readonly PrefetcherInfo[] s_foreseeing = [Prefetchers.PreviousBatch, Prefetchers.LastBatches, Prefetchers.CoOccurrence, Prefetchers.Markov1, Prefetchers.KnownNext];

    private static void Timeline(Point point, RunContext context, ReplayedTrace replayed)
    {
        if (Bench(point, context, replayed, FileTier) is not { } bench)
        {
            return;
        }

        var (warm, batches) = (context.ByScale(5, 60, 400), context.ByScale(4, 24, 200));
        var calibrated = bench.Calibrate(point, context.ByScale(64, MostColumns, MostColumns));
        point.Note += $"; all three layers, cache of {bench.Capacity:N0} rows; computation {calibrated}; {batches} batches each";
        foreach (var (name, foresight) in new[] { (Known, Foresight.NextBatch), (Guess, Foresight.PreviousBatch) })
        {
            var timeline = new LookupTimeline(SpansPerBatch * (batches + 2));
            var run = bench.Run(FlowLayers.All, together: true, foresight, timeline: timeline);
            bench.Far.IsWarm = false;
            run.Warm(warm);
            bench.Far.IsWarm = true;
            point.Check($"{name}: rows against the generator", run.CheckedStep);
            point.After(_ =>
            {
                timeline.Clear();
                for (var batch = 0; batch < batches; batch++)
                {
                    timeline.Batch = batch;
                    run.Step(1);
                }

                Show(point, name, SlowBatch.Of(timeline.Spans()));
            });
        }
    }

    private static void Show(Point point, string name, SlowBatch slow)
    {
        point.Note += $"; {name}: {slow.Sentence()}";
        point.Value(SlowMs, slow.Ms, name, ValueKind.Measured);
        point.Value(SlowCauseShare, (slow.CauseMs - slow.CauseMedianMs) / Math.Max(slow.Ms - slow.MedianMs, 1e-6), name, ValueKind.Measured, at: new() { { "cause", slow.Cause.ToString() } });
        foreach (var (span, i) in slow.Spans.Select((s, i) => (s, i)))
        {
            var at = new Parameters { { "lane", $"{(span.Phase == LookupPhase.Prefetch ? "reader" : "caller")}, {(name == Known ? "known" : "guess")}" }, { "phase", SlowBatch.Label(span.Phase) }, { "start", span.StartNs / 1e6 }, { "rows", span.Rows }, { "span", i } };
            point.Value(SpanMs, span.DurationNs / 1e6, name, ValueKind.Measured, at: at);
        }
    }

    private static void Misses(Point point, RunContext context, ReplayedTrace replayed)
    {
        if (replayed.Read(point) is not { } all)
        {
            return;
        }

        var batch = context.ByScale(100, Batch, Batch);
        var length = Math.Min(all.Rows.Length, context.ByScale(10_000, 600_000, int.MaxValue)) / batch * batch;
        if (length < 2 * batch)
        {
            point.SkipReason = $"the trace '{all.Name}' has {all.Rows.Length} accesses; the point needs two batches of {batch}";
            return;
        }

        var trace = new MemoryTrace(all.Name, all.RowCount, all.Rows[..length], batch);
        var part = new MemoryTrace(all.Name, all.RowCount, all.Rows[..(Math.Min(length / batch, ForeseenBatches) * batch)], batch);
        var capacity = CacheRows(trace);
        point.Note = $"{length:N0} ids in batches of {batch:N0}; cache of {capacity:N0} rows, {CachePercent} % of the table's; reasons as shares of the ids of the second half; foreseen misses over the first {part.Rows.Length:N0} ids";
        (string Name, CachePolicyInfo Policy, bool Guesses)[] cases =
        [
            .. s_policies.Select(p => (p.Name, p, false)),
            ($"{CachePolicies.Lru.Name}, guesses put into the cache", CachePolicies.Lru, true),
        ];
        var reasons = new IReadOnlyList<(MissReason Reason, double Share)>[cases.Length];
        Parallel.For(0, cases.Length, i => reasons[i] = MissReplay.Reasons(trace, cases[i].Policy, capacity, cases[i].Guesses ? Prefetchers.Markov1 : null));
        for (var i = 0; i < cases.Length; i++)
        {
            foreach (var (reason, share) in reasons[i])
            {
                point.Value(MissShare, share, cases[i].Name, at: new() { { "reason", reason.ToString().ToLowerInvariant() } });
            }
        }

        var foreseen = new double[s_foreseeing.Length];
        Parallel.For(0, foreseen.Length, i => foreseen[i] = MissReplay.Foreseen(part, capacity, s_foreseeing[i]));
        for (var i = 0; i < foreseen.Length; i++)
        {
            point.Value(ForeseenMisses, foreseen[i], s_foreseeing[i].Name);
        }
    }
}
