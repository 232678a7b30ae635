namespace HotRow.Gpu;

/// <summary>What lookups that do not read ahead share: every batch is checked before anything of it reaches the device, and counted behind.</summary>
internal abstract class CheckedDeviceLookup : IDeviceLookup
{
    private readonly LookupResult _nothing;
    private LookupResult _counted;

    /// <summary>Creates it.</summary>
    /// <param name="args">Its device, stream and table.</param>
    /// <param name="countsUnique">Whether it finds the distinct rows of a batch.</param>
    protected CheckedDeviceLookup(DeviceLookupArgs args, bool countsUnique = false)
    {
        Args = args;
        _nothing = new(0, countsUnique ? 0 : -1, 0, 0, 0, 0, 0);
        _counted = _nothing;
    }

    protected DeviceLookupArgs Args { get; }

    public void Enqueue(in LookupBatch batch, DeviceBuffer<float> destination)
    {
        var rows = batch.Indices.Span;
        DeviceBatchCheck.Rows(rows, Args);
        DeviceBatchCheck.Destination(destination, rows.Length, Args);
        if (!rows.IsEmpty)
        {
            _counted = _counted.Plus(Run(rows, destination));
        }
    }

    public LookupResult Finish()
    {
        Args.Stream.Synchronize();
        var result = Complete(_counted);
        _counted = _nothing;
        return result;
    }

    public void Dispose() => Args.Parts.Dispose();

    /// <summary>Gives a batch that was checked, and is not empty, to the stream; says what that did.</summary>
    protected abstract LookupResult Run(ReadOnlySpan<int> rows, DeviceBuffer<float> destination);

    /// <summary>Adds what the device itself counted; everything is done then.</summary>
    protected virtual LookupResult Complete(in LookupResult counted) => counted;
}
