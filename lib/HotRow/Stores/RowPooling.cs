using System.Numerics.Tensors;

namespace HotRow;

/// <summary>The last step of a lookup, from rows in memory to output rows: copied, or pooled by bag.</summary>
internal static unsafe class RowPooling
{
    /// <summary>Copies rows of a strategy's own memory to the output, or pools them as they are read.</summary>
    /// <param name="near">The memory.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="sources">Where in it each index's row lies.</param>
    /// <param name="offsets">As in <see cref="Pool"/>.</param>
    /// <param name="mode">None, sum or mean.</param>
    /// <param name="destination"><i>Shape:</i> <c>[indices, dim]</c> or <c>[bags, dim]</c>.</param>
    /// <param name="threads">Threads that copy.</param>
    public static void GatherOrPool(NearRows near, int dim, ReadOnlySpan<int> sources, ReadOnlySpan<int> offsets, PoolingMode mode, Span<float> destination, int threads)
    {
        GatherOrPool(near.Pointer, near.RowCount, dim, sources, offsets, mode, destination, threads);
        GC.KeepAlive(near);
    }

    /// <summary>Copies rows of a table to the output, or pools them as they are read.</summary>
    public static void GatherOrPool(float* table, int rowCount, int dim, ReadOnlySpan<int> rows, ReadOnlySpan<int> offsets, PoolingMode mode, Span<float> destination, int threads)
    {
        if (mode == PoolingMode.None || offsets.IsEmpty)
        {
            RowKernels.Gather(table, rowCount, dim, rows, destination, streaming: false, threads);
        }
        else
        {
            RowKernels.GatherPooled(table, rowCount, dim, rows, offsets, destination, mode, threads);
        }
    }

    /// <summary>Copies rows that lie one behind the other to the output, or pools them.</summary>
    public static void PoolOrCopy(ReadOnlySpan<float> rows, ReadOnlySpan<int> offsets, int dim, PoolingMode mode, Span<float> destination)
    {
        if (mode == PoolingMode.None)
        {
            rows.CopyTo(destination);
        }
        else
        {
            Pool(rows, offsets, dim, mode, destination);
        }
    }

    /// <summary>Sums or averages each bag's rows, in order; an empty bag gives zeros.</summary>
    /// <param name="rows">The batch's rows in the order of its indices. <i>Shape:</i> <c>[indices, dim]</c>.</param>
    /// <param name="offsets">Where bags begin and the end; empty when every row is its own bag. Checked by the caller.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="mode">Sum or mean.</param>
    /// <param name="destination"><i>Shape:</i> <c>[bags, dim]</c>.</param>
    public static void Pool(ReadOnlySpan<float> rows, ReadOnlySpan<int> offsets, int dim, PoolingMode mode, Span<float> destination)
    {
        if (offsets.IsEmpty)
        {
            rows.CopyTo(destination);
            return;
        }

        for (var bag = 0; bag < offsets.Length - 1; bag++)
        {
            var output = destination.Slice(bag * dim, dim);
            var (first, end) = (offsets[bag], offsets[bag + 1]);
            if (first == end)
            {
                output.Clear();
                continue;
            }

            rows.Slice(first * dim, dim).CopyTo(output);
            for (var i = first + 1; i < end; i++)
            {
                TensorPrimitives.Add(output, rows.Slice(i * dim, dim), output);
            }

            if (mode == PoolingMode.Mean)
            {
                TensorPrimitives.Divide(output, end - first, output);
            }
        }
    }
}
