using System.Threading.Channels;

namespace HotRow.Lab;

/// <summary>One sequence that <see cref="TinyWorker"/> computes: the worker writes when each of its tokens was made, a handler reads it.</summary>
/// <param name="input">Tokens of the prompt.</param>
/// <param name="output">Tokens to make.</param>
internal sealed class TinyJob(int input, int output)
{
    // A handler must not run on the worker's thread: it would take the step's time.
    private readonly Channel<TimeSpan> _tokens = Channel.CreateUnbounded<TimeSpan>(
        new() { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = false });

    /// <summary>Tokens of the prompt.</summary>
    internal int Input { get; } = input;

    /// <summary>Tokens to make.</summary>
    internal int Output { get; } = output;

    /// <summary>When its first step began; valid once a token is read.</summary>
    internal TimeSpan Started { get; set; }

    /// <summary>When each token was made, in order; fails when the server stops before the last one.</summary>
    internal ChannelReader<TimeSpan> Tokens => _tokens.Reader;

    /// <summary>A token was made.</summary>
    internal void Made(TimeSpan at) => _tokens.Writer.TryWrite(at);

    /// <summary>There are no more.</summary>
    /// <param name="stopped">The server stops; the answer is not whole.</param>
    internal void End(bool stopped) => _tokens.Writer.TryComplete(stopped ? new OperationCanceledException("the server stops") : null);
}
