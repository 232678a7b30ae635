namespace HotRow.Notebook;

/// <summary>A notebook, a connection file or a kernel folder that cannot be used. The message is one clear line: what, where, what is allowed, how to mend it.</summary>
public sealed class NotebookException : Exception
{
    /// <summary>Without a message.</summary>
    public NotebookException()
    {
    }

    /// <summary>With its line.</summary>
    public NotebookException(string message)
        : base(message)
    {
    }

    /// <summary>With its line and its cause.</summary>
    public NotebookException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
