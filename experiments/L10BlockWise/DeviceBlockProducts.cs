using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>The ways of multiplying a batch's rows by a weight matrix on a device; each gives its kernels for one batch to the point's stream and leaves one product per id.</summary>
internal sealed class DeviceBlockProducts
{
    /// <summary>The most elements of a one-hot matrix.</summary>
    public const long MostOneHot = 1L << 29;

    private const int Rings = 4;

    private readonly DevicePoint _point;
    private readonly int _width;
    private readonly int _ids;
    private readonly float[] _hostWeights;
    private readonly DramRowStore _store;
    private readonly DeviceIds _batches;
    private readonly int[] _distinct;
    private readonly DeviceTable _table;
    private readonly GatherKernel _gather;
    private readonly DeviceGemm _gemm;
    private readonly BlockProductKernel _oneKernel;
    private readonly DedupKernel _dedup;
    private readonly Lazy<(OneHotKernel Kernel, DeviceBuffer<float> Ones)> _oneHot;
    private readonly DeviceBuffer<float> _weights; // [width, width]
    private readonly DeviceBuffer<float> _rows; // [ids, width]
    private readonly DeviceBuffer<float> _output; // [ids, width]
    private readonly DeviceBuffer<int> _unique;
    private readonly DeviceBuffer<int> _places;
    private readonly DeviceBuffer<int> _count;
    private readonly DeviceTable _products; // of a batch's distinct rows
    private readonly DeviceTable _allProducts; // of every row of the table

    /// <summary>Makes table, weights and batches; the point owns everything.</summary>
    public DeviceBlockProducts(DevicePoint point, int rowCount, int width, int ids)
    {
        (_point, _width, _ids) = (point, width, ids);
        var (own, device) = (point.Point, point.Device);
        _store = own.Own(new DramRowStore(GeneratedRows.InMemory(rowCount, width), ownsTable: true));
        _table = own.Own(DeviceTable.Upload(device, _store));
        _hostWeights = new float[width * width];
        RandomRows.Fill(own.Seed, 0, _hostWeights);
        _weights = point.Upload<float>(_hostWeights, "a weight matrix");
        _batches = new(point, Workloads.Zipf, rowCount, ids, Rings);
        _distinct = [.. _batches.Drawn.Select(rows => rows.Distinct().Count())];
        _gather = own.Own(new GatherKernel(device, RowFormats.Fp32, width));
        _gemm = own.Own(new DeviceGemm(device, GemmPrecision.Fp32));
        _oneKernel = own.Own(new BlockProductKernel(device, width, width));
        _dedup = own.Own(new DedupKernel(device, ids));
        _rows = point.Allocate<float>((long)ids * width, "the rows of a batch");
        _output = point.Allocate<float>((long)ids * width, "the products of a batch");
        (_unique, _places, _count) = (point.Allocate<int>(ids, "distinct rows"), point.Allocate<int>(ids, "places of the ids"), point.Allocate<int>(1, "how many rows are distinct"));
        _products = Products(ids);
        _allProducts = Products(rowCount);
        _oneHot = new(() => (own.Own(new OneHotKernel(device)), point.Allocate<float>((long)ids * rowCount, "a one-hot matrix")));
    }

    /// <summary>What computes the products.</summary>
    public string Path => _gemm.Path;

    /// <summary>Distinct rows of a batch.</summary>
    public double MeanDistinct => _distinct.Average();

    /// <summary>Which batch comes next.</summary>
    public int NextBatch() => _batches.NextPlace();

    /// <summary>The one-hot product gives the rows; then the weights.</summary>
    public void OneHot(int batch)
    {
        var (kernel, ones) = _oneHot.Value;
        kernel.Launch(_point.Stream, _batches[batch], _ids, _table.RowCount, ones);
        _gemm.Multiply(_point.Stream, _ids, _width, _table.RowCount, ones, _table.Rows, _rows);
        Multiply(_ids, _rows, _output);
    }

    /// <summary>Every row of the table times the weights; then each id picks its product.</summary>
    public void AllRows(int batch)
    {
        Multiply(_table.RowCount, _table.Rows, _allProducts.Rows);
        _gather.Launch(_point.Stream, _allProducts, _batches[batch], _ids, _output);
    }

    /// <summary>Gathers a row for every id; then the weights.</summary>
    public void EveryIndex(int batch)
    {
        _gather.Launch(_point.Stream, _table, _batches[batch], _ids, _rows);
        Multiply(_ids, _rows, _output);
    }

    /// <summary>Multiplies every id's row as it is gathered.</summary>
    public void OneKernel(int batch) => _oneKernel.Launch(_point.Stream, _table, _batches[batch], _ids, _weights, _output);

    /// <summary>Finds the distinct rows, gathers and multiplies each once; then each id picks its product.</summary>
    public void DistinctRows(int batch)
    {
        _dedup.Launch(_point.Stream, _batches[batch], _ids, _unique, _places, _count);
        _gather.Launch(_point.Stream, _table, _unique, _distinct[batch], _rows);
        Multiply(_distinct[batch], _rows, _products.Rows);
        _gather.Launch(_point.Stream, _products, _places, _ids, _output);
    }

    /// <summary>Some products of the first batch against sums in double precision.</summary>
    public (bool Passed, string Detail) Check(Action<int> enqueue)
    {
        _point.Stream.Fill(_output, float.NaN);
        enqueue(0);
        var rows = new float[_ids * _width];
        _store.ReadRows(_batches.Drawn[0], rows);
        return GemmCheck.RandomOutputs(rows, _hostWeights, _point.Download(_output, _ids * _width), _ids, _width, _width, _point.Point.Seed);
    }

    private void Multiply(int count, KernelMemory rows, KernelMemory products) => _gemm.Multiply(_point.Stream, count, _width, _width, rows, _weights, products);

    private DeviceTable Products(int count) =>
        _point.Point.Own(DeviceTable.Over(_point.Allocate<byte>((long)count * _width * sizeof(float), "products"), RowFormats.Fp32, count, _width));
}
