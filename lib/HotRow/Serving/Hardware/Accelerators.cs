namespace HotRow.Serving;

/// <summary>The accelerators that come with HotRow.</summary>
public static class Accelerators
{
    private static readonly Lazy<AcceleratorCatalogue> s_shipped = new(AcceleratorCatalogue.ReadShipped);

    /// <summary>The catalogue that comes with HotRow: <c>accelerators.json</c>.</summary>
    public static AcceleratorCatalogue Shipped => s_shipped.Value;

    /// <summary>All of them, sorted by name.</summary>
    public static IReadOnlyList<Accelerator> All => Shipped.All;

    /// <summary>The accelerator of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static Accelerator Find(string name) => Shipped.Find(name);
}
