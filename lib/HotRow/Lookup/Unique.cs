using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>Finds a batch's distinct rows, and for each index where its row stands among them.</summary>
/// <remarks>An object serves one caller at a time and is used again for every batch.</remarks>
public interface IUnique
{
    /// <summary>The method in one word: "stamp", "hash" or "sort".</summary>
    string Name { get; }

    /// <summary>Bytes the object keeps between batches.</summary>
    long MemoryBytes { get; }

    /// <summary>Finds the distinct rows, so that <c>unique[inverse[i]] == rows[i]</c>, and returns how many there are.</summary>
    /// <param name="rows">0 &lt;= row &lt; the RowCount the object was made for; the caller has checked it. At most MaxIndices of them.</param>
    /// <param name="unique">Receives the distinct rows. <i>Shape:</i> <c>[rows.Length]</c>, the first of it used.</param>
    /// <param name="inverse">Receives a place in <paramref name="unique"/> for each index. <i>Shape:</i> <c>[rows.Length]</c>.</param>
    int Find(ReadOnlySpan<int> rows, Span<int> unique, Span<int> inverse);
}

/// <summary>The ways of finding a batch's distinct rows.</summary>
public static class Unique
{
    // Beyond about the size of a core's own cache, each stamp costs a miss that a table sized for the batch does not have.
    private const long LargestStampBytes = 2 << 20;

    /// <summary>An array with one stamp per row of the table, unique rows in order of first appearance. <i>Cost:</i> 8 bytes per row of the table.</summary>
    public static IUnique Stamp(int rowCount) => new StampUnique(rowCount);

    /// <summary>An open-addressing table, unique rows in order of first appearance. <i>Cost:</i> at most 64 bytes per index of a batch.</summary>
    public static IUnique Hash(int maxIndices) => new HashUnique(maxIndices);

    /// <summary>A sort of (row, position) pairs, unique rows ascending. <i>Cost:</i> 16 bytes per index of a batch.</summary>
    public static IUnique Sort(int maxIndices) => new SortUnique(maxIndices);

    /// <summary>The one that suits the table: stamps while they are few, hashing otherwise.</summary>
    public static IUnique For(int rowCount, int maxIndices) => rowCount * 8L <= LargestStampBytes ? Stamp(rowCount) : Hash(maxIndices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int ToInt(bool condition) => Unsafe.BitCast<bool, byte>(condition);

    /// <summary>The first number when the condition is 1 and the second when it is 0, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Choose(int condition, int first, int second) => second ^ ((first ^ second) & -condition);

    internal static void Check(ReadOnlySpan<int> rows, Span<int> unique, Span<int> inverse, int maxIndices)
    {
        if (rows.Length > maxIndices)
        {
            throw new ArgumentException($"{rows.Length} rows in a batch, at most {maxIndices} were announced", nameof(rows));
        }

        if (unique.Length < rows.Length || inverse.Length < rows.Length)
        {
            throw new ArgumentException($"unique ({unique.Length}) and inverse ({inverse.Length}) need room for {rows.Length} rows", nameof(unique));
        }
    }
}
