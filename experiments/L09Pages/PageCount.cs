namespace HotRow.Lab;

/// <summary>Counts the pages that batches touch in a file whose rows lie in some order, one behind the other from a page's boundary on.</summary>
/// <param name="slots">Where each row lies.</param>
/// <param name="rowBytes">Bytes of a row; one that crosses a boundary touches both pages.</param>
internal sealed class PageCount(int[] slots, int rowBytes)
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4_096;

    private readonly int[] _batchOf = new int[((long)slots.Length * rowBytes / PageBytes) + 1];
    private int _batch;

    /// <summary>Distinct pages under the rows of a batch.</summary>
    public int Touched(ReadOnlySpan<int> rows)
    {
        _batch++;
        var touched = 0;
        foreach (var row in rows)
        {
            var (first, last) = PagesOf(slots[row], rowBytes);
            for (var page = first; page <= last; page++)
            {
                if (_batchOf[page] != _batch)
                {
                    _batchOf[page] = _batch;
                    touched++;
                }
            }
        }

        return touched;
    }

    /// <summary>The expected number of pages under a batch of independent draws: the sum over pages of 1 - (1 - p)^n, where p is that of the rows on the page together.</summary>
    /// <param name="slots">Where each row lies.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="probabilities">Of each row.</param>
    /// <param name="batch">Draws n.</param>
    public static double Expected(int[] slots, int rowBytes, double[] probabilities, int batch)
    {
        var ofPage = new double[((long)slots.Length * rowBytes / PageBytes) + 1];
        for (var row = 0; row < slots.Length; row++)
        {
            var (first, last) = PagesOf(slots[row], rowBytes);
            for (var page = first; page <= last; page++)
            {
                ofPage[page] += probabilities[row];
            }
        }

        return ofPage.Sum(p => 1 - Math.Pow(1 - Math.Min(1, p), batch));
    }

    private static (int First, int Last) PagesOf(int slot, int rowBytes)
    {
        var start = (long)slot * rowBytes;
        return ((int)(start / PageBytes), (int)((start + rowBytes - 1) / PageBytes));
    }
}
