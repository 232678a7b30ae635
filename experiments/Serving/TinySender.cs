using System.IO.Pipelines;
using System.Text;

namespace HotRow.Lab;

/// <summary>Sends an answer's tokens as server-sent events: each as it is made, some tokens later, or all at the end.</summary>
/// <param name="output">The response's body.</param>
/// <param name="request">What was asked for.</param>
internal sealed class TinySender(PipeWriter output, TinyRequest request)
{
    private readonly int _heldBack = request.IsBuffered ? request.Output : request.Window;
    private int _made;
    private int _sent;

    /// <summary>One more token was made: what may leave now leaves, in one flush.</summary>
    internal async ValueTask Token(CancellationToken cancel)
    {
        _made++;
        var until = _made == request.Output ? _made : _made - _heldBack;
        if (until <= _sent)
        {
            return;
        }

        for (; _sent < until; _sent++)
        {
            Write(_sent);
        }

        await output.FlushAsync(cancel).ConfigureAwait(false);
    }

    private void Write(int token)
    {
        var text = output.GetSpan(24);
        var length = Encoding.ASCII.GetBytes("data: ", text);
        token.TryFormat(text[length..], out var digits, provider: System.Globalization.CultureInfo.InvariantCulture);
        length += digits;
        length += Encoding.ASCII.GetBytes("\n\n", text[length..]);
        output.Advance(length);
    }
}
