using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Restores rows of a table of stored rows in the order named. <i>Shape:</i> destination is <c>[indices.Length, dim]</c>, row-major.</summary>
    /// <param name="table">First byte of a table whose rows lie one behind the other.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Elements of a row, at least 1.</param>
    /// <param name="rowBytes">Bytes of a stored row, at least 1.</param>
    /// <param name="indices">Row numbers, 0 &lt;= row &lt; rowCount.</param>
    /// <param name="destination">The rows' elements.</param>
    /// <param name="streaming">Write past the caches; done where every row of the output begins on a 64-byte boundary.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="width">The registers to use.</param>
    internal static void GatherDecoded<TDecoder>(
        byte* table, int rowCount, int dim, int rowBytes, ReadOnlySpan<int> indices, Span<float> destination, bool streaming, int threads, VectorWidth width)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        CheckTable((float*)table, rowCount, dim);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        RowCheck.Destination(destination, indices.Length, dim);
        RowCheck.Rows(indices, rowCount);
        fixed (int* rows = indices)
        fixed (float* output = destination)
        {
            var work = new DecodeWork(table, dim, rowBytes, rows, output, streaming, width);
            if (threads == 1 || (long)indices.Length * dim * sizeof(float) < BytesWorthThreads)
            {
                DecodeRange<TDecoder>(&work, 0, indices.Length);
            }
            else
            {
                WorkerTeam.Shared(threads).ForRanges(&DecodeRange<TDecoder>, &work, indices.Length);
            }
        }
    }

    /// <summary>Restores one row; the caller has checked that the bytes are a row of that many elements.</summary>
    internal static void Decode<TDecoder>(byte* stored, Span<float> row, VectorWidth width)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        var first = 0;
        fixed (float* output = row)
        {
            var work = new DecodeWork(stored, row.Length, 1, &first, output, streaming: false, width);
            DecodeRange<TDecoder>(&work, 0, 1);
        }
    }

    private readonly struct DecodeWork(byte* table, int dim, int rowBytes, int* rows, float* output, bool streaming, VectorWidth width)
    {
        internal readonly byte* Table = table;
        internal readonly int* Rows = rows;
        internal readonly float* Output = output;
        internal readonly int Dim = dim;
        internal readonly int RowBytes = rowBytes;
        internal readonly VectorWidth Width = width;

        // A row that shares its first or last line with a neighbour would have to write a part of it, which these stores cannot.
        internal readonly bool Streaming = streaming && dim % ICacheLine.Floats == 0 && (nint)output % 64 == 0;
    }

    private static void DecodeRange<TDecoder>(void* state, int first, int end)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        var work = (DecodeWork*)state;
        switch (work->Width)
        {
            case VectorWidth.Bits512:
                DecodeRows<TDecoder, Line512>(work, first, end);
                break;
            case VectorWidth.Bits256:
                DecodeRows<TDecoder, Line256>(work, first, end);
                break;
            case VectorWidth.Bits128:
                DecodeRows<TDecoder, Line128>(work, first, end);
                break;
            default:
                DecodeReference<TDecoder>(work, first, end);
                break;
        }
    }

    private static void DecodeReference<TDecoder>(DecodeWork* work, int first, int end)
        where TDecoder : struct, IRowDecoder<TDecoder>
    {
        nint dim = work->Dim;
        for (nint i = first; i < end; i++)
        {
            var row = TDecoder.Open(work->Table + ((nint)work->Rows[i] * work->RowBytes), dim);
            for (nint j = 0; j < dim; j++)
            {
                work->Output[(i * dim) + j] = row.Element(j);
            }
        }
    }

    private static void DecodeRows<TDecoder, TLine>(DecodeWork* work, int first, int end)
        where TDecoder : struct, IRowDecoder<TDecoder>
        where TLine : struct, ICacheLine
    {
        if (work->Streaming)
        {
            DecodeRows<TDecoder, TLine, PastCaches>(work, first, end);
            StreamingFence();
        }
        else
        {
            DecodeRows<TDecoder, TLine, ThroughCaches>(work, first, end);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DecodeRows<TDecoder, TLine, TStore>(DecodeWork* work, int first, int end)
        where TDecoder : struct, IRowDecoder<TDecoder>
        where TLine : struct, ICacheLine
        where TStore : struct, IStorePath
    {
        var table = work->Table;
        var rows = work->Rows;
        var (dim, rowBytes) = ((nint)work->Dim, (nint)work->RowBytes);
        var ahead = RowsAhead(Math.Max(1, work->RowBytes / sizeof(float)));
        var output = work->Output + (first * dim);
        for (var i = first; i < end; i++)
        {
            var next = table + (rows[Math.Min(i + ahead, end - 1)] * rowBytes);
            DecodeRow<TDecoder, TLine, TStore>(TDecoder.Open(table + (rows[i] * rowBytes), dim), output, next, dim);
            Prefetch((float*)(next + rowBytes - 1));
            output += dim;
        }
    }

    // The stored row is read several times slower than the output is written, so one prefetch for each of its lines is spread over the output's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecodeRow<TDecoder, TLine, TStore>(TDecoder row, float* to, byte* next, nint dim)
        where TDecoder : struct, IRowDecoder<TDecoder>
        where TLine : struct, ICacheLine
        where TStore : struct, IStorePath
    {
        const int Line = ICacheLine.Floats;
        nint j = 0;
        for (; j <= dim - (4 * Line); j += 4 * Line)
        {
            Prefetch((float*)next);
            if (TDecoder.LineBytes > 16)
            {
                Prefetch((float*)(next + 64));
            }

            next += 4 * TDecoder.LineBytes;
            DecodeLine<TDecoder, TLine, TStore>(row, j, to + j);
            DecodeLine<TDecoder, TLine, TStore>(row, j + Line, to + j + Line);
            DecodeLine<TDecoder, TLine, TStore>(row, j + (2 * Line), to + j + (2 * Line));
            DecodeLine<TDecoder, TLine, TStore>(row, j + (3 * Line), to + j + (3 * Line));
        }

        Prefetch((float*)next);
        for (; j <= dim - Line; j += Line)
        {
            DecodeLine<TDecoder, TLine, TStore>(row, j, to + j);
        }

        if (j < dim)
        {
            DecodeTail<TDecoder, TLine>(row, to, dim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DecodeLine<TDecoder, TLine, TStore>(TDecoder row, nint column, float* to)
        where TDecoder : struct, IRowDecoder<TDecoder>
        where TLine : struct, ICacheLine
        where TStore : struct, IStorePath
    {
        if (TStore.PastCaches)
        {
            TLine.DecodeStreaming(row, column, to);
        }
        else
        {
            TLine.Decode(row, column, to);
        }
    }

    private static void DecodeTail<TDecoder, TLine>(TDecoder row, float* to, nint dim)
        where TDecoder : struct, IRowDecoder<TDecoder>
        where TLine : struct, ICacheLine
    {
        if (dim >= ICacheLine.Floats)
        {
            // The row's last whole line, which writes some elements a second time with the same bits.
            TLine.Decode(row, dim - ICacheLine.Floats, to + dim - ICacheLine.Floats);
            return;
        }

        for (nint j = 0; j < dim; j++)
        {
            to[j] = row.Element(j);
        }
    }

    /// <summary>Which stores a loop uses, as a type, so that the choice costs nothing in it.</summary>
    private interface IStorePath
    {
        static abstract bool PastCaches { get; }
    }

    private readonly struct PastCaches : IStorePath
    {
        static bool IStorePath.PastCaches => true;
    }

    private readonly struct ThroughCaches : IStorePath
    {
        static bool IStorePath.PastCaches => false;
    }
}
