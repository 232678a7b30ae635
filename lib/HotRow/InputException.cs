namespace HotRow;

/// <summary>Something the user gave is wrong: a file, a name, a number. The message is one line that says what, where and
/// what is allowed; the command line prints it as it is and ends with exit code 2.</summary>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception with no message; for serializers only.</summary>
    public InputException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what, where, what is allowed, how to mend it.</param>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line: what, where, what is allowed, how to mend it.</param>
    /// <param name="innerException">The cause.</param>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
