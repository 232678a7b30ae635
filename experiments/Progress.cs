namespace HotRow.Lab;

/// <summary>Tells on stderr how far a long command is: nothing in the first two seconds, then a plain line every two.</summary>
internal sealed class Progress(TextWriter error)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly Func<TimeSpan> _clock = Elapsed.Clock();
    private TimeSpan _next = s_interval;

    /// <summary>Tells, when it is time to; the text is made only then.</summary>
    internal void Tell(Func<string> text)
    {
        var now = _clock();
        if (now >= _next)
        {
            error.WriteLine(PrintableText.Line(text()));
            _next = now + s_interval;
        }
    }
}
