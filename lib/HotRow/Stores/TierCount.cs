namespace HotRow;

/// <summary>What a <see cref="TieredRowStore"/> has read from one of its tiers.</summary>
/// <param name="Tier">Where the rows lay.</param>
/// <param name="Rows">Rows read, duplicates counted.</param>
/// <param name="Bytes">Rows times the tier's bytes per row.</param>
public readonly record struct TierCount(MemoryTier Tier, long Rows, long Bytes);
