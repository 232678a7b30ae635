namespace HotRow.Lab;

/// <summary>Counts LRU's hits without a cache: an access hits when fewer distinct rows than the capacity were touched since the row's last access.</summary>
/// <remarks><i>Cost:</i> O(log n) per access, in a Fenwick tree that marks each row's last access.
/// <para><i>Source:</i> Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies" (1970).</para></remarks>
internal static class LruOracle
{
    /// <summary>The hits of an LRU cache that starts empty.</summary>
    /// <param name="rows">The accesses, each row below <paramref name="rowCount"/>.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="capacity">Rows the cache holds.</param>
    public static long Hits(ReadOnlySpan<int> rows, int rowCount, int capacity)
    {
        var lastAccess = new int[rowCount]; // counted from 1; 0 is never
        var tree = new int[rows.Length + 1];
        long hits = 0;
        for (var i = 1; i <= rows.Length; i++)
        {
            ref var last = ref lastAccess[rows[i - 1]];
            if (last > 0)
            {
                hits += Sum(tree, i - 1) - Sum(tree, last) < capacity ? 1 : 0;
                Add(tree, last, -1);
            }

            Add(tree, i, 1);
            last = i;
        }

        return hits;
    }

    private static void Add(int[] tree, int position, int amount)
    {
        for (; position < tree.Length; position += position & -position)
        {
            tree[position] += amount;
        }
    }

    private static int Sum(int[] tree, int position)
    {
        var sum = 0;
        for (; position > 0; position &= position - 1)
        {
            sum += tree[position];
        }

        return sum;
    }
}
