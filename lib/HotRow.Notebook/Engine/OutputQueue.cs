using System.Text;

namespace HotRow.Notebook;

/// <summary>What a running cell printed and showed, in order, on its way from the cell's threads to the one thread that hands it to the host.</summary>
/// <remarks>Bounded: whoever fills it waits until the host took some. No thread of the cell ever runs the host's code, because an interrupt may abort such a thread anywhere.</remarks>
internal sealed class OutputQueue
{
    private const int RoomForText = 1 << 20;
    private const int RoomForItems = 256;
    private const int HoldText = 50;

    private readonly object _gate = new();
    private List<Item> _items = [];
    private int _characters;
    private long _due = long.MaxValue;
    private bool _woken;
    private volatile bool _closed;

    /// <summary>Whether nothing is taken any more.</summary>
    public bool Closed => _closed;

    /// <summary>Puts as much of the text as there is room for; a closed queue swallows it all.</summary>
    /// <returns>How many characters are done with.</returns>
    public int Write(bool error, ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (_closed)
                return text.Length;
            var count = Math.Min(text.Length, RoomForText - _characters);
            if (count == 0 || _items.Count >= RoomForItems)
                return 0;
            if (_items.Count == 0 || _items[^1].Text is null || _items[^1].Error != error)
                _items.Add(new Item { Error = error, Text = new StringBuilder() });
            _items[^1].Text!.Append(text[..count]);
            _characters += count;
            if (_characters > RoomForText / 2)
                _due = 0;
            Announce(Environment.TickCount64 + HoldText);
            return count;
        }
    }

    /// <summary>Puts a value that is to be shown, or to replace one; false when there is no room. A closed queue swallows it.</summary>
    public bool Show(MimeBundle bundle, string? id, bool replaces)
    {
        lock (_gate)
        {
            if (_closed)
                return true;
            if (_items.Count >= RoomForItems)
                return false;
            _items.Add(new Item { Bundle = bundle, Id = id, Replaces = replaces });
            Announce(0);
            return true;
        }
    }

    /// <summary>Makes a waiting <see cref="Take"/> return.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until output is due, someone called <see cref="Wake"/>, or a time (of <see cref="Environment.TickCount64"/>) has come; returns what is there.</summary>
    public IReadOnlyList<Item> Take(long until)
    {
        lock (_gate)
        {
            while (!_woken)
            {
                var wait = Math.Min(until, _due) - Environment.TickCount64;
                if (wait <= 0)
                    break;
                Monitor.Wait(_gate, (int)Math.Min(wait, int.MaxValue));
            }

            _woken = false;
            return TakeAll();
        }
    }

    /// <summary>Takes the rest; from now on everything is swallowed.</summary>
    public IReadOnlyList<Item> Close()
    {
        lock (_gate)
        {
            _closed = true;
            return TakeAll();
        }
    }

    private List<Item> TakeAll()
    {
        var taken = _items;
        _items = [];
        _characters = 0;
        _due = long.MaxValue;
        return taken;
    }

    private void Announce(long due)
    {
        if (due >= _due && _due != 0)
            return;
        _due = Math.Min(due, _due);
        Monitor.PulseAll(_gate);
    }

    /// <summary>A run of text of one stream, or a value.</summary>
    internal sealed class Item
    {
        /// <summary>Whether the text is of stderr.</summary>
        public bool Error { get; init; }

        /// <summary>The text; null when this is a value.</summary>
        public StringBuilder? Text { get; init; }

        /// <summary>The value; null when this is text.</summary>
        public MimeBundle? Bundle { get; init; }

        /// <summary>The value's name.</summary>
        public string? Id { get; init; }

        /// <summary>Whether the value replaces an earlier one.</summary>
        public bool Replaces { get; init; }
    }
}
