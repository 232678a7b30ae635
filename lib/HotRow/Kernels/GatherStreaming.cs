using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    private const int StreamedPiece = 8 * ICacheLine.Floats;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherStreaming<TLine>(float* table, nint dim, int* rows, int count, float* output)
        where TLine : struct, ICacheLine
    {
        if (dim % StreamedPiece == 0 && (nint)output % 64 == 0)
        {
            GatherPieces<TLine>(table, dim, rows, count, output);
        }
        else
        {
            var ahead = RowsAhead((int)dim);
            for (var i = 0; i < count; i++)
            {
                CopyRowStreaming<TLine>(table + (rows[i] * dim), output + (i * dim), table + (rows[Math.Min(i + ahead, count - 1)] * dim), dim);
            }
        }

        StreamingFence();
    }

    // Aligned rows are copied a few at a time, a piece of each in turn: reads then go to more of the memory's banks at once
    // than when one row is read from end to end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherPieces<TLine>(float* table, nint dim, int* rows, int count, float* output)
        where TLine : struct, ICacheLine
    {
        const int Group = 32;
        const int Ahead = LookaheadBytes / (StreamedPiece * sizeof(float));
        for (var first = 0; first < count; first += Group)
        {
            var end = Math.Min(first + Group, count);
            for (nint column = 0; column < dim; column += StreamedPiece)
            {
                var piece = table + column;
                var to = output + (first * dim) + column;
                for (var i = first; i < end; i++)
                {
                    StreamEightLines<TLine>(piece + (rows[i] * dim), to, piece + (rows[Math.Min(i + Ahead, count - 1)] * dim));
                    to += dim;
                }
            }
        }
    }

    // The parts of a line that this row shares with its neighbours are written one by one: an ordinary store into a line
    // that is being streamed would force it out half full.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRowStreaming<TLine>(float* from, float* to, float* next, nint dim)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        var j = (-(nint)to & 63) / sizeof(float);
        Prefetch(next);
        CopyElements(from, to, 0, j);
        for (; j <= dim - (8 * Line); j += 8 * Line)
        {
            StreamEightLines<TLine>(from + j, to + j, next + j);
        }

        for (; j <= dim - Line; j += Line)
        {
            Prefetch(next + j);
            TLine.CopyStreaming(from + j, to + j);
        }

        if (j < dim)
        {
            Prefetch(next + dim - 1);
            CopyElements(from, to, j, dim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamEightLines<TLine>(float* from, float* to, float* next)
        where TLine : struct, ICacheLine
    {
        const int Half = 4 * ICacheLine.Floats;
        StreamFourLines<TLine>(from, to, next);
        StreamFourLines<TLine>(from + Half, to + Half, next + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StreamFourLines<TLine>(float* from, float* to, float* next)
        where TLine : struct, ICacheLine
    {
        const int Line = ICacheLine.Floats;
        Prefetch(next);
        Prefetch(next + Line);
        Prefetch(next + (2 * Line));
        Prefetch(next + (3 * Line));
        TLine.CopyStreaming(from, to);
        TLine.CopyStreaming(from + Line, to + Line);
        TLine.CopyStreaming(from + (2 * Line), to + (2 * Line));
        TLine.CopyStreaming(from + (3 * Line), to + (3 * Line));
    }
}
