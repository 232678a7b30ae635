namespace HotRow;

public static partial class Workloads
{
    /// <summary>Independent accesses, all rows alike: what no cache can help.</summary>
    public static readonly WorkloadInfo Uniform = Add(new("uniform", "independent and even", args => new GeneratedTrace("uniform", args, () =>
    {
        var random = new Xoshiro256(args.Seed);
        return rows =>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = random.NextInt32(args.RowCount);
            }
        };
    })));
}
