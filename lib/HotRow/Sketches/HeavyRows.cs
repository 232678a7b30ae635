namespace HotRow;

/// <summary>The order in which sketches name rows.</summary>
internal static class HeavyRows
{
    /// <summary>Writes the rows with the highest estimates, highest first and equals by row, and returns how many. Allocates nothing.</summary>
    /// <remarks><i>Cost:</i> O(n log k): a heap of the k rows written, the least on top, then sorted.</remarks>
    public static int Write(ReadOnlySpan<int> rows, ReadOnlySpan<long> estimates, Span<HeavyRow> destination)
    {
        var kept = Math.Min(rows.Length, destination.Length);
        if (kept == 0)
            return 0;

        destination = destination[..kept];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = new HeavyRow(rows[i], estimates[i]);
            if (i < kept)
            {
                destination[i] = row;
                if (i == kept - 1)
                    MakeHeap(destination);
            }
            else if (Compare(row, destination[0]) < 0)
            {
                destination[0] = row;
                SiftDown(destination, 0);
            }
        }

        destination.Sort(Compare);
        return kept;
    }

    private static int Compare(HeavyRow a, HeavyRow b) => a.Estimate != b.Estimate ? b.Estimate.CompareTo(a.Estimate) : a.Row.CompareTo(b.Row);

    private static void MakeHeap(Span<HeavyRow> heap)
    {
        for (var place = (heap.Length / 2) - 1; place >= 0; place--)
        {
            SiftDown(heap, place);
        }
    }

    // The row that comes last in the order is on top.
    private static void SiftDown(Span<HeavyRow> heap, int place)
    {
        for (var child = (2 * place) + 1; child < heap.Length; child = (2 * place) + 1)
        {
            if (child + 1 < heap.Length && Compare(heap[child + 1], heap[child]) > 0)
                child++;
            if (Compare(heap[child], heap[place]) <= 0)
                return;
            (heap[child], heap[place]) = (heap[place], heap[child]);
            place = child;
        }
    }
}
