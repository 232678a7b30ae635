namespace HotRow.Notebook;

/// <summary>What cells call to show values; imported into every session.</summary>
public static class CellDisplay
{
#pragma warning disable IDE1006, CA1707 // Cells call it the way every notebook language does.
    /// <summary>Cancelled when the running cell is interrupted: a long loop that looks at it ends at once and keeps its variables, work on other threads can be stopped by it alone.</summary>
    public static CancellationToken interrupted => CellRun.Current?.Interrupted ?? CancellationToken.None;

    /// <summary>Shows a value now, under the running cell; from a thread that outlived its cell, nowhere.</summary>
    /// <param name="value">Anything; a <see cref="MimeBundle"/> is shown as it is.</param>
    /// <param name="id">A name by which <see cref="update"/> finds it.</param>
    /// <exception cref="InvalidOperationException">No cell is running here.</exception>
    public static void display(object? value, string? id = null) => Here().Show(value, id, replaces: false);

    /// <summary>Replaces what was displayed under a name.</summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">No cell is running here.</exception>
    public static void update(object? value, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        Here().Show(value, id, replaces: true);
    }
#pragma warning restore IDE1006, CA1707

    private static CellRun Here() => CellRun.Current ?? throw new InvalidOperationException("display and update work in a notebook's cell only: no cell is running on this thread.");
}
