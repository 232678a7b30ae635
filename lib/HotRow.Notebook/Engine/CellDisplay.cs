namespace HotRow.Notebook;

/// <summary>What cells call to show values; imported into every session.</summary>
public static class CellDisplay
{
    /// <summary>Shows a value now, under the running cell.</summary>
    /// <param name="value">Anything; a <see cref="MimeBundle"/> is shown as it is.</param>
    /// <param name="id">A name by which <see cref="update"/> finds it.</param>
    /// <exception cref="InvalidOperationException">No cell is running here.</exception>
#pragma warning disable IDE1006, CA1707 // Cells call it the way every notebook language does.
    public static void display(object? value, string? id = null) => throw new NotSupportedException();

    /// <summary>Replaces what was displayed under a name.</summary>
    public static void update(object? value, string id) => throw new NotSupportedException();
#pragma warning restore IDE1006, CA1707
}
