using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>What row kernels do to one cache line, 16 floats, at one register width. Loops over rows are written once, over these.</summary>
internal unsafe interface ICacheLine
{
    /// <summary>Floats of a line.</summary>
    const int Floats = 16;

    /// <summary>to = from, for any alignment.</summary>
    static abstract void Copy(float* from, float* to);

    /// <summary>to = from, past the caches; <paramref name="to"/> is 64-byte aligned.</summary>
    static abstract void CopyStreaming(float* from, float* to);

    /// <summary>to = the line of the stored row that begins at the column, for any alignment.</summary>
    static abstract void Decode<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>;

    /// <summary>As <see cref="Decode"/>, past the caches; <paramref name="to"/> is 64-byte aligned.</summary>
    static abstract void DecodeStreaming<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>;

    /// <summary>to += from.</summary>
    static abstract void Add(float* from, float* to);

    /// <summary>to /= divisor.</summary>
    static abstract void Divide(float* to, float divisor);

    /// <summary>to += factor * from, rounded once where the hardware fuses.</summary>
    static abstract void MultiplyAdd(float* from, float factor, float* to);
}

/// <summary>A line as one 64-byte register.</summary>
internal readonly unsafe struct Line512 : ICacheLine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to) => Vector512.Load(from).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyStreaming(float* from, float* to) => Vector512.Load(from).StoreAlignedNonTemporal(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder> => row.Sixteen(column).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecodeStreaming<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder> => row.Sixteen(column).StoreAlignedNonTemporal(to);


    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* from, float* to) => (Vector512.Load(to) + Vector512.Load(from)).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide(float* to, float divisor) => (Vector512.Load(to) / Vector512.Create(divisor)).Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(float* from, float factor, float* to) =>
        Vector512.MultiplyAddEstimate(Vector512.Create(factor), Vector512.Load(from), Vector512.Load(to)).Store(to);
}

/// <summary>A line as two 32-byte registers.</summary>
internal readonly unsafe struct Line256 : ICacheLine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to)
    {
        var first = Vector256.Load(from);
        var second = Vector256.Load(from + 8);
        first.Store(to);
        second.Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyStreaming(float* from, float* to)
    {
        var first = Vector256.Load(from);
        var second = Vector256.Load(from + 8);
        first.StoreAlignedNonTemporal(to);
        second.StoreAlignedNonTemporal(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        row.Eight(column).Store(to);
        row.Eight(column + 8).Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecodeStreaming<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        row.Eight(column).StoreAlignedNonTemporal(to);
        row.Eight(column + 8).StoreAlignedNonTemporal(to + 8);
    }


    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* from, float* to)
    {
        (Vector256.Load(to) + Vector256.Load(from)).Store(to);
        (Vector256.Load(to + 8) + Vector256.Load(from + 8)).Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide(float* to, float divisor)
    {
        (Vector256.Load(to) / Vector256.Create(divisor)).Store(to);
        (Vector256.Load(to + 8) / Vector256.Create(divisor)).Store(to + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(float* from, float factor, float* to)
    {
        var factors = Vector256.Create(factor);
        Vector256.MultiplyAddEstimate(factors, Vector256.Load(from), Vector256.Load(to)).Store(to);
        Vector256.MultiplyAddEstimate(factors, Vector256.Load(from + 8), Vector256.Load(to + 8)).Store(to + 8);
    }
}

/// <summary>A line as four 16-byte registers.</summary>
internal readonly unsafe struct Line128 : ICacheLine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to)
    {
        var (a, b, c, d) = (Vector128.Load(from), Vector128.Load(from + 4), Vector128.Load(from + 8), Vector128.Load(from + 12));
        a.Store(to);
        b.Store(to + 4);
        c.Store(to + 8);
        d.Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyStreaming(float* from, float* to)
    {
        var (a, b, c, d) = (Vector128.Load(from), Vector128.Load(from + 4), Vector128.Load(from + 8), Vector128.Load(from + 12));
        a.StoreAlignedNonTemporal(to);
        b.StoreAlignedNonTemporal(to + 4);
        c.StoreAlignedNonTemporal(to + 8);
        d.StoreAlignedNonTemporal(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        row.Four(column).Store(to);
        row.Four(column + 4).Store(to + 4);
        row.Four(column + 8).Store(to + 8);
        row.Four(column + 12).Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecodeStreaming<TDecoder>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        row.Four(column).StoreAlignedNonTemporal(to);
        row.Four(column + 4).StoreAlignedNonTemporal(to + 4);
        row.Four(column + 8).StoreAlignedNonTemporal(to + 8);
        row.Four(column + 12).StoreAlignedNonTemporal(to + 12);
    }


    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* from, float* to)
    {
        (Vector128.Load(to) + Vector128.Load(from)).Store(to);
        (Vector128.Load(to + 4) + Vector128.Load(from + 4)).Store(to + 4);
        (Vector128.Load(to + 8) + Vector128.Load(from + 8)).Store(to + 8);
        (Vector128.Load(to + 12) + Vector128.Load(from + 12)).Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Divide(float* to, float divisor)
    {
        var divisors = Vector128.Create(divisor);
        (Vector128.Load(to) / divisors).Store(to);
        (Vector128.Load(to + 4) / divisors).Store(to + 4);
        (Vector128.Load(to + 8) / divisors).Store(to + 8);
        (Vector128.Load(to + 12) / divisors).Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(float* from, float factor, float* to)
    {
        var factors = Vector128.Create(factor);
        Vector128.MultiplyAddEstimate(factors, Vector128.Load(from), Vector128.Load(to)).Store(to);
        Vector128.MultiplyAddEstimate(factors, Vector128.Load(from + 4), Vector128.Load(to + 4)).Store(to + 4);
        Vector128.MultiplyAddEstimate(factors, Vector128.Load(from + 8), Vector128.Load(to + 8)).Store(to + 8);
        Vector128.MultiplyAddEstimate(factors, Vector128.Load(from + 12), Vector128.Load(to + 12)).Store(to + 12);
    }
}
