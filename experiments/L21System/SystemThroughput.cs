namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L21: does the system feel it?</summary>
    public static readonly IExperiment SystemThroughput = Add(new SystemThroughput());
}

/// <summary>L21: what becomes of a faster lookup in the service around it: requests per second, latency under load, and what is left of a faster kernel.</summary>
/// <remarks>A request looks up 64 rows of 3 KiB and multiplies them with a weight matrix, on one thread; both are real, and the matrix's width sets the lookup's share.
/// The reference reads every row from a file past the page cache. Throughput is that of a closed loop, the service's limit; latency is that of an open loop
/// at a stated load, counted from when a request should have started.
/// <para><i>Deviation:</i> the product stands for the rest of a model. One worker serves, so what is bought with threads is not shown.</para></remarks>
internal sealed partial class SystemThroughput : IExperiment
{
    private const double CachedShare = 0.05;
    private static readonly int[] s_widths = [32, 512, 1_024, 2_048, 8_192];

    // The width at which the cures and the open loop are shown.
    private const int StatedWidth = 512;

    // The first makes the gather a small part of a request, the second a large one.
    private static readonly int[] s_kernelWidths = [LargeRequest, 8];
    private const int LargeRequest = 2_048;

    public string Id => "l21-system";

    public string Title => "Does the system feel it";

    public string Question => "When the lookup gets faster, what do requests per second and p99 of the service around it do?";

    public double Weight => 6;

    public void Declare(RunContext context)
    {
        var (rows, dim, batch) = (context.ByScale(2_000, 100_000, 100_000), context.ByScale(64, 768, 768), context.ByScale(16, 64, 64));
        var service = context.Shared(() => new Service(rows, dim, batch, s_widths[^1]));
        Parameters Named(string part) => new() { { "part", part }, { "rows", rows }, { "dim", dim }, { "batch", batch } };
        context.Point(Named("kernel"), point => Kernel(point, service.Value));
        context.Point(Named("amdahl"), point => Amdahl(point, service.Value, context), 2);
        context.Point(Named("cures"), point => Cures(point, service.Value), 2);
        context.Point(Named("open-loop"), point => UnderLoad(point, service.Value, context), 3);
    }

    /// <summary>The lookups by name, the reference first; null when this machine has no file to read from. The point owns them.</summary>
    private static List<(string Name, ServiceRequest Request)>? Requests(Point point, Service service, params string[] names)
    {
        if (GeneratedRows.Open(point, service.Rows, service.Dim) is not { } file || GeneratedRows.Open(point, service.Rows, service.Dim) is not { } ahead)
        {
            return null;
        }

        var batches = service.Batches(Workloads.Zipf, point.Seed);
        var rows = point.Own(new PageMemory((long)service.Batch * service.Dim * sizeof(float), "the rows of a request"));
        var reference = new ReferenceLookup(new DramRowStore(service.Table), PoolingMode.None);
        var args = new LookupArgs(file, MaxIndices: service.Batch, CapacityRows: Math.Max(1, (int)(CachedShare * service.Rows)), Policy: CachePolicies.Lru) { PrefetchStore = ahead };
        point.Note = $"requests of {service.Batch} Zipf rows, alpha 1, of {service.Rows:N0}, {service.Dim * sizeof(float)} B each; far: {file.Path}; cache: LRU over {args.CapacityRows:N0} rows in memory, warm";
        return [.. names.Select(name => (name, Request(point, service, name, args, batches, rows, reference)))];
    }

    private static ServiceRequest Request(Point point, Service service, string name, LookupArgs args, BatchPool batches, PageMemory rows, ReferenceLookup reference)
    {
        if (name == Prefetched)
        {
            var announced = point.Own(new AnnouncedLookup(args with { Policy = null }, batches, rows));
            point.Check($"{name}, against row-by-row copies", () => Compare(announced, rows, reference));
            return new(announced.Run, rows, service, announced.Announce);
        }

        var warming = new WarmingStore(args.Store, GeneratedRows.Seed) { IsWarm = name != Cached };
        var lookup = name switch
        {
            PerToken => new TimedLookup(point, LookupStrategies.PerToken, args, batches, rows),
            Dedup => new TimedLookup(point, LookupStrategies.Dedup, args, batches, rows),
            Cached => new TimedLookup(point, LookupStrategies.Cached, args with { Store = warming }, batches, rows),
            InMemory => new TimedLookup(point, LookupStrategies.Gather, args with { Store = new DramRowStore(service.Table) }, batches, rows),
            _ => new TimedLookup(point, LookupStrategies.Gather, args, batches, rows),
        };
        if (name == Cached)
        {
            // More misses than slots, so that the cache is full and has forgotten its start; the rows are computed, which is quicker than reading them.
            lookup.Warm(4 * args.CapacityRows / service.Batch);
            warming.IsWarm = true;
        }

        point.Check($"{name}, against row-by-row copies", () => lookup.Compare(reference));
        return new(lookup.Run, rows, service);
    }

    // Twice: the first lookup reads by itself, the second finds what was announced.
    private static (bool Passed, string Detail) Compare(AnnouncedLookup announced, PageMemory rows, ReferenceLookup reference)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            var batch = announced.Next;
            rows.Floats.Fill(float.NaN);
            announced.Run();
            var (passed, detail) = reference.Compare(LookupStrategies.Prefetched, batch, rows.Floats);
            if (!passed || turn == 1)
            {
                return (passed, detail);
            }

            announced.Announce();
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static void Cures(Point point, Service service)
    {
        if (Requests(point, service, FromFile, PerToken, Dedup, Cached, Prefetched, InMemory) is not { } requests)
        {
            return;
        }

        point.Check("the product, against sums in double", () => requests[0].Request.Check(StatedWidth, point.Seed));
        foreach (var (name, request) in requests)
        {
            point.Variant(name, () => request.Serve(StatedWidth), Derived.Rate(RequestsPerSecond, 1));
        }

        // What is announced is read behind the product, so a prefetched lookup has no time of its own.
        foreach (var (name, request) in requests.Where(r => r.Name != Prefetched))
        {
            point.Variant(LookupOnly(name), request.Lookup);
        }

        point.After(timing =>
        {
            AddShare(point, timing(LookupOnly(FromFile)), timing(FromFile), new() { { "width", StatedWidth } });
            foreach (var (name, _) in requests.Skip(1))
            {
                AddGain(point, timing(FromFile), timing(name), name, new() { { "of", "request" } });
                if (name != Prefetched)
                {
                    AddGain(point, timing(LookupOnly(FromFile)), timing(LookupOnly(name)), name, new() { { "of", "lookup alone" } });
                }
            }
        });
    }

    private static string LookupOnly(string name) => $"{name}, lookup alone";

    private static double AddShare(Point point, VariantSamples lookup, VariantSamples request, Parameters at)
    {
        var share = Statistics.PairedRatio(lookup.SamplesNs, request.SamplesNs, point.Seed);
        point.Value(LookupShare, share.Value, kind: ValueKind.Measured, low: share.Low, high: share.High, at: at);
        return share.Value;
    }

    private static void AddGain(Point point, VariantSamples before, VariantSamples after, string name, Parameters at)
    {
        var gain = Statistics.PairedRatio(before.SamplesNs, after.SamplesNs, point.Seed);
        point.Value(Gain, gain.Value, name, ValueKind.Measured, gain.Low, gain.High, at);
    }
}
