using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Replays accesses through a policy without any row data and counts what happens.</summary>
public static class CacheSimulator
{
    private const long PrefetchAboveBytes = 512 << 10; // smaller indexes stay in a core's own cache
    private const int PrefetchDistance = 16;

    /// <summary>Runs a policy of the catalog over a whole trace, from an empty cache.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="capacity">How many rows may be resident, at least 1.</param>
    /// <param name="trace">The accesses; read into memory as a whole where the policy needs the trace.</param>
    /// <param name="distinct">The trace's distinct rows if they are known, so that they need not be counted.</param>
    /// <param name="seed">Seed for policies that draw random numbers.</param>
    /// <exception cref="InputException">The policy needs the trace in memory and it is too long for that.</exception>
    public static SimulationResult Simulate(CachePolicyInfo policy, int capacity, IAccessTrace trace, long? distinct = null, ulong seed = 1)
    {
        if (policy.NeedsTrace)
            return Simulate(policy, capacity, trace.RowCount, ReadAll(trace), distinct, seed);

        var made = policy.Create(new CachePolicyArgs(capacity, trace.RowCount, Seed: seed));
        long accesses = 0, hits = 0, bypasses = 0;
        foreach (var batch in trace.Batches())
        {
            accesses += batch.Indices.Length;
            hits += Run(made, batch.Indices.Span, out var bypassed);
            bypasses += bypassed;
        }

        return new SimulationResult(policy.Name, capacity, accesses, distinct ?? CountDistinct(trace), hits, bypasses);
    }

    /// <summary>Runs a policy of the catalog over accesses in memory, from an empty cache.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="capacity">How many rows may be resident, at least 1.</param>
    /// <param name="rowCount">Every row is below this.</param>
    /// <param name="rows">The accesses.</param>
    /// <param name="distinct">The distinct rows if they are known, so that they need not be counted.</param>
    /// <param name="seed">Seed for policies that draw random numbers.</param>
    public static SimulationResult Simulate(CachePolicyInfo policy, int capacity, int rowCount, ReadOnlyMemory<int> rows, long? distinct = null, ulong seed = 1)
    {
        var made = policy.Create(new CachePolicyArgs(capacity, rowCount, policy.NeedsTrace ? rows : default, seed));
        var hits = Run(made, rows.Span, out var bypasses);
        return new SimulationResult(policy.Name, capacity, rows.Length, distinct ?? CountDistinct(rowCount, rows.Span), hits, bypasses);
    }

    /// <summary>Touches the rows in order and returns how many were resident; a stream is run chunk by chunk.</summary>
    /// <exception cref="IndexOutOfRangeException">A row is negative or not below the policy's row count.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The same, where the policy's index is a table.</exception>
    public static long Run(ICachePolicy policy, ReadOnlySpan<int> rows) => Run(policy, rows, out _);

    /// <summary>Touches the rows in order, returns how many were resident and counts how many were bypassed.</summary>
    /// <exception cref="IndexOutOfRangeException">A row is negative or not below the policy's row count.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The same, where the policy's index is a table.</exception>
    public static long Run(ICachePolicy policy, ReadOnlySpan<int> rows, out long bypasses) =>
        policy is IRowIndexed { Index: { Bytes: > PrefetchAboveBytes } index }
            ? RunPrefetching(policy, index, rows, out bypasses)
            : RunPlain(policy, rows, out bypasses);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long RunPlain(ICachePolicy policy, ReadOnlySpan<int> rows, out long bypasses)
    {
        long hits = 0, bypassed = 0;
        foreach (var row in rows)
        {
            var access = policy.Access(row);
            hits += access.IsHit ? 1 : 0;
            bypassed += access.Slot < 0 ? 1 : 0;
        }

        bypasses = bypassed;
        return hits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long RunPrefetching(ICachePolicy policy, RowIndex index, ReadOnlySpan<int> rows, out long bypasses)
    {
        long hits = 0, bypassed = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (i + PrefetchDistance < rows.Length)
                index.Prefetch(rows[i + PrefetchDistance]);
            var access = policy.Access(rows[i]);
            hits += access.IsHit ? 1 : 0;
            bypassed += access.Slot < 0 ? 1 : 0;
        }

        bypasses = bypassed;
        return hits;
    }

    /// <summary>The distinct rows of a trace: its compulsory misses. <i>Cost:</i> one replay, 1 bit per row of the table.</summary>
    public static long CountDistinct(IAccessTrace trace)
    {
        var seen = new ulong[(trace.RowCount + 63L) / 64];
        long distinct = 0;
        foreach (var batch in trace.Batches())
        {
            distinct += CountNew(seen, batch.Indices.Span);
        }

        return distinct;
    }

    private static long CountDistinct(int rowCount, ReadOnlySpan<int> rows) => CountNew(new ulong[(rowCount + 63L) / 64], rows);

    private static long CountNew(ulong[] seen, ReadOnlySpan<int> rows)
    {
        long distinct = 0;
        foreach (var row in rows)
        {
            ref var word = ref seen[row >> 6];
            distinct += (long)(~word >> row) & 1;
            word |= 1UL << row;
        }

        return distinct;
    }

    private static int[] ReadAll(IAccessTrace trace)
    {
        if (trace.IndexCount > Array.MaxLength)
            throw new InputException($"trace '{trace.Name}' has {trace.IndexCount} accesses; a policy that needs the whole trace takes at most {Array.MaxLength}: use a shorter trace or another policy");

        var all = new int[trace.IndexCount];
        var position = 0;
        foreach (var batch in trace.Batches())
        {
            batch.Indices.Span.CopyTo(all.AsSpan(position));
            position += batch.Indices.Length;
        }

        return all;
    }
}
