namespace HotRow;

/// <summary>What a drift alarm watches.</summary>
/// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
public sealed record DriftAlarmArgs
{
    /// <summary>Accesses in a window, at least 1.</summary>
    public int WindowAccesses { get; init => field = Positive(value, nameof(WindowAccesses)); } = 8_192;

    /// <summary>Rows of the hot set, at least 1.</summary>
    public int HotRows { get; init => field = Positive(value, nameof(HotRows)); } = 256;

    private static int Positive(int value, string name) => value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "give 1 or more");
}

/// <summary>Says when the hot rows are no longer the hot rows: the share of accesses that go to a fixed hot set has fallen.</summary>
/// <remarks>
/// The first window names the hot set (by Space-Saving), the next 16 give the share's mean and deviation, and from then on each
/// window's share enters a one-sided CUSUM: S = max(0, S + z - 1), where z is how many deviations the share lies below the
/// mean. S above 8 raises the alarm, and learning starts anew with the next window. The deviation is the binomial one or the
/// measured one, whichever is greater.
/// <para>Detection: a fall by d deviations, d above 1, is told in at most 8 / (d - 1) + 1 windows on average. False alarms: by
/// Siegmund's approximation, with the mean and deviation known and shares normal, one in 4.6 x 10^7 windows; a mean that 16
/// windows put too high by two of its own standard errors (0.5 deviations) leaves one in 1.9 x 10^4. A trace whose windows
/// depend on each other alarms more often.</para>
/// <para><i>Cost:</i> one table look-up per access, O(1); a Space-Saving update in the learning window only. Allocates nothing.</para>
/// <para><i>Source:</i> E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954); D. Siegmund, "Sequential Analysis" (1985),
/// on average run lengths.</para>
/// </remarks>
public sealed class DriftAlarm
{
    /// <summary>Windows that give the share's mean and deviation.</summary>
    public const int CalibrationWindows = 16;

    /// <summary>Deviations a window's share may lie below the mean without adding to the sum.</summary>
    public const double Allowance = 1;

    /// <summary>The sum above which the alarm is raised.</summary>
    public const double Threshold = 8;

    private const int CountersPerHotRow = 8;
    private readonly SpaceSaving _sketch;
    private readonly HeavyRow[] _top;
    private readonly int[] _hot;
    private readonly NodeIndex _index;
    private readonly int _windowAccesses;
    private int _inWindow;
    private int _inHotSet;
    private int _windowsSinceLearning; // 0 while the hot set is learned
    private double _squares;

    /// <summary>Creates an alarm that has seen nothing.</summary>
    public DriftAlarm(DriftAlarmArgs args)
    {
        _windowAccesses = args.WindowAccesses;
        _sketch = new SpaceSaving(new HotRowSketchArgs(SpaceSaving.BytesFor((long)CountersPerHotRow * args.HotRows), args.HotRows));
        _top = new HeavyRow[args.HotRows];
        _hot = new int[args.HotRows];
        _index = new NodeIndex(_hot);
    }

    /// <summary>Alarms raised so far.</summary>
    public int Alarms { get; private set; }

    /// <summary>Windows completed so far.</summary>
    public long Windows { get; private set; }

    /// <summary>Whether the hot set and its share are known, so that an alarm can be raised.</summary>
    public bool IsWatching => _windowsSinceLearning > CalibrationWindows;

    /// <summary>The hot set's share of the last window's accesses; NaN before the first and for a learning window.</summary>
    public double Share { get; private set; } = double.NaN;

    /// <summary>The mean share over the calibration, of the windows so far while it lasts.</summary>
    public double Baseline { get; private set; }

    /// <summary>The sum that is compared with <see cref="Threshold"/>.</summary>
    public double Sum { get; private set; }

    /// <summary>Watches accesses.</summary>
    /// <returns>Whether one of them raised an alarm.</returns>
    public bool Add(ReadOnlySpan<int> rows)
    {
        var before = Alarms;
        foreach (var row in rows)
        {
            Add(row);
        }

        return Alarms > before;
    }

    /// <summary>Watches one access.</summary>
    /// <returns>Whether it raised an alarm.</returns>
    public bool Add(int row)
    {
        if (_windowsSinceLearning == 0)
            _sketch.Add(row);
        else
            _inHotSet += _index.Find(row) >= 0 ? 1 : 0;
        return ++_inWindow == _windowAccesses && EndWindow();
    }

    private bool EndWindow()
    {
        var share = (double)_inHotSet / _windowAccesses;
        (_inWindow, _inHotSet) = (0, 0);
        Windows++;
        if (_windowsSinceLearning == 0)
        {
            Learn();
            return false;
        }

        Share = share;
        if (_windowsSinceLearning <= CalibrationWindows)
        {
            // Welford's running mean and sum of squares.
            var off = share - Baseline;
            Baseline += off / _windowsSinceLearning;
            _squares += off * (share - Baseline);
            _windowsSinceLearning++;
            return false;
        }

        // Half an access keeps the deviation of a hot set that is always or never used above zero.
        var binomial = Math.Max(Baseline * (1 - Baseline), 0.5 / _windowAccesses) / _windowAccesses;
        var deviation = Math.Sqrt(Math.Max(binomial, _squares / (CalibrationWindows - 1)));
        Sum = Math.Max(0, Sum + ((Baseline - share) / deviation) - Allowance);
        if (Sum <= Threshold)
            return false;

        Alarms++;
        _windowsSinceLearning = 0;
        _sketch.Clear();
        return true;
    }

    private void Learn()
    {
        _index.Clear();
        var count = _sketch.Top(_top);
        for (var node = 0; node < count; node++)
        {
            _hot[node] = _top[node].Row;
            _index.Add(node);
        }

        (Share, Baseline, _squares, Sum, _windowsSinceLearning) = (double.NaN, 0, 0, 0, 1);
    }
}
