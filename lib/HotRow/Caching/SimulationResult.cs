namespace HotRow;

/// <summary>What a policy did over a trace: exact counts, never times.</summary>
/// <param name="Policy">The policy's catalog name.</param>
/// <param name="Capacity">How many rows might be resident.</param>
/// <param name="Accesses">Accesses made.</param>
/// <param name="Distinct">Distinct rows accessed.</param>
/// <param name="Hits">Accesses that found the row resident.</param>
/// <param name="Bypasses">Misses that were not admitted.</param>
public sealed record SimulationResult(string Policy, int Capacity, long Accesses, long Distinct, long Hits, long Bypasses)
{
    /// <summary>Accesses that did not find the row resident, bypasses included.</summary>
    public long Misses => Accesses - Hits;

    /// <summary>Misses that no cache avoids: each distinct row's first access.</summary>
    public long Compulsory => Distinct;

    /// <summary>Hits over accesses, compulsory misses included; NaN without accesses.</summary>
    public double HitRatio => Accesses == 0 ? double.NaN : (double)Hits / Accesses;
}
