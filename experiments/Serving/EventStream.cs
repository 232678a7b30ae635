namespace HotRow.Lab;

/// <summary>Reads server-sent events that each carry the number of a token, as they come in pieces.</summary>
/// <remarks>Understands what <see cref="TinySender"/> writes ("data: 17" and an empty line) and nothing else; anything else counts as an error.</remarks>
internal sealed class EventStream
{
    private const string Prefix = "data: ";
    private int _position;
    private long _number;

    /// <summary>Tokens that have come whole.</summary>
    internal int Tokens { get; private set; }

    /// <summary>Whether all tokens so far came as 0, 1, 2 ... and nothing else did.</summary>
    internal bool IsInOrder { get; private set; } = true;

    /// <summary>Takes the next piece.</summary>
    internal void Read(ReadOnlySpan<byte> piece)
    {
        foreach (var letter in piece)
        {
            if (_position < Prefix.Length)
            {
                IsInOrder &= letter == Prefix[_position++];
            }
            else if (letter is >= (byte)'0' and <= (byte)'9' && _position == Prefix.Length && _number < int.MaxValue)
            {
                _number = (_number * 10) + letter - '0';
            }
            else if (letter == '\n' && _position == Prefix.Length)
            {
                _position++;
            }
            else if (letter == '\n')
            {
                IsInOrder &= _number == Tokens;
                Tokens++;
                (_position, _number) = (0, 0);
            }
            else
            {
                IsInOrder = false;
            }
        }
    }
}
