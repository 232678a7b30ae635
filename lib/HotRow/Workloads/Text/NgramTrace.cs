using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>The rows that a hashed n-gram table is asked for: one access per token from the n-th on, for the n tokens that end there.</summary>
/// <remarks>
/// <para>Hash: start with h = 0; for each token t from the oldest, h = (h ^ (t + 1)) * 0x9E3779B97F4A7C15 (mod 2^64), then h ^= h &gt;&gt; 32.
/// Row = the high 64 bits of h' * tableRows, where h' = h * 0xD6E8FEB86659FD93 (mod 2^64). Different n-grams may share a row, as they do in such tables.</para>
/// <para><i>Cost:</i> 4 bytes per access.</para>
/// </remarks>
public sealed class NgramTrace : MemoryTrace
{
    /// <summary>Rows of the table unless told otherwise.</summary>
    public const int DefaultTableRows = 1 << 20;

    /// <summary>Hashes the n-grams of a token trace.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="n">Tokens per n-gram, at least 1.</param>
    /// <param name="tableRows">Rows of the table, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> or <paramref name="tableRows"/> is below 1.</exception>
    /// <exception cref="InputException">The trace has fewer than <paramref name="n"/> tokens.</exception>
    public NgramTrace(MemoryTrace tokens, int n, int tableRows = DefaultTableRows)
        : base($"{tokens.Name}-{NameOf(n)}", tableRows, Hash(tokens, n, tableRows), tokens.BatchSize)
    {
    }

    /// <summary>The row of one n-gram.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowOf(ReadOnlySpan<int> ngram, int tableRows)
    {
        var hash = 0UL;
        foreach (var token in ngram)
        {
            hash = (hash ^ ((ulong)(uint)token + 1)) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }

        return (int)Math.BigMul(hash * 0xD6E8FEB86659FD93, (ulong)(uint)tableRows, out _);
    }

    private static string NameOf(int n) => n switch
    {
        2 => "bigram",
        3 => "trigram",
        _ => $"{n}-gram",
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Hash(MemoryTrace tokens, int n, int tableRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tableRows, 1);
        var ids = tokens.Rows.Span;
        if (ids.Length < n)
        {
            throw new InputException($"the trace '{tokens.Name}' has {ids.Length} tokens; an n-gram of {n} needs at least {n}");
        }

        var rows = new int[ids.Length - n + 1];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = RowOf(ids.Slice(i, n), tableRows);
        }

        return rows;
    }
}
