namespace HotRow.Gpu;

/// <summary>Where rows land that cross the link as they are stored: in the destination itself when that is what they are, otherwise in a buffer
/// of the device, from which a kernel restores them.</summary>
internal sealed class UploadedRows
{
    private readonly DeviceLookupArgs _args;
    private readonly int _rowBytes;
    private readonly DeviceBuffer<byte>? _buffer;
    private readonly DeviceTable? _table;
    private readonly GatherKernel? _gather;
    private readonly DeviceBuffer<int>? _places;

    /// <summary>Takes the memory.</summary>
    /// <param name="args">The lookup's.</param>
    /// <param name="inOrder">The rows come in the batch's order. Otherwise <see cref="Gather"/> is told the place of each.</param>
    public UploadedRows(DeviceLookupArgs args, bool inOrder)
    {
        var store = args.Store;
        (_args, _rowBytes) = (args, store.RowBytes);
        if (inOrder && store.Format == RowFormats.Fp32)
        {
            return;
        }

        _buffer = args.Device.Allocate<byte>((long)args.MaxIndices * _rowBytes, $"{args.MaxIndices:N0} rows of a batch as they are stored");
        _table = args.Own(DeviceTable.Over(_buffer, store.Format, args.MaxIndices, store.EmbeddingDim));
        _gather = args.Own(new GatherKernel(args.Device, store.Format, store.EmbeddingDim));
        if (inOrder)
        {
            _places = args.Own(args.Device.Allocate<int>(args.MaxIndices, "places of a batch's rows"));
            args.Stream.UploadAndWait<int>(_places, 0, [.. Enumerable.Range(0, args.MaxIndices)]);
        }
    }

    /// <summary>Copies rows from page-locked memory.</summary>
    public void Upload(HostBuffer<byte> source, long sourceByte, int firstRow, int count, DeviceBuffer<float> destination)
    {
        var (place, bytes) = ((long)firstRow * _rowBytes, (long)count * _rowBytes);
        if (_buffer is not null)
        {
            _args.Stream.UploadBytes(_buffer, place, source, sourceByte, bytes);
        }
        else
        {
            _args.Stream.UploadBytes(destination, place, source, sourceByte, bytes);
        }
    }

    /// <summary>Copies rows from pageable memory, and waits until it may be changed.</summary>
    public void UploadAndWait(ReadOnlySpan<byte> source, int firstRow, DeviceBuffer<float> destination)
    {
        var place = (long)firstRow * _rowBytes;
        if (_buffer is not null)
        {
            _args.Stream.UploadBytesAndWait(_buffer, place, source);
        }
        else
        {
            _args.Stream.UploadBytesAndWait(destination, place, source);
        }
    }

    /// <summary>Brings rows that landed in the batch's order to the destination, if they are not there already.</summary>
    /// <returns>Bytes that were read from the device's memory for it.</returns>
    public long Restore(int count, DeviceBuffer<float> destination) => _places is null ? 0 : Gather(_places, count, destination);

    /// <summary>Brings rows to the destination, each from its place.</summary>
    /// <returns>Bytes that were read from the device's memory for it.</returns>
    public long Gather(DeviceBuffer<int> places, int count, DeviceBuffer<float> destination)
    {
        _args.Begin(DevicePhase.Kernel, count);
        _gather!.Launch(_args.Stream, _table!, places, count, destination);
        _args.End(DevicePhase.Kernel);
        return (long)count * _rowBytes;
    }
}
