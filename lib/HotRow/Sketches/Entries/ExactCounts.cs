using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>One counter for every row seen: the reference for the sketches. Its memory grows with the distinct rows, whatever the budget.</summary>
public sealed class ExactCounts : IHotRowSketch
{
    private const int BytesPerRow = 28; // a dictionary's entry of 24 B and its bucket of 4 B
    private readonly Dictionary<int, long> _counts = [];

    /// <inheritdoc/>
    public long Accesses { get; private set; }

    /// <inheritdoc/>
    public long Bytes => (long)_counts.EnsureCapacity(0) * BytesPerRow;

    /// <inheritdoc/>
    public void Add(int row)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, row, out _)++;
        Accesses++;
    }

    /// <inheritdoc/>
    public long EstimateOf(int row) => _counts.GetValueOrDefault(row);

    /// <inheritdoc/>
    public int Top(Span<HeavyRow> destination) => HeavyRows.Write([.. _counts.Keys], [.. _counts.Values], destination);

    /// <inheritdoc/>
    public void Clear()
    {
        _counts.Clear();
        Accesses = 0;
    }
}

public static partial class HotRowSketches
{
    /// <summary>One counter for every row.</summary>
    public static readonly HotRowSketchInfo Exact = Add(new("exact", "one counter for every row, the reference; ignores the budget", "estimate = count",
        _ => new ExactCounts(), NeverBelow: true, NeverAbove: true));
}
