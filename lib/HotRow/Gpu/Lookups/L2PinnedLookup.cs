namespace HotRow.Gpu;

public static partial class DeviceLookups
{
    /// <summary>The table lies on the device, and its first rows are kept in the last-level cache: as many as <see cref="DeviceLookupArgs.CapacityRows"/> says, and the device allows.</summary>
    /// <remarks>The hot rows must be the table's first: whoever makes the table orders it by frequency and renumbers the batches.
    /// The range holds for all that the lookup's stream runs, so the consumer's kernels keep it too; it ends with the lookup.</remarks>
    public static readonly DeviceLookupInfo L2Pinned = Add(new("l2-pinned", "CUDA C++ programming guide, device memory L2 access management", args =>
    {
        var table = args.Own(Gpu.DeviceTable.Upload(args.Device, args.Store));
        args.Own(new PersistentRows(args, table));
        return new GatherLookup(args, table);
    }, DeviceCapability.PersistingL2));

    private sealed class PersistentRows : IDisposable
    {
        private readonly DeviceStream _stream;
        private readonly KernelMemory _rows;

        internal PersistentRows(DeviceLookupArgs args, DeviceTable table)
        {
            (_stream, _rows) = (args.Stream, table.Rows);
            var hot = (long)Math.Min(args.CapacityRows, table.RowCount) * table.RowBytes;
            _stream.Persist(_rows, Math.Min(hot, args.Device.Info.PersistingL2Bytes));
        }

        public void Dispose()
        {
            // With the device everything has ended already.
            if (!_rows.IsDisposed)
            {
                _stream.Persist(_rows, 0);
            }
        }
    }
}
