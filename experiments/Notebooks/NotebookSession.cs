using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>The session our notebooks run in, headless and in Jupyter: the library and the experiments are simply there.</summary>
internal static class NotebookSession
{
    /// <summary>A fresh session. It is the caller's to dispose.</summary>
    /// <param name="offline">Whether its charts must do without a network.</param>
    internal static CSharpSession Create(bool offline = false) => new(new SessionOptions
    {
        References = [typeof(InputException).Assembly, typeof(Cells).Assembly],
        Imports = [nameof(HotRow), typeof(Cells).Namespace!, typeof(Cells).FullName!],
        PlainErrors = [typeof(InputException)],
        Formatters = offline ? NotebookFormatters.Offline : NotebookFormatters.All,
    });
}
