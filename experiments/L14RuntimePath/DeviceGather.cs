namespace HotRow.Lab;

/// <summary>Document 002's idea 1, modelled: ids cross the link, one kernel gathers from the device's own memory.</summary>
internal static class DeviceGather
{
    /// <summary>Device memory of the model. <i>Units:</i> GB/s; NVIDIA H200 data sheet.</summary>
    public const double HbmGBps = 4800;

    /// <summary>Time of a launch where one is counted: an assumption. <i>Units:</i> microseconds.</summary>
    public const double LaunchUs = 5;

    /// <summary>Name of the model without the time of a launch.</summary>
    public const string Free = "on the device (modelled)";

    /// <summary>Name of the model with it.</summary>
    public const string Launched = "on the device, 5 us a call (modelled)";

    /// <summary>Name of the modelled gather, beside a measured one.</summary>
    public const string GatherModelled = "device-table, modelled";

    /// <summary>Name of the modelled link, beside measured uploads.</summary>
    public const string UploadModelled = "upload, modelled, 16 GB/s";

    /// <summary>Bytes of the row that the curriculum takes for its example.</summary>
    public const long ExampleRowBytes = 4096;

    /// <summary>Adds the modelled times per row for each number of rows, and the example's.</summary>
    public static void Model(Point point, int dim, IEnumerable<int> rowCounts)
    {
        var rowBytes = dim * sizeof(float);
        foreach (var rows in rowCounts)
        {
            var at = new Parameters { { "state", RuntimePath.Warm }, { "rows", rows } };
            point.Value(Metrics.NsPerRow, Seconds(rows, rowBytes, launchUs: 0) * 1e9 / rows, Free, ValueKind.Modelled, at: at);
            point.Value(Metrics.NsPerRow, Seconds(rows, rowBytes, LaunchUs) * 1e9 / rows, Launched, ValueKind.Modelled, at: at);
            point.Value(Metrics.NsPerRow, LinkModel.Pcie16.Seconds((long)rows * rowBytes) * 1e9 / rows, "upload, 16 GB/s (modelled)", ValueKind.Modelled, at: at);
        }

        point.Value(RuntimePath.UploadNs, LinkModel.Pcie16.Seconds(ExampleRowBytes) * 1e9, "4 KB row", ValueKind.Modelled);
    }

    /// <summary>Adds the modelled times of one number of rows beside those that a device was measured at.</summary>
    public static void ModelBeside(Point point, int dim, int rows)
    {
        var rowBytes = dim * sizeof(float);
        point.Value(DeviceLookupMetrics.NsPerRow, Seconds(rows, rowBytes, LaunchUs) * 1e9 / rows, GatherModelled, ValueKind.Modelled);
        point.Value(DeviceLookupMetrics.NsPerRow, LinkModel.Pcie16.Seconds((long)rows * rowBytes) * 1e9 / rows, UploadModelled, ValueKind.Modelled);
    }

    // Each row is read once and written once.
    private static double Seconds(int rows, int rowBytes, double launchUs) =>
        new LinkModel(LinkModel.Pcie16.BandwidthGBps, launchUs).Seconds((long)rows * sizeof(int)) + (2.0 * rows * rowBytes / (HbmGBps * 1e9));
}
