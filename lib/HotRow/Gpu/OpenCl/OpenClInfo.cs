namespace HotRow.Gpu;

/// <summary>What a driver can be asked about a device.</summary>
internal enum OpenClInfo : uint
{
    Type = 0x1000,
    ComputeUnits = 0x1002,
    MostAllocation = 0x1010,
    AlignBits = 0x1019,
    CacheBytes = 0x101E,
    GlobalMemory = 0x101F,
    LocalMemory = 0x1023,
    LittleEndian = 0x1026,
    Available = 0x1027,
    CompilerAvailable = 0x1028,
    Name = 0x102B,
    DriverVersion = 0x102D,
    Version = 0x102F,
    UnifiedMemory = 0x1035,
}
