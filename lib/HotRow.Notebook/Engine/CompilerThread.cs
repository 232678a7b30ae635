namespace HotRow.Notebook;

/// <summary>Where the compiler is asked about code that nobody vouches for: a thread with room for deep nesting, a limit in time, and no exception that leaves it.</summary>
internal sealed class CompilerThread
{
    private const int StackBytes = 16 << 20;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    // The compiler looks at its cancellation seldom (overloads of nested lambdas are exponential and never do): a question may outlive its limit, and until it ends no other is asked.
    private volatile Thread? _late;

    /// <summary>The answer to a question, or the fallback when the compiler has none in time.</summary>
    internal T Run<T>(Func<CancellationToken, T> question, T fallback)
    {
        if (_late is { IsAlive: true })
            return fallback;
        var answer = fallback;
        var thread = new Thread(() => answer = Ask(question, fallback), StackBytes) { IsBackground = true };
        thread.Start();
        if (thread.Join(s_limit))
            return answer;
        _late = thread;
        return fallback;
    }

    private static T Ask<T>(Func<CancellationToken, T> question, T fallback)
    {
        using var cancel = new CancellationTokenSource(s_limit);
        try
        {
            return question(cancel.Token);
        }
#pragma warning disable CA1031 // Whatever the compiler throws on broken code (too deep, its internal errors, too late) means: no answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return fallback;
        }
    }
}
