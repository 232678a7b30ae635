namespace HotRow;

public static partial class Workloads
{
    /// <summary>All rows in order, round and round: the worst case of LRU and FIFO, which hit nothing while one row is missing from the cache.
    /// With no more accesses than rows it is a pure scan.</summary>
    public static readonly WorkloadInfo Loop = Add(new("loop", "cyclic over all rows", args => new GeneratedTrace("loop", args, () =>
    {
        var next = 0;
        return rows =>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = next;
                next = next + 1 == args.RowCount ? 0 : next + 1;
            }
        };
    })));
}
