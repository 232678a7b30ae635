namespace HotRow;

public static partial class Workloads
{
    /// <summary>A hot set beside a long scan: each access goes with probability 1/2 to one of the hot rows (max(1, 1 % of the rows), drawn evenly) and
    /// otherwise to the next of the other rows, in order and round again. For a scan without a hot set see <see cref="Loop"/>.</summary>
    public static readonly WorkloadInfo Scan = Add(new("scan", "half to a hot 1 % of the rows, half a sweep over the others", args => new GeneratedTrace("scan", args, () =>
    {
        var random = new Xoshiro256(args.Seed);
        var hotRows = Math.Max(1, args.RowCount / 100);
        var next = hotRows;
        return rows =>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (hotRows == args.RowCount || (random.NextUInt64() >> 63) == 0)
                {
                    rows[i] = random.NextInt32(hotRows);
                    continue;
                }

                rows[i] = next;
                next = next + 1 == args.RowCount ? hotRows : next + 1;
            }
        };
    })));
}
