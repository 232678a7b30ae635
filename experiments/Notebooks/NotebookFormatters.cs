using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>How the views of cells become what front ends show.</summary>
public static class NotebookFormatters
{
    /// <summary>For pages that may load plotly.js from its public address.</summary>
    public static IReadOnlyList<Func<object, MimeBundle?>> All { get; } = [];

    /// <summary>For pages without a network: plotly.js is embedded where a copy is in the cache.</summary>
    public static IReadOnlyList<Func<object, MimeBundle?>> Offline { get; } = [];
}
