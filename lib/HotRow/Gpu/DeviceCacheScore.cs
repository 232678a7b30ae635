namespace HotRow.Gpu;

/// <summary>Which row of a full set leaves a <see cref="DeviceCache"/>.</summary>
public enum DeviceCacheScore
{
    /// <summary>The one whose last batch is longest ago.</summary>
    Lru,

    /// <summary>The one that the fewest batches used, all counts halved every 1,024 batches; among equals the one whose last batch is longest ago.</summary>
    Lfu,
}
