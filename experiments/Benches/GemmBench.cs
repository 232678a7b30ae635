namespace HotRow.Lab;

internal static partial class Benches
{
    /// <summary>Dense fp32 products.</summary>
    public static readonly Bench Gemm = Add(new("gemm", "dense fp32 products of week 1: batch x sequence rows by dim x dim weights, beside multiply-adds in registers", 3, GemmBench.Declare));
}

/// <summary>The products of week 1's grid at its smallest and its third number of rows; the larger ones reach the same rates and would take the whole budget.</summary>
internal static class GemmBench
{
    public static void Declare(BenchContext context)
    {
        foreach (var threads in context.Threads)
        {
            context.Group(new() { { "threads", threads } }, group => Group(context, group, threads));
        }
    }

    private static void Group(BenchContext context, BenchGroup group, int threads)
    {
        int[] rows = context.Sized<int[]>([16, 40], [8 * 512, 32 * 512]), dims = context.Sized<int[]>([16, 32], [128, 256, 512, 1_024]);
        var most = (long)rows[^1] * dims[^1] * sizeof(float);
        var x = group.Point.Own(Filled(most, "the input of the products"));
        var w = group.Point.Own(Filled((long)dims[^1] * dims[^1] * sizeof(float), "the weights of the products"));
        var y = group.Point.Own(new PageMemory(most, "the output of the products"));
        var steps = CeilingBench.Steps(context);
        group.Ceiling(CeilingBench.Fma, CeilingBench.Gflop(steps, threads), () => RowKernels.FmaPeak(steps, threads));
        foreach (var (m, dim) in rows.SelectMany(m => dims.Select(dim => (m, dim))))
        {
            void Multiply() => RowKernels.Gemm(x.Floats[..(m * dim)], w.Floats[..(dim * dim)], y.Floats[..(m * dim)], m, dim, dim, threads);
            group.Point.Check($"{m} x {dim} x {dim}: 256 random outputs against a product in double", () =>
            {
                Multiply();
                return GemmCheck.RandomOutputs(x.Floats, w.Floats, y.Floats, m, dim, dim, group.Point.Seed);
            });
            group.Add("gemm", new() { { "m", m }, { "n", dim }, { "k", dim }, { "threads", threads } }, BenchQuantity.Gflops, 2.0 * m * dim * dim / 1e9, Multiply, ceiling: CeilingBench.Fma);
        }
    }

    // Whole rows of the generator; the little that is more than asked for is not read.
    private static PageMemory Filled(long bytes, string purpose) =>
        BenchMemory.Take(bytes + (BenchMemory.Grain * sizeof(float)), purpose);
}
