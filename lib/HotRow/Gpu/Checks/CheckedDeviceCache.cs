namespace HotRow.Gpu;

/// <summary>A device cache beside its model: each batch goes through both, and everything that the device holds is compared.</summary>
internal sealed class CheckedDeviceCache : IDisposable
{
    private readonly DramRowStore _store;
    private readonly float[] _expected;
    private readonly DeviceTable _far;
    private readonly DeviceCache _cache;
    private readonly DeviceStream _stream;
    private readonly DeviceBuffer<int> _rows;
    private readonly DeviceBuffer<float> _output;
    private readonly Func<DeviceCacheModel> _newModel;
    private DeviceCacheModel _model;

    public CheckedDeviceCache(Device device, RowFormat format, int rowCount, int dim, int capacity, int maxIndices, DeviceCacheScore score, int epochBits, bool mapped, int mostGroups = int.MaxValue)
    {
        _store = RandomStore.Of(format, rowCount, dim, seed: 5);
        _expected = new float[rowCount * dim];
        _store.ReadRows([.. Enumerable.Range(0, rowCount)], _expected);
        _far = mapped ? DeviceTable.Map(device, _store) : DeviceTable.Upload(device, _store);
        _cache = new(device, _far, capacity, maxIndices, score, epochBits, mostGroups);
        _stream = device.CreateStream();
        _rows = device.Allocate<int>(maxIndices, "rows");
        _output = device.Allocate<float>((long)maxIndices * dim, "gathered rows");
        _newModel = () => new(rowCount, capacity, score, epochBits);
        _model = _newModel();
    }

    /// <summary>What the last batch counted.</summary>
    public DeviceCacheCounts Counts { get; private set; }

    public void Clear()
    {
        _cache.Clear(_stream);
        _model = _newModel();
    }

    /// <summary>What is wrong after the batch, in one line; null when nothing is.</summary>
    public string? Lookup(ReadOnlySpan<int> rows)
    {
        _stream.UploadAndWait(_rows, 0, rows);
        _stream.Fill(_output, -1f);
        _cache.Lookup(_stream, _rows, rows.Length, _output);
        Counts = _cache.ReadCounts(_stream);
        var expected = rows.IsEmpty ? default : _model.Access(rows);
        return Counts != expected ? $"counted {Counts}, expected {expected}" : OutputFailure(rows) ?? ContentsFailure();
    }

    public void Dispose()
    {
        _output.Dispose();
        _rows.Dispose();
        _stream.Dispose();
        _cache.Dispose();
        _far.Dispose();
        _store.Dispose();
    }

    private ReadOnlySpan<float> Expected(int row) => _expected.AsSpan(row * _store.EmbeddingDim, _store.EmbeddingDim);

    private string? OutputFailure(ReadOnlySpan<int> rows)
    {
        var dim = _store.EmbeddingDim;
        var output = new float[_output.Length];
        _stream.DownloadAndWait(output, _output, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var got = output.AsSpan(i * dim, dim);
            if ((uint)rows[i] < (uint)_store.RowCount ? !got.SequenceEqual(Expected(rows[i])) : got.ContainsAnyExcept(float.NaN))
            {
                return $"position {i} asks for row {rows[i]} and gets another";
            }
        }

        return output.AsSpan(rows.Length * dim).ContainsAnyExcept(-1f) ? "what lies behind the output was written" : null;
    }

    private string? ContentsFailure()
    {
        var (dim, buffers) = (_store.EmbeddingDim, _cache.Buffers);
        var (tags, claims, cached) = (new int[buffers.Tags.Length], new int[buffers.Claims.Length], new float[buffers.Rows.Length]);
        _stream.DownloadAndWait(tags, buffers.Tags, 0);
        _stream.DownloadAndWait(claims, buffers.Claims, 0);
        _stream.DownloadAndWait(cached, buffers.Rows, 0);
        if (claims.AsSpan().ContainsAnyExcept(0))
        {
            return "a set is still claimed after the batch";
        }

        for (var set = 0; set < buffers.SetCount; set++)
        {
            var held = tags.AsSpan(set * DeviceCacheKernel.Ways, DeviceCacheKernel.Ways);
            var expected = _model.Tags[set];
            if (!held[..expected.Length].SequenceEqual(expected) || held[expected.Length..].ContainsAnyExcept(-2))
            {
                return $"set {set} holds {string.Join(' ', held.ToArray())}, expected {string.Join(' ', expected)} and no slot behind";
            }

            for (var way = 0; way < expected.Length; way++)
            {
                if (expected[way] >= 0 && !cached.AsSpan(((set * DeviceCacheKernel.Ways) + way) * dim, dim).SequenceEqual(Expected(expected[way])))
                {
                    return $"the cached copy of row {expected[way]} in set {set} is not the table's";
                }
            }
        }

        return null;
    }
}
