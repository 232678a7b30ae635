using System.Runtime.CompilerServices;

namespace HotRow;

/// <summary>A product C = A B cut into blocks that fit the caches, after Goto and van de Geijn: panels of B are packed once and
/// shared, each worker packs blocks of A for itself and sweeps them with a register tile.</summary>
/// <remarks><i>Source:</i> K. Goto, R. A. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008).
/// <i>Deviation:</i> strips of A are copied row by row, not transposed: the tile broadcasts single elements, so it only needs
/// them at fixed distances, and a copy of rows is several times cheaper.</remarks>
internal unsafe struct GemmBlocks
{
    /// <summary>Depth of a block: a panel of B of this depth fills two thirds of a first-level cache of 48 KiB.</summary>
    internal const int Depth = 256;

    /// <summary>Floats from one row of a packed strip of A to the next. Not a multiple of 1,024 floats, so that a strip's rows fall into different cache sets.</summary>
    internal const int StripStride = Depth + 16;

    /// <summary>Rows of a block of A, a multiple of every tile's rows; packed, a quarter of a second-level cache of 1 MiB.</summary>
    private const int BlockRows = 240;

    // Packed B at most: 8 MiB, so that it stays in the last-level cache.
    private const int PanelFloats = 2 << 20;
    private const int MaxColumns = 2048;

    [ThreadStatic]
    private static PageMemory? t_panels;

    [ThreadStatic]
    private static PageMemory? t_strips;

    private float* _a;
    private float* _b;
    private float* _c;
    private int _m;
    private int _n;
    private int _k;
    private float* _panels;
    private int _column;
    private int _columns;
    private int _depth;
    private int _depths;
    private int _rowsPerBlock;
    private int _columnParts;

    /// <summary>Computes C = A B with all dimensions at least 1.</summary>
    internal static void Multiply<TTile>(float* a, float* b, float* c, int m, int n, int k, int threads)
        where TTile : struct, IGemmTile
    {
        var columns = Math.Min(RoundUp(n, TTile.Columns), MaxColumns);
        var depths = Math.Min(k, Math.Max(Depth, PanelFloats / columns / Depth * Depth));
        var rowsPerBlock = Math.Min(BlockRows, RoundUp(m, TTile.Rows));
        var work = new GemmBlocks
        {
            _a = a,
            _b = b,
            _c = c,
            _m = m,
            _n = n,
            _k = k,
            _rowsPerBlock = rowsPerBlock,
            _panels = Buffer(ref t_panels, columns * depths),
        };
        for (var column = 0; column < n; column += columns)
        {
            for (var depth = 0; depth < k; depth += depths)
            {
                work._column = column;
                work._columns = Math.Min(columns, n - column);
                work._depth = depth;
                work._depths = Math.Min(depths, k - depth);
                work.MultiplyPanels<TTile>(threads);
            }
        }
    }

    private void MultiplyPanels<TTile>(int threads)
        where TTile : struct, IGemmTile
    {
        var panels = Parts(_columns, TTile.Columns);
        var blocks = Parts(_m, _rowsPerBlock);
        // Few rows: the blocks' columns are shared out as well, and packing a block twice is the price.
        _columnParts = blocks >= 2 * threads ? 1 : Math.Min(panels, Parts(4 * threads, blocks));
        fixed (GemmBlocks* work = &this)
        {
            if (threads == 1)
            {
                _columnParts = 1;
                PackPanels<TTile>(work, 0, panels);
                MultiplyBlocks<TTile>(work, 0, blocks);
            }
            else
            {
                var team = WorkerTeam.Shared(threads);
                team.ForRanges(&PackPanels<TTile>, work, panels);
                team.ForRanges(&MultiplyBlocks<TTile>, work, blocks * _columnParts, 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanels<TTile>(void* state, int first, int end)
        where TTile : struct, IGemmTile
    {
        var work = (GemmBlocks*)state;
        for (var panel = first; panel < end; panel++)
        {
            var column = panel * TTile.Columns;
            var width = Math.Min(TTile.Columns, work->_columns - column);
            var from = work->_b + ((nint)work->_depth * work->_n) + work->_column + column;
            var to = work->_panels + ((nint)panel * TTile.Columns * work->_depths);
            for (var p = 0; p < work->_depths; p++)
            {
                var j = 0;
                if (width == TTile.Columns)
                {
                    Unsafe.CopyBlockUnaligned(to, from, (uint)(TTile.Columns * sizeof(float)));
                    j = width;
                }

                for (; j < TTile.Columns; j++)
                {
                    to[j] = j < width ? from[j] : 0;
                }

                from += work->_n;
                to += TTile.Columns;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlocks<TTile>(void* state, int first, int end)
        where TTile : struct, IGemmTile
    {
        var work = (GemmBlocks*)state;
        var strips = Buffer(ref t_strips, BlockRows * StripStride);
        for (var item = first; item < end; item++)
        {
            var row = item / work->_columnParts * work->_rowsPerBlock;
            var rows = Math.Min(work->_rowsPerBlock, work->_m - row);
            var panels = Parts(work->_columns, TTile.Columns);
            var part = item % work->_columnParts;
            var firstPanel = (int)((long)panels * part / work->_columnParts);
            var endPanel = (int)((long)panels * (part + 1) / work->_columnParts);
            for (var depth = 0; depth < work->_depths; depth += Depth)
            {
                var steps = Math.Min(Depth, work->_depths - depth);
                PackStrips(work, strips, row, rows, depth, steps);
                for (var panel = firstPanel; panel < endPanel; panel++)
                {
                    MultiplyPanel<TTile>(work, strips, row, rows, depth, steps, panel);
                }
            }
        }
    }

    // Rows past the block's last keep what an earlier block left there: the tile computes them and nobody reads the result.
    private static void PackStrips(GemmBlocks* work, float* strips, int row, int rows, int depth, int steps)
    {
        var from = work->_a + ((nint)row * work->_k) + work->_depth + depth;
        for (var r = 0; r < rows; r++)
        {
            Unsafe.CopyBlockUnaligned(strips, from, (uint)(steps * sizeof(float)));
            from += work->_k;
            strips += StripStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPanel<TTile>(GemmBlocks* work, float* strips, int row, int rows, int depth, int steps, int panel)
        where TTile : struct, IGemmTile
    {
        var column = panel * TTile.Columns;
        var width = Math.Min(TTile.Columns, work->_columns - column);
        var b = work->_panels + ((nint)column * work->_depths) + ((nint)depth * TTile.Columns);
        var c = work->_c + ((nint)row * work->_n) + work->_column + column;
        nint stride = work->_n;
        var accumulate = work->_depth + depth > 0;
        var r = 0;
        if (width == TTile.Columns)
        {
            for (; r <= rows - TTile.Rows; r += TTile.Rows)
            {
                TTile.Multiply(steps, strips + (r * StripStride), b, c + (r * stride), stride, accumulate);
            }
        }

        if (r == rows)
        {
            return;
        }

        var edge = stackalloc float[TTile.Rows * TTile.Columns];
        for (; r < rows; r += TTile.Rows)
        {
            TTile.Multiply(steps, strips + (r * StripStride), b, edge, TTile.Columns, accumulate: false);
            CopyEdge<TTile>(edge, c + (r * stride), stride, Math.Min(TTile.Rows, rows - r), width, accumulate);
        }
    }

    private static void CopyEdge<TTile>(float* edge, float* c, nint stride, int rows, int width, bool accumulate)
        where TTile : struct, IGemmTile
    {
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < width; j++)
            {
                c[j] = accumulate ? c[j] + edge[j] : edge[j];
            }

            edge += TTile.Columns;
            c += stride;
        }
    }

    private static float* Buffer(ref PageMemory? memory, long floats)
    {
        var bytes = floats * sizeof(float);
        if (memory is null || memory.Bytes < bytes)
        {
            memory?.Dispose();
            memory = null;
            memory = new(bytes, "the scratch memory of a product");
        }

        return (float*)memory.Pointer;
    }

    private static int Parts(int count, int size) => (count + size - 1) / size;

    private static int RoundUp(int count, int unit) => Parts(count, unit) * unit;
}
