namespace HotRow.Lab;

/// <summary>The parts of L21 that hold a gain against the lookup's share of the request.</summary>
internal sealed partial class SystemThroughput
{
    /// <summary>What a part's speed-up makes of the whole.</summary>
    /// <remarks><i>Source:</i> G. Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS 1967.</remarks>
    internal static double AmdahlGain(double share, double partGain) => 1 / (1 - share + (share / partGain));

    private static void Amdahl(Point point, Service service, RunContext context)
    {
        string[] cures = [Cached, InMemory];
        if (Requests(point, service, [FromFile, .. cures]) is not { } requests)
        {
            return;
        }

        var widths = context.ByScale(s_widths[..2], s_widths, s_widths);
        foreach (var (name, request) in requests)
        {
            point.Variant(LookupOnly(name), request.Lookup);
        }

        foreach (var width in widths)
        {
            point.Check($"the product of width {width}, against sums in double", () => requests[0].Request.Check(width, point.Seed));
            foreach (var (name, request) in requests)
            {
                point.Variant(Wide(name, width), () => request.Serve(width), Derived.Rate(RequestsPerSecond, 1));
            }
        }

        point.After(timing =>
        {
            foreach (var width in widths)
            {
                // A lookup that follows a lookup is not slowed by what a product leaves in the caches, nor can it be more than all.
                var share = Math.Min(1, AddShare(point, timing(LookupOnly(FromFile)), timing(Wide(FromFile, width)), new() { { "width", width } }));
                foreach (var cure in cures)
                {
                    var at = new Parameters { { "lookup-share", Math.Round(share, 4) }, { "width", width } };
                    AddGain(point, timing(Wide(FromFile, width)), timing(Wide(cure, width)), $"{cure}, measured", at);
                    var partGain = Statistics.PairedRatio(timing(LookupOnly(FromFile)).SamplesNs, timing(LookupOnly(cure)).SamplesNs, point.Seed);
                    point.Value(Gain, AmdahlGain(share, partGain.Value), $"{cure}, Amdahl", ValueKind.Modelled, at: at);
                }
            }
        });
    }

    private static string Wide(string name, int width) => $"{name}, width {width}";

    // Cold rows of a table in memory: the place where asking for later rows ahead of time helps most.
    private static void Kernel(Point point, Service service)
    {
        var batches = service.Batches(Workloads.Uniform, point.Seed);
        var rows = point.Own(new PageMemory((long)service.Batch * service.Dim * sizeof(float), "the rows of a request"));
        var reference = new ReferenceLookup(new DramRowStore(service.Table), PoolingMode.None);
        point.Note = $"requests of {service.Batch} uniformly drawn rows of a table in memory, {service.Table.Bytes / 1e6:0} MB";
        foreach (var (name, gather) in new (string, Action<LookupBatch>)[] { (RowCopies, b => CopyRows(service, b, rows)), (Gather, b => GatherRows(service, b, rows)) })
        {
            var walk = batches.Walk();
            var request = new ServiceRequest(() => gather(walk()), rows, service);
            point.Check($"{name}, against row-by-row copies", () =>
            {
                rows.Floats.Fill(float.NaN);
                gather(batches.First);
                return reference.Compare(LookupStrategies.Gather, batches.First, rows.Floats);
            });
            point.Variant(LookupOnly(name), request.Lookup);
            foreach (var width in s_kernelWidths)
            {
                point.Check($"{Wide(name, width)}, against sums in double", () => request.Check(width, point.Seed));
                point.Variant(Wide(name, width), () => request.Serve(width), Derived.Rate(RequestsPerSecond, 1));
            }
        }

        point.After(timing =>
        {
            AddGain(point, timing(LookupOnly(RowCopies)), timing(LookupOnly(Gather)), KernelOnly, new() { { "width", 0 } });
            foreach (var width in s_kernelWidths)
            {
                AddShare(point, timing(LookupOnly(RowCopies)), timing(Wide(RowCopies, width)), new() { { "width", width } });
                AddGain(point, timing(Wide(RowCopies, width)), timing(Wide(Gather, width)), KernelRequest(width), new() { { "width", width } });
            }
        });
    }

    private static void CopyRows(Service service, LookupBatch batch, PageMemory rows)
    {
        var indices = batch.Indices.Span;
        for (var i = 0; i < indices.Length; i++)
        {
            service.Table.Row(indices[i]).CopyTo(rows.Floats[(i * service.Dim)..]);
        }
    }

    private static unsafe void GatherRows(Service service, LookupBatch batch, PageMemory rows) =>
        RowKernels.Gather(service.Table.Pointer, service.Rows, service.Dim, batch.Indices.Span, rows.Floats);
}
