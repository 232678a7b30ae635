namespace HotRow.Serving;

/// <summary>What the tokens of a full block are known by.</summary>
/// <param name="Hash">Chained hash of the prompt's piece that the block belongs to, or the id of the request that computed it.</param>
/// <param name="Index">The block's place within that piece, or -1 - its place within the request.</param>
internal readonly record struct BlockKey(long Hash, int Index)
{
    /// <summary>The key of a block that every request with that prefix may use.</summary>
    internal static BlockKey Shared(long hash, int index) => new(hash, index);

    /// <summary>The key of a block that only its own request can use again, after a preemption.</summary>
    internal static BlockKey Own(int request, int block) => new(request, -1 - block);

    /// <summary>Spreads keys over a table: neighbouring indices and hashes are the normal case.</summary>
    internal uint Spread()
    {
        var mixed = (ulong)Hash * 0x9E37_79B9_7F4A_7C15UL;
        mixed = (mixed ^ (mixed >> 32) ^ (uint)Index) * 0xD6E8_FEB8_6659_FD93UL;
        return (uint)(mixed >> 32);
    }
}
