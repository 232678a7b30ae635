namespace HotRow.Lab;

/// <summary>Pinned rows that are chosen anew after each drift alarm, from the next accesses of a bounded window, by Space-Saving.</summary>
internal sealed class AlarmedPinning
{
    private readonly bool[] _pinned;
    private readonly DriftAlarm _alarm;
    private readonly IHotRowSketch _sketch;
    private readonly HeavyRow[] _found;
    private readonly int _window;
    private int[] _rows;
    private int _toCount; // accesses the sketch still has to see; 0 while nothing is detected

    /// <summary>Pins the rows.</summary>
    /// <param name="rowCount">Every row is below this.</param>
    /// <param name="pinned">What is pinned at first.</param>
    /// <param name="sketch">Memory of the detection and how many rows it pins.</param>
    /// <param name="alarm">What the alarm watches.</param>
    /// <param name="window">Accesses that a detection counts.</param>
    public AlarmedPinning(int rowCount, int[] pinned, HotRowSketchArgs sketch, DriftAlarmArgs alarm, int window)
    {
        _pinned = new bool[rowCount];
        _rows = pinned;
        foreach (var row in pinned)
        {
            _pinned[row] = true;
        }

        _alarm = new(alarm);
        _sketch = HotRowSketches.SpaceSaving.Create(sketch);
        _found = new HeavyRow[sketch.Top];
        _window = window;
    }

    /// <summary>How often the rows were chosen anew.</summary>
    public int Repinnings { get; private set; }

    /// <summary>Rows that had to be fetched for that.</summary>
    public long Filled { get; private set; }

    /// <summary>Lets the alarm learn from accesses that are not counted and change nothing.</summary>
    public void Watch(ReadOnlySpan<int> rows) => _alarm.Add(rows);

    /// <summary>Accesses rows in order and returns how many were pinned.</summary>
    public long Access(ReadOnlySpan<int> rows)
    {
        long hits = 0;
        foreach (var row in rows)
        {
            hits += _pinned[row] ? 1 : 0;
            if (_toCount > 0)
            {
                _sketch.Add(row);
                if (--_toCount == 0)
                    Repin();
            }

            if (_alarm.Add(row) && _toCount == 0)
            {
                _sketch.Clear();
                _toCount = _window;
            }
        }

        return hits;
    }

    private void Repin()
    {
        var chosen = _found.AsSpan(0, _sketch.Top(_found)).ToArray().Select(h => h.Row).ToArray();
        Filled += chosen.Count(row => !_pinned[row]);
        foreach (var row in _rows)
        {
            _pinned[row] = false;
        }

        foreach (var row in chosen)
        {
            _pinned[row] = true;
        }

        _rows = chosen;
        Repinnings++;
    }
}
