using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>A register of fp32 numbers, as the normalising kernels use it: their loops are written once, over these.</summary>
/// <typeparam name="TSelf">The register.</typeparam>
internal unsafe interface INormLanes<TSelf>
    where TSelf : struct, INormLanes<TSelf>
{
    /// <summary>Numbers it holds.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Splat(float value);

    /// <summary>Reads from any alignment.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>Writes to any alignment.</summary>
    static abstract void Store(TSelf value, float* to);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a - b.</summary>
    static abstract TSelf Subtract(TSelf a, TSelf b);

    /// <summary>a * b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);

    /// <summary>a * b + c, rounded once where the hardware fuses.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The sum over the lanes.</summary>
    static abstract float Sum(TSelf value);
}

/// <summary>One number: the reference.</summary>
internal readonly unsafe struct Lanes1(float value) : INormLanes<Lanes1>
{
    private readonly float _value = value;

    public static int Count => 1;

    public static Lanes1 Splat(float value) => new(value);

    public static Lanes1 Load(float* from) => new(*from);

    public static void Store(Lanes1 value, float* to) => *to = value._value;

    public static Lanes1 Add(Lanes1 a, Lanes1 b) => new(a._value + b._value);

    public static Lanes1 Subtract(Lanes1 a, Lanes1 b) => new(a._value - b._value);

    public static Lanes1 Multiply(Lanes1 a, Lanes1 b) => new(a._value * b._value);

    public static Lanes1 MultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new((a._value * b._value) + c._value);

    public static float Sum(Lanes1 value) => value._value;
}

/// <summary>4 numbers in a register of 16 bytes.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : INormLanes<Lanes128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Splat(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* from) => new(Vector128.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 a, Lanes128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Subtract(Lanes128 a, Lanes128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 a, Lanes128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 value) => Vector128.Sum(value._value);
}

/// <summary>8 numbers in a register of 32 bytes.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : INormLanes<Lanes256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Splat(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(float* from) => new(Vector256.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 a, Lanes256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes256 value) => Vector256.Sum(value._value);
}

/// <summary>16 numbers in a register of 64 bytes.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : INormLanes<Lanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Splat(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(float* from) => new(Vector512.Load(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, float* to) => value._value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 a, Lanes512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 a, Lanes512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 value) => Vector512.Sum(value._value);
}
