namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H1: whether a request's numbers depend on who shares its batch.</summary>
    public static readonly IExperiment BatchInvariance = Add(new BatchInvariance());
}

/// <summary>H1: the same hidden states through the same weights, alone and in batches: whether the bits agree, whether the likeliest token does, and what agreement costs.</summary>
/// <remarks>The weights are an output layer of random numbers, a hidden state is a prompt's last position. A product of one row adds its terms one after the other; a product of
/// many adds them in blocks of the depth, so the same sum is rounded in another order. Two ways to split a sum stand beside it: kernels split one to occupy a whole processor,
/// tensor parallel splits it because the weights lie on two devices, and then the halves often travel as 16-bit numbers.</remarks>
internal sealed partial class BatchInvariance : IExperiment
{
    private static readonly int[] s_batches = [2, 4, 5, 8, 16, 32];

    public string Id => "h01-batch-invariance";

    public string Title => "Batch invariance";

    public string Question => "Does a request get the same numbers alone and in a batch, and what does it cost to make sure?";

    public double Weight => 2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "bits" } }, point => Count(point, Layer(context, point.Seed)));
        context.Point(new() { { "part", "price" }, { "batch", s_batches[^1] } }, point => Measure(point, Layer(context, point.Seed), s_batches[^1]));
        context.Point(new() { { "part", "price" }, { "batch", 1 } }, point => Measure(point, Layer(context, point.Seed), 1));
    }

    private static OutputLayer Layer(RunContext context, ulong seed) =>
        OutputLayer.Random(context.ByScale(600, 2_048, 4_096), context.ByScale(96, 4_096, 8_192), context.ByScale(64, 256, 1_024), seed);

    private static void Count(Point point, OutputLayer layer)
    {
        var alone = layer.Alone();
        point.Note = $"{layer.Prompts:N0} hidden states of {layer.Hidden:N0} numbers, {layer.Vocabulary:N0} outputs each, random";
        point.Check("each output is the sum in double, within its bound", () => layer.Check(alone, point.Seed));
        point.Check("the same product twice gives the same bits", () => Same(alone, layer.Alone()));
        foreach (var batch in s_batches)
        {
            Compare(point, layer, alone, layer.InBatches(batch), OneProduct, batch);
            Compare(point, layer, alone, layer.InHalves(batch, roundHalves: false), Halves, batch);
            Compare(point, layer, alone, layer.InHalves(batch, roundHalves: true), RoundedHalves, batch);
            Compare(point, layer, alone, layer.InBatches(1), OneByOne, batch);
        }

        var together = layer.InBatches(s_batches[^1]);
        var moved = layer.InBatches(s_batches[^1], rotate: 7);
        point.Value(Metrics.Share, Different(together, moved) / (double)together.Length, OtherPlaces);
    }

    private static void Compare(Point point, OutputLayer layer, float[] alone, float[] other, string variant, int batch)
    {
        var at = new Parameters { { "batch", batch } };
        point.Value(Metrics.Share, Different(alone, other) / (double)alone.Length, variant, at: at);
        point.Value(LargestUlp, LargestDistance(alone, other, layer), variant, at: at);
        point.Value(Flips, Enumerable.Range(0, layer.Prompts).Count(p => layer.Likeliest(alone, p) != layer.Likeliest(other, p)), variant, at: at);
    }

    private static void Measure(Point point, OutputLayer layer, int batch)
    {
        var output = new float[Math.Max(batch, OutputLayer.FewestBlockedRows) * layer.Vocabulary];
        var contenders = batch == 1
            ? new (string, Action)[] { (OneProduct, () => layer.Product(0, 1, output)), (Padded, () => layer.Product(0, OutputLayer.FewestBlockedRows, output)) }
            : [(OneProduct, () => layer.Product(0, batch, output)), (OneByOne, () => layer.OneByOne(batch, output))];
        foreach (var (name, run) in contenders)
        {
            point.Check($"{name} is right", () =>
            {
                run();
                return layer.Check(output.AsSpan(0, batch * layer.Vocabulary), point.Seed);
            });
            point.Variant(name, run);
        }

        point.After(timing =>
        {
            var (reference, invariant) = (contenders[0].Item1, contenders[1].Item1);
            var ratio = Statistics.PairedRatio(timing(invariant).SamplesNs, timing(reference).SamplesNs, point.Seed);
            point.Value(Price, ratio.Value, invariant, ValueKind.Measured, ratio.Low, ratio.High);
        });
    }

    private static (bool Passed, string Detail) Same(float[] first, float[] second)
    {
        var different = Different(first, second);
        return (different == 0, $"{different} of {first.Length} outputs differ");
    }

    private static int Different(float[] first, float[] second)
    {
        var count = 0;
        for (var i = 0; i < first.Length; i++)
        {
            count += BitConverter.SingleToInt32Bits(first[i]) != BitConverter.SingleToInt32Bits(second[i]) ? 1 : 0;
        }

        return count;
    }

    // In units in the last place of the root of the mean square: near zero a sum's own last place says nothing about its error.
    private static double LargestDistance(float[] first, float[] second, OutputLayer layer)
    {
        var largest = 0.0;
        for (var i = 0; i < first.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)first[i] - second[i]));
        }

        var typical = (float)layer.TypicalOutput;
        return largest / (MathF.BitIncrement(typical) - typical);
    }
}
