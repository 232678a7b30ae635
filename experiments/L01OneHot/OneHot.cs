namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L1: one-hot product, sparse product, gather.</summary>
    public static readonly IExperiment OneHot = Add(new OneHot());
}

/// <summary>L1: what a lookup costs as a dense one-hot product, as a sparse product, and as a gather.</summary>
/// <remarks>The tables are swept one size at a time round a middle one, so that an exponent can be fitted to each of rows, dimension and batch.
/// A call of the dense product sets the ones of its matrix, multiplies, and clears the ones; zeroing the whole matrix for each batch, as a framework
/// does, is not counted and would only add. Rows are drawn evenly, which is the worst case of a gather. Every way runs on one thread: to wake a
/// second one costs more than a small gather takes.
/// <i>Deviation:</i> the sizes of the documents (10 M rows of 768) are modelled from what is measured on 32,768 rows of 768: the dense product
/// by its arithmetic rate, the others by their time per row. A device is measured with --device only.</remarks>
internal sealed partial class OneHot : IExperiment
{
    private const int ModelBatch = 256;

    private static readonly LookupStrategyInfo[] s_ways = [LookupStrategies.OneHotDense, LookupStrategies.OneHotSparse, LookupStrategies.Gather];

    private static readonly double[] s_modelRows = [1e6, 1e7];

    private static readonly double[] s_computedRows = [1e3, 1e4, 1e5, 1e6, 1e7];

    private readonly record struct Cell(int Rows, int Dim, int Batch)
    {
        public double DenseFlops => 2.0 * Batch * Rows * Dim;

        public double SparseFlops => 2.0 * Batch * Dim;
    }

    public string Id => "l01-one-hot";

    public string Title => "One-hot product or gather";

    public string Question => "What does a lookup cost as a one-hot product, dense or sparse, and what as a gather?";

    public double Weight => 9;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Shares, 0);
        var cells = Cells(context).Distinct().ToArray();
        foreach (var cell in cells.Where(c => c.Batch == cells[0].Batch && c.Dim == cells[0].Dim))
        {
            DeclareCell(context, cell);
        }

        DeclareWide(context);
        foreach (var cell in cells.Where(c => c.Batch != cells[0].Batch || c.Dim != cells[0].Dim))
        {
            DeclareCell(context, cell);
        }
    }

    private static IEnumerable<Cell> Cells(RunContext context)
    {
        var middle = context.ByScale<Cell>(new(128, 8, 8), new(16_384, 128, 256), new(16_384, 128, 256));
        var byRows =
            from batch in context.ByScale<int[]>([8, 4], [256, 64], [256, 64, 1_024])
            from dim in context.ByScale<int[]>([8], [128], [128, 768])
            from rows in context.ByScale<int[]>([32, 128, 512], [1_024, 4_096, 16_384, 65_536], [1_024, 4_096, 16_384, 65_536])
            select new Cell(rows, dim, batch);
        var byBatch = context.ByScale<int[]>([2, 16], [16, 1_024], [4, 16]).Select(batch => middle with { Batch = batch });
        var byDim = context.ByScale<int[]>([4, 16], [32, 512], [32, 512]).Select(dim => middle with { Dim = dim });
        return byRows.Concat(byBatch).Concat(byDim);
    }

    private static void Shares(Point point)
    {
        foreach (var rows in s_computedRows)
        {
            point.Value(UsefulShare, 1 / rows, "one-hot-dense", ValueKind.Computed, at: new() { { "rows", rows } });
            point.Value(WastedShare, 1 - (1 / rows), "one-hot-dense", ValueKind.Computed, at: new() { { "rows", rows } });
        }
    }

    private static void DeclareCell(RunContext context, Cell cell) => context.Point(
        new() { { "part", "sweep" }, { "rows", cell.Rows }, { "dim", cell.Dim }, { "batch", cell.Batch }, { "trace", "uniform" } },
        point => Sweep(point, cell),
        // A floor for set-up, and the rest by operations.
        0.3 + (cell.DenseFlops / 4e9));

    private static void Sweep(Point point, Cell cell)
    {
        var (batches, lookups) = Lookups(point, cell, s_ways);
        foreach (var lookup in lookups)
        {
            var operations = lookup.Info == LookupStrategies.OneHotDense ? cell.DenseFlops : lookup.Info == LookupStrategies.OneHotSparse ? cell.SparseFlops : 0;
            var perRow = Derived.NsPer(Metrics.NsPerRow, cell.Batch);
            point.Variant(lookup.Info.Name, lookup.Run, operations > 0 ? [perRow, Derived.Rate(Metrics.GflopPerSecond, operations / 1e9)] : [perRow]);
            point.Value(Flops, operations, lookup.Info.Name, ValueKind.Computed);
            point.Value(Metrics.FarBytes, lookup.Count(1).FarBytes, lookup.Info.Name);
        }

        point.Value(UsedRows, batches.MeanUnique() / cell.Rows, "one-hot-dense");
    }

    // The widest table that a dense product is timed on, and from it the documents' sizes.
    private static void DeclareWide(RunContext context)
    {
        var cell = context.ByScale<Cell>(new(256, 32, 8), new(32_768, 768, ModelBatch), new(65_536, 768, ModelBatch));
        context.Point(new() { { "part", "wide" }, { "table", $"{cell.Rows} x {cell.Dim}" }, { "lookups", cell.Batch }, { "trace", "uniform" } }, point => Wide(point, cell), 4);
    }

    private static void Wide(Point point, Cell cell)
    {
        // The gather is the reference, because the control runs the reference twice.
        var (_, lookups) = Lookups(point, cell, [.. s_ways.Reverse()]);
        foreach (var lookup in lookups)
        {
            point.Variant(lookup.Info.Name, lookup.Run);
        }

        point.After(timing =>
        {
            // In the order of the other points, so that charts give each way one colour.
            foreach (var way in s_ways)
            {
                var name = way.Name;
                var ms = Statistics.Median(timing(name).SamplesNs);
                point.Value(BatchMs, ms.Value / 1e6, name, ValueKind.Measured, ms.Low / 1e6, ms.High / 1e6, new() { { "rows", cell.Rows } });
                foreach (var rows in s_modelRows)
                {
                    var factor = way == LookupStrategies.OneHotDense ? rows / cell.Rows : 1;
                    point.Value(BatchMs, ms.Value * factor / 1e6, name, ValueKind.Modelled, ms.Low * factor / 1e6, ms.High * factor / 1e6, new() { { "rows", rows } });
                }
            }
        });
    }

    private static (BatchPool Batches, TimedLookup[] Lookups) Lookups(Point point, Cell cell, LookupStrategyInfo[] ways)
    {
        var table = point.Own(new EmbeddingTable(cell.Rows, cell.Dim));
        table.FillRandom(point.Seed);
        var store = new DramRowStore(table);
        var output = point.Own(new PageMemory((long)cell.Batch * cell.Dim * sizeof(float), "the rows of a batch"));
        // Twice as many indices as rows: a walk over the batches meets most of the table before it begins again.
        var indices = Math.Max(16L, 2L * cell.Rows / cell.Batch) * cell.Batch;
        var batches = BatchPool.Draw(Workloads.Uniform, new() { RowCount = cell.Rows, BatchSize = cell.Batch, IndexCount = indices, Seed = point.Seed });
        var args = new LookupArgs(store, MaxIndices: cell.Batch);
        var reference = new ReferenceLookup(store, PoolingMode.None);
        var lookups = ways.Select(way => new TimedLookup(point, way, args, batches, output)).ToArray();
        foreach (var lookup in lookups)
        {
            point.Check($"{lookup.Info.Name} against row-by-row copies", () => lookup.Compare(reference));
        }

        return (batches, lookups);
    }
}
