namespace HotRow;

public static partial class Workloads
{
    /// <summary>Independent accesses by the bounded Zipf law; ids are permuted, so that a row's number says nothing of its rank.</summary>
    public static readonly WorkloadInfo Zipf = Add(new("zipf", "Hörmann and Derflinger 1996, rejection-inversion", CreateZipf));

    private static GeneratedTrace CreateZipf(WorkloadArgs args)
    {
        ZipfLaw.CheckAlpha(args.Alpha);
        return new("zipf", args, () =>
        {
            var random = new Xoshiro256(args.Seed);
            var rowOfRank = new RowPermutation(args.RowCount, random.NextUInt64());
            var sampler = new ZipfSampler(args.RowCount, args.Alpha);
            return rows =>
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    rows[i] = rowOfRank[sampler.Next(random) - 1];
                }
            };
        });
    }
}
