namespace HotRow;

/// <summary>The innermost part of <see cref="RowKernels.Gemm(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, int, int, int, int)"/> at one register width: a small tile of the output, held in registers.</summary>
internal unsafe interface IGemmTile
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the tile.</summary>
    static abstract int Columns { get; }

    /// <summary>c = a b, or c += a b.</summary>
    /// <param name="depth">Columns of a and rows of b.</param>
    /// <param name="a">The packed strip: row r begins at <c>a + r * <see cref="GemmBlocks.StripStride"/></c>.</param>
    /// <param name="b">The packed panel: <see cref="Columns"/> floats for each step of the depth.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="stride">Floats from one row of c to the next.</param>
    /// <param name="accumulate">Add to what c holds.</param>
    static abstract void Multiply(int depth, float* a, float* b, float* c, nint stride, bool accumulate);
}
