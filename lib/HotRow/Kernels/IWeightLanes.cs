using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotRow;

/// <summary>The innermost part of <see cref="RowKernels.WeightProduct"/> for one <see cref="WeightFormat"/>: some weights and as many inputs, multiplied into a register of sums.</summary>
/// <typeparam name="TVector">A register of factors.</typeparam>
/// <typeparam name="TSum">A register of sums.</typeparam>
internal unsafe interface IWeightLanes<TVector, TSum>
    where TVector : struct
    where TSum : struct
{
    /// <summary>Products of one register.</summary>
    static abstract int Lanes { get; }

    /// <summary>Bytes of that many weights.</summary>
    static abstract int WeightStep { get; }

    /// <summary>Bytes of that many inputs.</summary>
    static abstract int InputStep { get; }

    /// <summary>Reads weights as factors.</summary>
    static abstract TVector Weights(byte* from);

    /// <summary>Reads inputs as factors.</summary>
    static abstract TVector Inputs(byte* from);

    /// <summary>sum + weights x inputs.</summary>
    static abstract TSum MultiplyAdd(TVector weights, TVector inputs, TSum sum);

    /// <summary>All lanes together.</summary>
    static abstract float Total(TSum sum);
}

/// <summary><see cref="WeightFormat.Fp64"/>.</summary>
internal readonly unsafe struct Fp64Lanes : IWeightLanes<Vector512<double>, Vector512<double>>
{
    public static int Lanes => 8;

    public static int WeightStep => 64;

    public static int InputStep => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Weights(byte* from) => Vector512.Load((double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Inputs(byte* from) => Vector512.Load((double*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> weights, Vector512<double> inputs, Vector512<double> sum) => Vector512.MultiplyAddEstimate(weights, inputs, sum);

    public static float Total(Vector512<double> sum) => (float)Vector512.Sum(sum);
}

/// <summary><see cref="WeightFormat.Fp32"/>.</summary>
internal readonly unsafe struct Fp32Lanes : IWeightLanes<Vector512<float>, Vector512<float>>
{
    public static int Lanes => 16;

    public static int WeightStep => 64;

    public static int InputStep => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Weights(byte* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Inputs(byte* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> weights, Vector512<float> inputs, Vector512<float> sum) => Vector512.MultiplyAddEstimate(weights, inputs, sum);

    public static float Total(Vector512<float> sum) => Vector512.Sum(sum);
}

/// <summary><see cref="WeightFormat.Bf16"/>: a bf16 number is the upper half of an fp32 number, so widening is a shift.</summary>
internal readonly unsafe struct Bf16Lanes : IWeightLanes<Vector512<float>, Vector512<float>>
{
    public static int Lanes => 16;

    public static int WeightStep => 32;

    public static int InputStep => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Weights(byte* from) => (Widening.Shorts512(from) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Inputs(byte* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> weights, Vector512<float> inputs, Vector512<float> sum) => Vector512.MultiplyAddEstimate(weights, inputs, sum);

    public static float Total(Vector512<float> sum) => Vector512.Sum(sum);
}

/// <summary><see cref="WeightFormat.Int8"/>.</summary>
internal readonly unsafe struct Int8Lanes : IWeightLanes<Vector512<float>, Vector512<float>>
{
    public static int Lanes => 16;

    public static int WeightStep => 16;

    public static int InputStep => 64;

    // A signed byte in the upper quarter of its lane, shifted down with its sign.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Weights(byte* from) => Vector512.ConvertToSingle(Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)from))
        : (Widening.Bytes512(from) << 24) >> 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Inputs(byte* from) => Vector512.Load((float*)from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> weights, Vector512<float> inputs, Vector512<float> sum) => Vector512.MultiplyAddEstimate(weights, inputs, sum);

    public static float Total(Vector512<float> sum) => Vector512.Sum(sum);
}

/// <summary><see cref="WeightFormat.Int8Products"/>: one instruction multiplies 32 pairs and adds them by fours where the processor has it.</summary>
internal readonly unsafe struct Int8ProductLanes : IWeightLanes<Vector256<byte>, Vector256<int>>
{
    public static int Lanes => 32;

    public static int WeightStep => 32;

    public static int InputStep => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Weights(byte* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Inputs(byte* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<byte> weights, Vector256<byte> inputs, Vector256<int> sum) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(sum, inputs, weights.AsSByte())
        : sum + ByParts(weights.AsSByte(), inputs);

    public static float Total(Vector256<int> sum) => Vector256.Sum(sum);

    // A product of a signed and an unsigned byte fits in 16 bits; sums of them do not.
    private static Vector256<int> ByParts(Vector256<sbyte> weights, Vector256<byte> inputs)
    {
        var (lowWeights, highWeights) = Vector256.Widen(weights);
        var (lowInputs, highInputs) = Vector256.Widen(inputs);
        var (a, b) = Vector256.Widen(lowWeights * lowInputs.AsInt16());
        var (c, d) = Vector256.Widen(highWeights * highInputs.AsInt16());
        return a + b + c + d;
    }
}
