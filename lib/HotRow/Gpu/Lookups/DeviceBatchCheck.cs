namespace HotRow.Gpu;

/// <summary>The checks before a device is given anything: a row number that is wrong is found here, by the host, and never becomes an address.</summary>
internal static class DeviceBatchCheck
{
    /// <summary>Requires sizes that a lookup can work with.</summary>
    public static void Args(DeviceLookupArgs args)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.MaxIndices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(args.CapacityRows, 1);
        if (!ReferenceEquals(args.Stream.Device, args.Device))
        {
            throw new ArgumentException($"the stream belongs to {args.Stream.Device.Info.Selector}, and the lookup is for {args.Device.Info.Selector}", nameof(args));
        }

        var bytes = (long)args.MaxIndices * Math.Max(args.Store.RowBytes, args.Store.EmbeddingDim * (long)sizeof(float));
        if (bytes > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(args), args.MaxIndices, $"a batch of so many rows of {args.Store.EmbeddingDim} elements has {bytes / 1e9:0.0} GB; allowed are {int.MaxValue / 1e9:0.0}: make it for smaller batches (DeviceLookupArgs.MaxIndices)");
        }
    }

    /// <summary>Requires a batch no larger than announced, and rows of the table.</summary>
    public static void Rows(ReadOnlySpan<int> rows, DeviceLookupArgs args)
    {
        if (rows.Length > args.MaxIndices)
        {
            throw new ArgumentOutOfRangeException("batch", rows.Length, $"the batch has {rows.Length} indices; this lookup was made for at most {args.MaxIndices} (DeviceLookupArgs.MaxIndices)");
        }

        RowCheck.Rows(rows, args.Store.RowCount, "batch");
    }

    /// <summary>Requires room for that many rows, on the lookup's device.</summary>
    public static void Destination(DeviceBuffer<float> destination, int count, DeviceLookupArgs args)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(destination.IsDisposed, destination);
        if (!ReferenceEquals(destination.Device, args.Device))
        {
            throw new ArgumentException($"the destination belongs to {destination.Device.Info.Selector}, and the lookup to {args.Device.Info.Selector}", nameof(destination));
        }

        var needed = (long)count * args.Store.EmbeddingDim;
        if (destination.Length < needed)
        {
            throw new ArgumentException($"the destination holds {destination.Length} numbers; {count} rows of {args.Store.EmbeddingDim} need {needed}", nameof(destination));
        }
    }
}
