namespace HotRow.Lab;

/// <summary>The machine that document 000 draws, by its printed figures, for what is modelled and not run.</summary>
/// <remarks><i>Source:</i> document 000, Why This Works. The documents name no bandwidth of the device's memory; that of an H200 stands in.</remarks>
internal static class DocumentMachine
{
    /// <summary>L1 of one SM. <i>Units:</i> B.</summary>
    public const double L1Bytes = 192e3;

    /// <summary>L2 of the device. <i>Units:</i> B.</summary>
    public const double L2Bytes = 40e6;

    /// <summary>Memory of the device. <i>Units:</i> B.</summary>
    public const double HbmBytes = 80e9;

    /// <summary>Memory of the host. <i>Units:</i> B.</summary>
    public const double RamBytes = 512e9;

    /// <summary>Device memory's bandwidth, of an H200. <i>Units:</i> GB/s.</summary>
    public const double HbmGBps = 4800;
}
