namespace HotRow;

/// <summary>Places of equal width, one per category; the value is the category's number from 0.</summary>
internal sealed class CategoryScale : AxisScale
{
    /// <summary>The categories' texts.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Width of one place in pixels.</summary>
    public double Width => (To - From) / Names.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<AxisTick> Ticks => [.. Names.Select((name, i) => new AxisTick(Place(i), name))];

    /// <inheritdoc/>
    public override double Share(double value) => (value + 0.5) / Names.Count;
}
