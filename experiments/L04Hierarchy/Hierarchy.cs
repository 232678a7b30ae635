namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L4: a gather against the memory hierarchy.</summary>
    public static readonly IExperiment Hierarchy = Add(new Hierarchy());
}

/// <summary>L4: what a row costs in each tier of the hierarchy, from the nearest cache to the file, and how much of that tier's own ceiling a lookup reaches.</summary>
/// <remarks>One thread. The working set lies on large pages where the system gives them. A gather writes to a small output that is used
/// again and lies in a near cache beside the rows. Each contender walks rows of its own; where the working set is larger than the caches, a walk
/// passes over several times their size before it comes back.
/// <para><i>Deviation:</i> the documents' tiers stand beside this machine's as sizes only; a device's are measured with --device.</para></remarks>
internal sealed partial class Hierarchy : IExperiment
{
    internal const string Uniform = "uniform";
    internal const string Zipf = "Zipf 1.0";
    internal const string ReadOnly = "uniform, read only";
    internal const string Ceiling = "ceiling: in order";
    internal const string Dram = "DRAM";
    internal const string Between = "between";

    private const int LongRow = 3_072;

    // What a walk covers of a working set that no cache holds.
    private const long WalkedBytes = 128 << 20;

    // Working sets up to here are filled anew at each point; the larger ones share a block.
    private const long OwnBytes = 32 << 20;

    // So that small working sets lie on a large page too, and steps between tiers are not those of address translation.
    private const long LargePage = 2 << 20;

    private const string WorkingSet = "the working set of the gather";

    private static readonly int[] s_rowBytes = [LongRow, 512, 64];

    public string Id => "l04-hierarchy";

    public string Title => "Gather against the hierarchy";

    public string Question => "What does a row cost in each tier, from the nearest cache to the disk, and how near to that tier's ceiling does a lookup come?";

    public double Weight => 7;

    public void Declare(RunContext context)
    {
        var largest = context.ByScale(1L << 20, 1L << 30, 4L << 30);
        var memory = context.Shared(() => BenchMemory.Take(Math.Min(largest, AvailableMemory.Bytes() / 2), WorkingSet));
        context.Point(new() { { "part", "sizes" } }, Sizes, 0);

        var tiers = CacheSizes.ThisMachine.Within().Append((Name: Dram, Bytes: largest)).Where(t => t.Bytes <= largest).ToArray();
        var filled = false;
        void Add(string tier, long bytes, int rowBytes)
        {
            // The first that needs it also fills the large block.
            var weight = bytes <= OwnBytes ? 1 : filled ? 2 : context.ByScale(1, 6, 12);
            filled |= bytes > OwnBytes;
            context.Point(
                new() { { "part", InMemory }, { "tier", tier }, { "workingSet", bytes }, { "rowBytes", rowBytes } },
                point => FromMemory(point, bytes <= OwnBytes ? point.Own(BenchMemory.Take(Math.Max(bytes, LargePage), WorkingSet)) : memory.Value, bytes, rowBytes),
                weight);
        }

        foreach (var rowBytes in s_rowBytes)
        {
            foreach (var (tier, bytes) in tiers)
            {
                Add(tier, bytes, rowBytes);
            }

            if (rowBytes == LongRow)
            {
                var (fileRows, dim) = (context.ByScale(1_000, 100_000, 1_000_000), context.ByScale(16, LongRow / sizeof(float), LongRow / sizeof(float)));
                context.Point(FileCell("page cache", fileRows, dim), point => FromPageCache(point, fileRows, dim), 2);
                context.Point(FileCell("file", fileRows, dim), point => FromFile(point, context, fileRows, dim), 3);
            }
        }

        long[] between = context.ByScale<long[]>([], [64 << 20, 128 << 10, 2 << 20, 24 << 20, 256 << 20], [.. Enumerable.Range(7, 10).Select(i => 1L << (2 * i))]);
        foreach (var rowBytes in context.ByScale([], [512], s_rowBytes))
        {
            foreach (var bytes in between.Where(b => b <= largest && tiers.All(t => t.Bytes != b)))
            {
                Add(Between, bytes, rowBytes);
            }
        }
    }

    private static Parameters FileCell(string tier, int rowCount, int dim) =>
        new() { { "part", "file" }, { "tier", tier }, { "fileBytes", (long)rowCount * dim * sizeof(float) }, { "rowBytes", dim * sizeof(float) } };

    // Rows of one call: the output stays small, and there are rows enough to ask ahead for.
    private static int BatchOf(int rowBytes) => rowBytes switch
    {
        >= 2_048 => 32,
        >= 256 => 64,
        _ => 128,
    };

    private static unsafe void FromMemory(Point point, PageMemory memory, long bytes, int rowBytes)
    {
        if (memory.Bytes < bytes)
        {
            point.SkipReason = $"a working set of {bytes} bytes would leave less than half of the available memory";
            return;
        }

        var (dim, rowCount, batch) = (rowBytes / sizeof(float), (int)(bytes / rowBytes), BatchOf(rowBytes));
        var output = point.Own(new PageMemory((long)batch * rowBytes, "the output of the gather"));
        point.Note = $"{memory.Describe()}; the output is {output.Bytes} bytes, used again";
        var uniform = Draw(Workloads.Uniform, rowCount, batch, rowBytes, point.Seed);
        var zipf = Draw(Workloads.Zipf, rowCount, batch, rowBytes, point.Seed);
        void Gather(LookupBatch rows) => RowKernels.Gather((float*)memory.Pointer, rowCount, dim, rows.Indices.Span, output.Floats);
        float Read(LookupBatch rows) => RowKernels.ReadRows((float*)memory.Pointer, rowCount, dim, rows.Indices.Span);

        foreach (var (name, pool) in new[] { (Uniform, uniform), (Zipf, zipf) })
        {
            point.Check($"{name}: the rows are the generator's", () =>
            {
                output.Floats.Fill(float.NaN);
                Gather(pool.First);
                return GeneratedBlock.Match(pool.First.Indices.Span, dim, output.Floats);
            });
            var walk = pool.Walk();
            point.Variant(name, () => Gather(walk()), PerRow(batch, rowBytes));
        }

        point.Check("read only: the sum is the rows'", () => GeneratedBlock.MatchSum(uniform.First.Indices.Span, dim, Read(uniform.First)));
        var reads = uniform.Walk();
        point.Variant(ReadOnly, () => Read(reads()), PerRow(batch, rowBytes));
        var stream = new OrderedWalk(memory, bytes, LongRow);
        point.Variant(Ceiling, () => stream.ReadNext(), Derived.NsPer(Metrics.NsPerRow, stream.BytesPerCall / rowBytes), Derived.Rate(Metrics.GBps, stream.BytesPerCall / 1e9));
        AddShares(point, (double)batch * rowBytes, stream.BytesPerCall, Uniform, Zipf, ReadOnly);
    }

    private static Derived[] PerRow(int rows, int rowBytes) => [Derived.NsPer(Metrics.NsPerRow, rows), Derived.Rate(Metrics.GBps, (double)rows * rowBytes / 1e9)];

    // A small working set gets a short list of ids, which then takes no room in the cache beside it.
    private static BatchPool Draw(WorkloadInfo law, int rowCount, int batch, int rowBytes, ulong seed)
    {
        var draws = Math.Min(4L * rowCount, WalkedBytes / rowBytes);
        return BatchPool.Draw(law, new() { RowCount = rowCount, BatchSize = batch, IndexCount = Math.Max(4, draws / batch) * batch, Alpha = 1, Seed = seed });
    }

    private static void AddShares(Point point, double bytes, double ceilingBytes, params string[] names) => point.After(timing =>
    {
        var ceiling = timing(Ceiling).SamplesNs.Select(ns => ns / ceilingBytes).ToArray();
        foreach (var name in names)
        {
            var share = Statistics.PairedRatio(ceiling, [.. timing(name).SamplesNs.Select(ns => ns / bytes)], point.Seed);
            point.Value(CeilingShare, share.Value, name, ValueKind.Measured, share.Low, share.High);
        }
    });
}
