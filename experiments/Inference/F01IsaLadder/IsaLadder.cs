using System.Numerics.Tensors;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F1: one product, from a query over sequences to tiles of the widest registers.</summary>
    public static readonly IExperiment IsaLadder = Add(new IsaLadder());
}

/// <summary>F1: the same matrix product on the same processor through ever larger primitives: scalars, vectors, tiles that keep their sums in registers.</summary>
/// <remarks>Also what an abstraction costs: the top and the bottom rung compute the same numbers. The factors fit the caches, so the ladder is about arithmetic and not about memory.</remarks>
internal sealed partial class IsaLadder : IExperiment
{
    private const int FmaSteps = 200_000;

    public string Id => "f01-isa-ladder";

    public string Title => "A ladder of instructions";

    public string Question => "How much of one processor does the same product use, written for scalars, vectors and tiles?";

    public double Weight => 3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "cores" } }, CountCores, 0);
        context.Point(new() { { "part", "ladder" } }, point => Climb(point, context.ByScale(24, 256, 512)));
    }

    private static void Climb(Point point, int size)
    {
        var random = new Xoshiro256(point.Seed);
        var a = Numbers(size * size, random);
        var b = Numbers(size * size, random);
        var transposed = new float[b.Length];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                transposed[(column * size) + row] = b[(row * size) + column];
            }
        }

        var c = new float[a.Length];
        var threads = Environment.ProcessorCount;
        var rungs = new List<(string Name, Action Run)>
        {
            (Loops, () => MultiplyByLoops(a, b, c, size)),
            (Query, () => MultiplyByQuery(a, transposed, c, size)),
            (InOrder, () => MultiplyInOrder(a, b, c, size)),
            (Dots, () => MultiplyByDots(a, transposed, c, size)),
        };
        foreach (var width in new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 }.Where(VectorWidths.IsAvailable))
        {
            rungs.Add((TileName(width), () => RowKernels.Gemm(a, b, c, size, size, size, 1, width)));
        }

        rungs.Add((AllThreads, () => RowKernels.Gemm(a, b, c, size, size, size, threads)));
        var gflop = 2.0 * size * size * size / 1e9;
        foreach (var (name, run) in rungs)
        {
            point.Check($"{name}: 256 outputs against sums in double", () =>
            {
                Array.Clear(c);
                run();
                return GemmCheck.RandomOutputs(a, b, c, size, size, size, point.Seed);
            });
            point.Variant(name, run, Derived.Rate(Metrics.GflopPerSecond, gflop));
        }

        point.Variant(Ceiling, () => RowKernels.FmaPeak(FmaSteps), Derived.Rate(Metrics.GflopPerSecond, (double)FmaSteps * RowKernels.FmaStepFlops / 1e9));
        point.Note = $"{size} x {size} x {size}, fp32; widest registers {(int)VectorWidths.Best} bits; {threads} threads on the last rung";
        point.After(timing => Compare(point, timing, [.. rungs.Select(r => r.Name)], gflop));
    }

    private static void Compare(Point point, Func<string, VariantSamples> timing, string[] rungs, double gflop)
    {
        var perCall = FmaSteps * (double)RowKernels.FmaStepFlops / 1e9 / gflop;
        foreach (var name in rungs)
        {
            var share = Statistics.PairedRatio(timing(Ceiling).SamplesNs, timing(name).SamplesNs, point.Seed);
            point.Value(ShareOfPeak, 100 * share.Value / perCall, name, ValueKind.Measured, 100 * share.Low / perCall, 100 * share.High / perCall);
        }

        var tile = Statistics.PairedRatio(timing(Dots).SamplesNs, timing(TileName(VectorWidths.Best)).SamplesNs, point.Seed);
        point.Value(TileOverDot, tile.Value, "", ValueKind.Measured, tile.Low, tile.High);
    }

    // The processor's threads as the system shows them; a virtual machine shows its share.
    private static void CountCores(Point point)
    {
        point.Value(Threads, Environment.ProcessorCount, "this machine");
        point.Value(Threads, DocumentCores, "document's limit", ValueKind.Computed);
        point.Value(Threads, LargestCores, "AMD EPYC 9965, data sheet", ValueKind.Computed);
    }

    private static float[] Numbers(int count, Xoshiro256 random)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (float)((2 * random.NextDouble()) - 1);
        }

        return numbers;
    }

    // Row times column as a textbook writes it; the column is walked across the rows of b.
    private static void MultiplyByLoops(float[] a, float[] b, float[] c, int size)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                var sum = 0f;
                for (var k = 0; k < size; k++)
                {
                    sum += a[(i * size) + k] * b[(k * size) + j];
                }

                c[(i * size) + j] = sum;
            }
        }
    }

    // The column lies in one piece here, so that only the abstraction is left to pay for.
    private static void MultiplyByQuery(float[] a, float[] transposed, float[] c, int size)
    {
        for (var i = 0; i < size; i++)
        {
            var row = new ArraySegment<float>(a, i * size, size);
            for (var j = 0; j < size; j++)
            {
                c[(i * size) + j] = row.Zip(new ArraySegment<float>(transposed, j * size, size), (x, y) => x * y).Sum();
            }
        }
    }

    // The same scalars in the order in which they lie in memory.
    private static void MultiplyInOrder(float[] a, float[] b, float[] c, int size)
    {
        Array.Clear(c);
        for (var i = 0; i < size; i++)
        {
            var to = c.AsSpan(i * size, size);
            for (var k = 0; k < size; k++)
            {
                var factor = a[(i * size) + k];
                var from = b.AsSpan(k * size, size);
                for (var j = 0; j < from.Length; j++)
                {
                    to[j] += factor * from[j];
                }
            }
        }
    }

    // A vector at a time, each number loaded anew for each product it is part of.
    private static void MultiplyByDots(float[] a, float[] transposed, float[] c, int size)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                c[(i * size) + j] = TensorPrimitives.Dot(a.AsSpan(i * size, size), transposed.AsSpan(j * size, size));
            }
        }
    }
}
