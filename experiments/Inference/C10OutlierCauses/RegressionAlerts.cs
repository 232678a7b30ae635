using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Alerts on a window's mean or percentile, simulated: how often they raise a false alarm and how often they find a regression.</summary>
/// <remarks>A healthy request takes a log-normal time of median 100 ms (sigma 0.3); one in a hundred is an outlier of 3 s. Each statistic's threshold is set so that one healthy window
/// in a hundred exceeds it; false alarms are then counted on other healthy windows.
/// <para><i>Deviation:</i> requests are independent. In a queue they are not, and a window is worth fewer.</para></remarks>
internal static class RegressionAlerts
{
    /// <summary>Windows that raise an alarm.</summary>
    internal static readonly Metric Alarms = new("alarm-share", "Share of the windows with an alarm", "", null, "windows above the threshold / windows; the threshold is the 99th percentile of healthy windows");

    /// <summary>The threshold beside the healthy value.</summary>
    internal static readonly Metric Threshold = new("threshold", "Threshold over the healthy median", "x", false, "99th percentile of healthy windows / their median");

    /// <summary>A statistic of one window.</summary>
    internal static readonly Metric WindowMs = new("window-ms", "Statistic of the window", "ms", false, "mean or percentile (between order statistics) of the window's latencies");

    /// <summary>No regression.</summary>
    internal const string Healthy = "healthy (false alarm)";

    /// <summary>Everybody waits longer.</summary>
    internal const string Shift = "every request + 10 %";

    /// <summary>A few wait much longer.</summary>
    internal const string TailOnly = "one request in ten + 150 ms";

    /// <summary>Requests of the window that the trend shows, and after how many windows the regression comes.</summary>
    internal const int TrendWindow = 1_000;

    private const int TrendWindows = 40;
    private const double ThresholdShare = 0.99;

    /// <summary>The statistics that an alert may watch.</summary>
    internal static readonly (string Name, Func<double[], double> Of)[] Statistics =
    [
        ("mean", window => window.Average()),
        ("p50", window => PercentileDefinitions.Linear.Quantile(window, 0.5)),
        ("p95", window => PercentileDefinitions.Linear.Quantile(window, 0.95)),
        ("p99", window => PercentileDefinitions.Linear.Quantile(window, 0.99)),
    ];

    private static readonly int[] s_windows = [100, 300, 1_000, 3_000];

    /// <summary>Adds false alarms and detections for every size of the window.</summary>
    internal static void Declare(Point point, RunContext context)
    {
        var windows = context.ByScale(60, 500, 4_000);
        var random = new Xoshiro256(point.Seed);
        foreach (var size in s_windows.Where(s => s <= context.ByScale(300, 3_000, 3_000)))
        {
            double[][] Watched(string state) => [.. Enumerable.Range(0, windows).Select(_ => Watch(Window(random, size, state)))];
            var healthy = Watched(Healthy);
            var states = new[] { Healthy, Shift, TailOnly }.Select(s => (Name: s, Windows: Watched(s))).ToArray();
            for (var s = 0; s < Statistics.Length; s++)
            {
                var (name, at) = (Statistics[s].Name, new Parameters { { "window", size } });
                double[] sorted = [.. healthy.Select(w => w[s]).Order()];
                var threshold = PercentileDefinitions.Linear.Quantile(sorted, ThresholdShare);
                point.Value(Threshold, threshold / PercentileDefinitions.Linear.Quantile(sorted, 0.5), name, ValueKind.Modelled, at: at);
                foreach (var (state, watched) in states)
                {
                    point.Value(Alarms, (double)watched.Count(w => w[s] > threshold) / windows, name, ValueKind.Modelled, at: new() { { "window", size }, { "state", state } });
                }
            }
        }

        point.Note = $"{windows:N0} windows for each number; simulated, requests independent";
    }

    /// <summary>Adds the course of the statistics over windows, with a regression in the second half.</summary>
    internal static void Trend(Point point)
    {
        var random = new Xoshiro256(point.Seed);
        for (var window = 0; window < TrendWindows; window++)
        {
            var watched = Watch(Window(random, TrendWindow, window < TrendWindows / 2 ? Healthy : TailOnly));
            for (var s = 0; s < Statistics.Length; s++)
            {
                point.Value(WindowMs, watched[s], Statistics[s].Name, ValueKind.Modelled, at: new() { { "index", window } });
            }
        }
    }

    private static double[] Watch(double[] window) => [.. Statistics.Select(s => s.Of(window))];

    private static double[] Window(Xoshiro256 random, int size, string state)
    {
        var window = new double[size];
        for (var i = 0; i < size; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var ms = random.NextDouble() < 0.01 ? 3_000 : 100 * Math.Exp(0.3 * normal);
            window[i] = state == Shift ? 1.1 * ms : state == TailOnly && random.NextDouble() < 0.1 ? ms + 150 : ms;
        }

        Array.Sort(window);
        return window;
    }
}
