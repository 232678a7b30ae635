using System.Runtime.Intrinsics;

namespace HotRow;

/// <summary>One stored row, opened: how a kernel restores its elements, at each register width. Every width gives the same bits as <see cref="Element"/>.</summary>
/// <remarks>A value of this type lives for one row; its members are inlined into the loops. Vectors are asked for only where that many elements
/// are left, so a decoder never reads past its row.</remarks>
/// <typeparam name="TSelf">The decoder.</typeparam>
internal unsafe interface IRowDecoder<TSelf>
    where TSelf : struct, IRowDecoder<TSelf>
{
    /// <summary>Bytes that one line of 16 elements takes, at most.</summary>
    static abstract int LineBytes { get; }

    /// <summary>Reads what the row says of itself.</summary>
    static abstract TSelf Open(byte* row, nint dim);

    /// <summary>One element: the reference.</summary>
    float Element(nint column);

    /// <summary>Four elements from a multiple of 4 on, counted from the row's first element or its last line's.</summary>
    Vector128<float> Four(nint column);

    /// <summary>Eight elements, from a column as for <see cref="Four"/>.</summary>
    Vector256<float> Eight(nint column);

    /// <summary>A line of 16 elements, from a column as for <see cref="Four"/>.</summary>
    Vector512<float> Sixteen(nint column);
}
