using System.Globalization;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Everything that is asked of a GPU, one step after the other, within a time; what was found is on the disk after every step.</summary>
internal sealed partial class GpuSuiteRun
{
    /// <summary>The points of all steps, one line each.</summary>
    internal const string PointsFile = "results.jsonl";

    /// <summary>The same findings as a page.</summary>
    internal const string PageFile = "suite.md";

    /// <summary>Everything that was said on the way.</summary>
    internal const string LogFile = "suite.log";

    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_check = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_ceilings = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(3);

    // A fourth goal of an experiment comes from the same points as its others.
    private const int MostGoals = 3;

    private readonly Func<TimeSpan> _clock = Elapsed.Clock();
    private readonly List<StepReport> _steps = [];
    private readonly List<PointResult> _points = [];
    private readonly DateTime _started = DateTime.UtcNow;

    /// <summary>The device, as <c>--device</c> names it.</summary>
    public required string Device { get; init; }

    /// <summary>Where everything goes.</summary>
    public required string Out { get; init; }

    /// <summary>Wall time for all of it.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>How much; null: Full on a GPU, Tiny elsewhere.</summary>
    public Scale? Scale { get; init; }

    /// <summary>The experiments whose device parts are run.</summary>
    public IReadOnlyList<IExperiment> Experiments { get; init; } = [.. Lab.Experiments.All.Where(e => e is IDeviceExperiment)];

    /// <summary>The backends whose devices check every kernel; null for all.</summary>
    public IReadOnlyList<string>? Backends { get; init; }

    /// <summary>How a step is done: in a process of its own.</summary>
    public Func<StepOrder, TimeSpan, Action<string>, string> Do { get; init; } = StepProcess.Run;

    /// <summary>Runs it all.</summary>
    /// <returns>What was found.</returns>
    /// <exception cref="InputException">The folder cannot be written, or holds the results of another run.</exception>
    public SuiteReport Run(TextWriter error)
    {
        Prepare();
        var log = (string line) => Log(error, line);
        log($"gpu-suite on '{Device}' within {Budget.TotalSeconds:0} s, {MachineCard.ThisMachine.OneLine}");
        var probe = Step(SuiteStep.Probe, HotRow.Scale.Tiny, s_probe, log);

        // Another backend's driver may have ended the probe: the asked device is tried in any case.
        var died = probe.Facts.Count == 0;
        var asked = probe.Device?.Selector ?? (died ? Device : null);
        var scale = Scale ?? (probe.Device?.IsGpu ?? (died && Device.StartsWith("cuda", StringComparison.Ordinal)) ? HotRow.Scale.Full : HotRow.Scale.Tiny);

        // What the speed table needs stands before what it does not: a run that is cut short has the table.
        Check(asked is null ? [] : [asked], scale, log);
        if (asked is not null)
        {
            Step(SuiteStep.Ceilings, scale, s_ceilings, log);
        }

        var experiments = asked is null ? [] : Experiments.OrderBy(FirstGoal).ThenBy(e => e.Id, StringComparer.Ordinal).ToArray();
        var weightLeft = experiments.Sum(Weight);
        foreach (var experiment in experiments.Where(e => FirstGoal(e) < SpeedGoals.All.Count))
        {
            Measure(experiment);
        }

        Check(probe.Selectors.Where(s => s != asked && !s.Contains(':', StringComparison.Ordinal)), scale, log);
        foreach (var experiment in experiments.Where(e => FirstGoal(e) == SpeedGoals.All.Count))
        {
            Measure(experiment);
        }

        void Measure(IExperiment experiment)
        {
            Step(SuiteStep.RunPrefix + experiment.Id, scale, (Left - s_closing) * Weight(experiment) / weightLeft, log);
            weightLeft -= Weight(experiment);
        }

        var report = Write(scale);
        log($"gpu-suite: {report.InShort} in {report.Seconds:0} s");
        return report;
    }

    private TimeSpan Left => Budget - _clock();

    // What the goals rest on comes first and gets more of the time.
    private static int FirstGoal(IExperiment experiment) =>
        SpeedGoals.All.Select((g, i) => g.Experiment == experiment.Id ? i : SpeedGoals.All.Count).Min();

    private static int Weight(IExperiment experiment) => 1 + Math.Min(MostGoals, SpeedGoals.All.Count(g => g.Experiment == experiment.Id));

    // One device of each backend says what a backend does.
    private void Check(IEnumerable<string> selectors, Scale scale, Action<string> log)
    {
        foreach (var selector in selectors.Where(s => Backends?.Contains(s.Split(':')[0]) ?? true))
        {
            foreach (var check in KernelChecks.All)
            {
                Step($"{SuiteStep.CheckPrefix}{selector} {check.Name}", scale, s_check, log);
            }
        }
    }

    private StepReport Step(string step, Scale scale, TimeSpan share, Action<string> log)
    {
        var folder = Path.Combine(Out, "step.tmp");
        var report = new StepReport(step);
        var before = _clock();
        var budget = share < Left ? share : Left;
        if (CommandLine.Stop.IsCancellationRequested || budget < TimeSpan.FromSeconds(1))
        {
            report = report with { Cases = [new("all of it", Note: CommandLine.Stop.IsCancellationRequested ? "stopped by the user before it began" : "not run in this budget")] };
        }
        else
        {
            log(string.Create(CultureInfo.InvariantCulture, $"{before.TotalSeconds,4:0} s  {step}"));
            var order = new StepOrder(step, Device, scale, budget, folder);
            Clear(folder);
            Directory.CreateDirectory(folder);

            // A step may overrun its share, for its set-up may be long; all of them together may not.
            var limit = TimeSpan.FromSeconds(Math.Min(2 * budget.TotalSeconds, Left.TotalSeconds)) + s_grace;
            var lost = Do(order, limit, log);
            report = lost.Length > 0 ? report with { Failure = lost } : Read(order);
            Collect(order);
            Clear(folder);
            if (report.Failure.Length > 0)
            {
                log("      failed: " + report.Failure);
            }
        }

        _steps.Add(report with { Seconds = (_clock() - before).TotalSeconds });
        Write(scale);
        return report;
    }
}
