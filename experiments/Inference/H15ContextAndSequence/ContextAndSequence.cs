using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H15: context and sequence parallelism.</summary>
    public static readonly IExperiment ContextAndSequence = Add(new ContextAndSequence());
}

/// <summary>H15, H16: a long context split over devices, and the two things that are called sequence parallelism.</summary>
/// <remarks>Attention over a part of the context can be finished later: each device gives a maximum, a sum and a vector, and merging them gives the whole exactly but
/// for rounding. What is split along the sequence in the literature are the activations that tensor parallelism leaves whole; the document uses the name for
/// attention on some devices and feed-forward blocks on others.</remarks>
internal sealed partial class ContextAndSequence : IExperiment
{
    private const int HeadDim = 128;
    private const int LongContext = 131_072;

    private static readonly int[] s_devices = [1, 2, 4, 8, 16];
    private static readonly int[] s_parts = [2, 4, 8];

    public string Id => "h15-context-and-sequence";

    public string Title => "Context and sequence parallelism";

    public string Question => "What does it take to split one long sequence over devices, and what is sequence parallelism?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        foreach (var parts in s_parts)
        {
            context.Point(new() { { "part", "merge" }, { "parts", parts } }, point => Merge(point, context.ByScale(256, 4_096, 16_384), parts), 0);
        }

        context.Point(new() { { "part", "memory" } }, Memory, 0);
        context.Point(new() { { "part", "traffic" } }, Traffic, 0);
        context.Point(new() { { "part", "sequence" } }, Sequence, 0);
    }

    /// <summary>Largest distance of merged attention from the whole, over the numbers of one head's result.</summary>
    /// <param name="tokens">Tokens of the context, at least as many as parts.</param>
    /// <param name="parts">Parts of it.</param>
    /// <param name="seed">Of scores and values.</param>
    internal static double MergeError(int tokens, int parts, ulong seed)
    {
        var random = new Xoshiro256(seed);
        double Draw() => (random.NextDouble() * 2) - 1;

        // Scores up to 30 apart: without the maximum taken out, sums of their exponentials would lose all digits of the small ones.
        var scores = Enumerable.Range(0, tokens).Select(_ => 15 * Draw()).ToArray();
        var values = Enumerable.Range(0, tokens).Select(_ => Enumerable.Range(0, HeadDim).Select(_ => Draw()).ToArray()).ToArray();
        var whole = Direct(scores, values);
        PartialAttention? merged = null;
        for (var part = 0; part < parts; part++)
        {
            var (begin, end) = ((int)((long)tokens * part / parts), (int)((long)tokens * (part + 1) / parts));
            var one = PartialAttention.Of(scores.AsSpan(begin, end - begin), values[begin..end]);
            merged = merged is null ? one : merged.Merge(one);
        }

        return merged!.Result().Zip(whole, (a, b) => Math.Abs(a - b)).Max();
    }

    // The definition, term by term and in one go: an oracle that knows nothing of parts.
    private static double[] Direct(double[] scores, double[][] values)
    {
        var sum = scores.Sum(Math.Exp);
        return [.. Enumerable.Range(0, HeadDim).Select(d => scores.Select((s, i) => Math.Exp(s) / sum * values[i][d]).Sum())];
    }

    private static void Merge(Point point, int tokens, int parts)
    {
        var error = MergeError(tokens, parts, point.Seed);
        point.Check("merged parts equal the whole to 1e-6", () => (error <= MergeTolerance, FormattableString.Invariant($"largest difference {error:G3} over {HeadDim} numbers, {tokens:N0} tokens")));
        point.Value(MergeDifference, error, $"{parts} parts", ValueKind.Computed);
    }

    private static void Memory(Point point)
    {
        foreach (var devices in s_devices)
        {
            point.Value(KvGB, ContextParallel.KvBytesPerDevice(Shape, LongContext, devices) / 1e9, "keys and values of one sequence", ValueKind.Computed, at: At(devices));
        }
    }

    private static void Traffic(Point point)
    {
        for (long tokens = 1_024; tokens <= LongContext; tokens *= 2)
        {
            Parameters at = new() { { "tokens", tokens } };
            point.Value(SentMB, ContextParallel.RingBytes(Shape, tokens, 8) / 1e6, RingName, ValueKind.Computed, at: at);
            point.Value(SentMB, 7 * ContextParallel.MergeBytesPerToken(Shape) / 8 / 1e6, MergeName, ValueKind.Computed, at: at);
            point.Value(SentMB, SequenceParallel.OperatorBytesPerToken(Shape) / 1e6, OperatorsName, ValueKind.Computed, at: at);
        }
    }

    private static void Sequence(Point point)
    {
        foreach (var devices in s_devices)
        {
            var whole = SequenceParallel.WholeBytes(LongContext, Shape.Hidden) / 1e9;
            point.Value(ActivationGB, whole, TensorName, ValueKind.Computed, at: At(devices));
            point.Value(ActivationGB, whole * (1 - SequenceParallel.Saved(devices)), SequenceName, ValueKind.Computed, at: At(devices));
            point.Value(Saved, 100 * SequenceParallel.Saved(devices), SequenceName, ValueKind.Computed, at: At(devices));
        }

        point.Value(CrossingKB, SequenceParallel.OperatorBytesPerToken(Shape) / 1e3, OperatorsName, ValueKind.Computed);
    }

    private static Parameters At(int devices) => new() { { "devices", devices } };
}
