namespace HotRow;

public static partial class Workloads
{
    /// <summary>Zipf whose hot rows change: at every moment exactly the bounded Zipf law, but two ranks drawn at random exchange their rows again and
    /// again, so often that each rank is exchanged once on average over the trace. At the end 37 % (1/e) of the ranks have their first row still.</summary>
    public static readonly WorkloadInfo Drift = Add(new("drift", "bounded Zipf, each rank's row exchanged once on average over the trace", CreateDrift));

    private const int MostDriftRows = 1 << 29;

    private static GeneratedTrace CreateDrift(WorkloadArgs args)
    {
        ZipfLaw.CheckAlpha(args.Alpha);
        if (args.RowCount > MostDriftRows)
        {
            throw new InputException($"drift keeps a row number for each rank, and {args.RowCount} are too many; it takes at most {MostDriftRows} rows");
        }

        return new("drift", args, () =>
        {
            var random = new Xoshiro256(args.Seed);
            var permutation = new RowPermutation(args.RowCount, random.NextUInt64());
            var rowOfRank = new int[args.RowCount];
            for (var rank = 0; rank < rowOfRank.Length; rank++)
            {
                rowOfRank[rank] = permutation[rank];
            }

            var sampler = new ZipfSampler(args.RowCount, args.Alpha);
            var exchanges = new Xoshiro256(random.NextUInt64());
            var exchangesPerAccess = args.RowCount / 2.0 / args.IndexCount;
            var due = 0.0;
            return rows =>
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    for (due += exchangesPerAccess; due >= 1; due--)
                    {
                        var (a, b) = (exchanges.NextInt32(rowOfRank.Length), exchanges.NextInt32(rowOfRank.Length));
                        (rowOfRank[a], rowOfRank[b]) = (rowOfRank[b], rowOfRank[a]);
                    }

                    rows[i] = rowOfRank[sampler.Next(random) - 1];
                }
            };
        });
    }
}
