namespace HotRow.Gpu;

/// <summary>How a group of threads walks rows: some neighbouring threads, its lanes, share a row and step through it together, 16 bytes of output each where the row allows.</summary>
/// <param name="Shift">Lanes as a power of two.</param>
internal readonly record struct RowLanes(int Shift)
{
    /// <summary>Threads of a group.</summary>
    public const int Threads = 256;

    /// <summary>Rows that a group has in hand at once.</summary>
    public int Rows => Threads >> Shift;

    /// <summary>Groups for so many rows, of which each lane has some in hand.</summary>
    public KernelGrid Grid(int rows, int rowsPerLane = 1) => new((int)(((long)rows + (Rows * rowsPerLane) - 1) / (Rows * rowsPerLane)), Threads);

    /// <summary>Elements of one step of a lane: four where rows divide into fours, so that every part of every row is aligned; else one.</summary>
    public static int Elements(int dim) => dim % 4 == 0 ? 4 : 1;

    /// <summary>The lanes for rows of that many elements: as many as fill whole steps but for an eighth, at least as many as write a cache line of 128 bytes.</summary>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="mostShift">The most lanes, as a power of two: a warp, or a whole group where rows are few and long.</param>
    public static RowLanes For(int dim, int mostShift = 5)
    {
        const int LineShift = 3;
        var steps = dim / Elements(dim);
        for (var shift = mostShift; shift > LineShift; shift--)
        {
            var walked = (steps + (1 << shift) - 1) >> shift << shift;
            if (walked - steps <= steps / 8)
            {
                return new(shift);
            }
        }

        return new(Math.Min(LineShift, System.Numerics.BitOperations.Log2((uint)steps)));
    }
}
