using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HotRow;

/// <summary>Small integers spread over the lanes of a register of 32-bit integers: one instruction on x64, shuffles elsewhere.</summary>
internal static unsafe class Widening
{
    /// <summary>4 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Bytes128(byte* from) => Bytes128(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(from)).AsByte());

    /// <summary>8 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Bytes256(byte* from) => Bytes256(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(from)).AsByte());

    /// <summary>16 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Bytes512(byte* from) => Bytes512(Vector128.Load(from));

    /// <summary>The first 4 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Bytes128(Vector128<byte> bytes) => Sse41.IsSupported
        ? Sse41.ConvertToVector128Int32(bytes)
        : Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();

    /// <summary>The first 8 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Bytes256(Vector128<byte> bytes)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(bytes);
        }

        var (low, high) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.Create(low, high).AsInt32();
    }

    /// <summary>All 16 unsigned bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Bytes512(Vector128<byte> bytes) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(bytes)
        : Vector512.Create(Bytes256(bytes), Bytes256(Vector128.Shuffle(bytes.AsUInt64(), Vector128.Create(1ul, 1)).AsByte()));

    /// <summary>4 unsigned 16-bit integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Shorts128(byte* from) => Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(from)).AsUInt16());

    /// <summary>8 unsigned 16-bit integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Shorts256(byte* from)
    {
        var shorts = Vector128.Load(from).AsUInt16();
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(shorts).AsUInt32();
        }

        var (low, high) = Vector128.Widen(shorts);
        return Vector256.Create(low, high);
    }

    /// <summary>16 unsigned 16-bit integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Shorts512(byte* from) => Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.Load(from).AsUInt16()).AsUInt32()
        : Vector512.Create(Shorts256(from), Shorts256(from + 16));
}
