namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a token's row costs on its way over a link, by the rows that share a call.</summary>
    /// <param name="rowBytes">Bytes of a row, 1 to 16 MiB.</param>
    /// <param name="gigabytesPerSecond">The link, 0.001 to 100,000 GB/s.</param>
    /// <param name="callMicroseconds">Fixed cost of a call, 0 to 100,000 us.</param>
    /// <param name="rows">Rows of a call, 1 to a million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult TokenTransfer(int rowBytes, double gigabytesPerSecond, double callMicroseconds, int rows)
    {
        TryLimits.Check("rowBytes", rowBytes, 1, 16 << 20);
        TryLimits.Check("gigabytesPerSecond", gigabytesPerSecond, 0.001, 100_000);
        TryLimits.Check("callMicroseconds", callMicroseconds, 0, 100_000);
        TryLimits.Check("rows", rows, 1, 1_000_000);
        var link = new LinkModel(gigabytesPerSecond, callMicroseconds);
        var points = new TryPoints(new("us-per-token", "Time per token", "us", false, "(cost of a call + rows x bytes / bandwidth) / rows"));
        foreach (var at in PathModel.CallRows.Append(rows).Distinct().Order())
        {
            points.Add("over the link", at, PathModel.MicrosecondsPerRow(link, rowBytes, at), ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"Rows of {rowBytes:N0} B over {gigabytesPerSecond:0.###} GB/s, {callMicroseconds:0.##} us a call, {rows:N0} rows a call"),
            [
                new("time per token", PathModel.MicrosecondsPerRow(link, rowBytes, rows), "us", ValueKind.Modelled),
                new("the call's share of it", callMicroseconds / rows / PathModel.MicrosecondsPerRow(link, rowBytes, rows), "", ValueKind.Modelled),
                new("bytes of a row that would take 200 us on this link", 200e-6 * gigabytesPerSecond * 1e9, "B", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "One token pays for the whole call", "rows of a call", "Modelled: a fixed cost for each call, and the bytes over the link.", logX: true, logY: true, references: ReferenceLine.Horizontal("document 002: 0.2 ms saved", 200)));
    }

    /// <summary>What read-ahead makes of a cold batch of scattered rows.</summary>
    /// <param name="rows">Rows of a batch, 1 to a million, drawn evenly.</param>
    /// <param name="tableMegabytes">The table's file, 1 to 10 million MB (MB = 10^6 bytes).</param>
    /// <param name="readAheadKibibytes">What the system reads for one missing page, 4 to 65,536 KiB.</param>
    /// <param name="rowBytes">Bytes of a row, 1 to 4,096.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult ReadAhead(int rows, double tableMegabytes, int readAheadKibibytes, int rowBytes = 3072)
    {
        TryLimits.Check("rows", rows, 1, 1_000_000);
        TryLimits.Check("tableMegabytes", tableMegabytes, 1, 10_000_000);
        TryLimits.Check("readAheadKibibytes", readAheadKibibytes, 4, 65_536);
        TryLimits.Check("rowBytes", rowBytes, 1, 4096);
        var points = new TryPoints(new("disk-bytes-per-row", "Read from disk per row", "B", false, "windows of read-ahead that hold a row of the batch x their bytes / rows"));
        foreach (var window in PathModel.Windows.Append(readAheadKibibytes).Distinct().Order())
        {
            points.Add("read from disk", window, PathModel.DiskBytes(rows, tableMegabytes * 1e6, window) / rows, ValueKind.Computed);
        }

        var bytes = PathModel.DiskBytes(rows, tableMegabytes * 1e6, readAheadKibibytes);
        return points.Result(
            FormattableString.Invariant($"{rows:N0} scattered rows of {rowBytes:N0} B from a cold file of {tableMegabytes:N0} MB, read-ahead {readAheadKibibytes:N0} KiB"),
            [
                new("read from disk for each row", bytes / rows, "B", ValueKind.Computed),
                new("the same over the row's own bytes", bytes / rows / rowBytes, "", ValueKind.Computed),
                new("read from disk in all", bytes / 1e6, "MB", ValueKind.Computed),
                new("share of the file that is read", bytes / (tableMegabytes * 1e6), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Read-ahead reads what nobody wants", "read-ahead (KiB)", "Expected, rows drawn evenly; a row is taken to lie in one window.", logX: true, logY: true, references: ReferenceLine.Horizontal("the row itself", rowBytes)));
    }

    /// <summary>Document 002's current load beside its staging buffer, measured here and now from a table in memory.</summary>
    /// <param name="tokens">Tokens of a call, 1 to 4,096.</param>
    /// <param name="dim">Numbers of a row, 16 to 4,096.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Staging(int tokens, int dim = 768)
    {
        TryLimits.Check("tokens", tokens, 1, 4096);
        TryLimits.Check("dim", dim, 16, 4096);
        var declared = new DeclaredPoint(new() { { "tokens", tokens }, { "dim", dim } }, point => StagingContest.Declare(point, tokens, dim), 1);
        var found = new Harness().Run("try", declared, Scale.Smoke, seed: 1, StagingContest.Budget, CancellationToken.None);
        if (found.Checks.FirstOrDefault(c => !c.Passed) is { } failed)
        {
            throw new InvalidOperationException($"{failed.Name}: {failed.Detail}");
        }

        var results = new ResultSet([found]);
        double Value(Metric metric, string load) => results.Value(metric, ("variant", load));
        var (before, after) = (Value(Metrics.NsPerRow, StagingContest.PerToken), Value(Metrics.NsPerRow, StagingContest.Staged));
        var spec = new ChartSpec(ChartKind.Bar, "One array per token, and one buffer for all", "variant", Metrics.NsPerRow, "", [], XLabel: "load", Caption: "From a table in memory to the upload buffer; measured here and now, for a second.");
        return new(
            FormattableString.Invariant($"{tokens:N0} tokens a call, rows of {dim:N0} numbers"),
            [
                new("saved per token", (before - after) / 1e3, "us", ValueKind.Measured),
                new("time per token, one array each", before / 1e3, "us", ValueKind.Measured),
                new("time per token, staging buffer", after / 1e3, "us", ValueKind.Measured),
                new("allocated per token, one array each", Value(Metrics.AllocatedBytes, StagingContest.PerToken) / tokens, "B", ValueKind.Counted),
                new("allocated per token, staging buffer", Value(Metrics.AllocatedBytes, StagingContest.Staged) / tokens, "B", ValueKind.Counted),
            ],
            spec,
            ChartData.From(spec, found.Observations));
    }
}

file static class PathModel
{
    public static readonly int[] CallRows = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536];
    public static readonly int[] Windows = [4, 16, 64, 128, 512, 2_048, 8_192, 32_768];

    public static double MicrosecondsPerRow(LinkModel link, int rowBytes, int rows) => link.Seconds((long)rowBytes * rows) * 1e6 / rows;

    // Windows are hit like bins by balls; the last one may be shorter, and no more than the file is read.
    public static double DiskBytes(int rows, double fileBytes, int windowKibibytes)
    {
        var windows = Math.Max(1, fileBytes / (windowKibibytes * 1024.0));
        return fileBytes * (1 - Math.Pow(1 - (1 / windows), rows));
    }
}

file static class StagingContest
{
    public const string PerToken = "one array per token";
    public const string Staged = "staging buffer";
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    // No cache holds it, and it is filled in a moment.
    private const int TableBytes = 96_000_000;

    public static void Declare(Point point, int tokens, int dim)
    {
        var rows = TableBytes / (dim * sizeof(float));
        var table = point.Own(new EmbeddingTable(rows, dim));
        table.FillRandom(GeneratedRows.Seed);
        var store = new DramRowStore(table);
        var upload = point.Own(new PageMemory((long)tokens * dim * sizeof(float), "an upload buffer"));
        var pool = BatchPool.Draw(Workloads.Uniform, new() { RowCount = rows, BatchSize = tokens, IndexCount = (long)tokens * Math.Clamp(65_536 / tokens, 1, 4096), Seed = point.Seed });
        foreach (var (name, load) in new (string, ITokenLoad)[] { (PerToken, new PerTokenLoad(tokens, dim)), (Staged, point.Own(new StagingLoad(tokens, dim))) })
        {
            var walk = pool.Walk();
            point.Check($"{name}: rows against the generator", () =>
            {
                load.Load(store, pool.First.Indices.Span, upload.Floats);
                return GeneratedRows.Match(pool.First.Indices.Span, dim, upload.Floats);
            });
            point.Variant(name, () => load.Load(store, walk().Indices.Span, upload.Floats), Derived.NsPer(Metrics.NsPerRow, tokens));
        }
    }
}
