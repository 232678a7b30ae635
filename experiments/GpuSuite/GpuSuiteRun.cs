using System.Globalization;
using System.Text.Json;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Everything that is asked of a GPU, one step after the other, within a time; what was found is on the disk after every step.</summary>
internal sealed class GpuSuiteRun
{
    /// <summary>The points of all steps, one line each.</summary>
    internal const string PointsFile = "results.jsonl";

    /// <summary>The same findings as a page.</summary>
    internal const string PageFile = "suite.md";

    /// <summary>Everything that was said on the way.</summary>
    internal const string LogFile = "suite.log";

    private static readonly TimeSpan s_longestCheck = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_ceilings = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(3);

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
        var log = (string line) =>
        {
            lock (_steps)
            {
                error.WriteLine(line);
                File.AppendAllText(Path.Combine(Out, LogFile), line + "\n");
            }
        };
        log($"gpu-suite on '{Device}' within {Budget.TotalSeconds:0} s, {MachineCard.ThisMachine.OneLine}");
        var probe = Step(SuiteStep.Probe, HotRow.Scale.Tiny, s_longestCheck, log);
        var scale = Scale ?? (probe.Device is { IsGpu: true } ? HotRow.Scale.Full : HotRow.Scale.Tiny);
        foreach (var selector in probe.Selectors.Where(IsChecked))
        {
            foreach (var check in KernelChecks.All)
            {
                Step($"{SuiteStep.CheckPrefix}{selector} {check.Name}", scale, s_longestCheck, log);
            }
        }

        Step(SuiteStep.Ceilings, scale, s_ceilings, log);
        var weightLeft = Experiments.Sum(Weight);
        foreach (var experiment in Experiments.OrderByDescending(Weight).ThenBy(e => e.Id, StringComparer.Ordinal))
        {
            Step(SuiteStep.RunPrefix + experiment.Id, scale, (Left - s_closing) * Weight(experiment) / weightLeft, log);
            weightLeft -= Weight(experiment);
        }

        var report = Write(scale);
        log($"gpu-suite: {report.Steps.Count(s => s.Passed)} of {report.Steps.Count} steps went well in {report.Seconds:0} s");
        return report;
    }

    private TimeSpan Left => Budget - _clock();

    // What the goals rest on comes first and gets more of the time.
    private static int Weight(IExperiment experiment) => 1 + SpeedGoals.All.Count(g => g.Experiment == experiment.Id);

    // One device of each backend says what a backend does; the asked one is checked in any case.
    private bool IsChecked(string selector) =>
        (Backends?.Contains(selector.Split(':')[0]) ?? true) && (selector == Device || !selector.Contains(':', StringComparison.Ordinal));

    private StepReport Step(string step, Scale scale, TimeSpan share, Action<string> log)
    {
        var folder = Path.Combine(Out, "step.tmp");
        var report = new StepReport(step);
        var before = _clock();
        var budget = share < Left ? share : Left;
        if (budget < TimeSpan.FromSeconds(1))
        {
            report = report with { Cases = [new(step, Note: "not run in this budget")] };
        }
        else
        {
            log(string.Create(CultureInfo.InvariantCulture, $"{before.TotalSeconds,4:0} s  {step}"));
            var order = new StepOrder(step, Device, scale, budget, folder);
            Directory.CreateDirectory(folder);

            // A step may overrun its share, for its set-up may be long; all of them together may not.
            var limit = TimeSpan.FromSeconds(Math.Min(2 * budget.TotalSeconds, Left.TotalSeconds)) + s_grace;
            var lost = Do(order, limit, log);
            report = lost.Length > 0 ? report with { Failure = lost } : Read(order);
            Collect(order);
            Directory.Delete(folder, recursive: true);
            if (report.Failure.Length > 0)
            {
                log("      failed: " + report.Failure);
            }
        }

        _steps.Add(report with { Seconds = (_clock() - before).TotalSeconds });
        Write(scale);
        return report;
    }

    private static StepReport Read(StepOrder order) => JsonSerializer.Deserialize(File.ReadAllText(order.Report), SuiteJson.Default.StepReport)!;

    // Whole lines only: a step that died while it wrote one left the others.
    private void Collect(StepOrder order)
    {
        if (!Directory.Exists(order.Results))
        {
            return;
        }

        var points = ResultStore.Read(order.Results);
        _points.AddRange(points);
        File.AppendAllLines(Path.Combine(Out, PointsFile), points.Select(p => JsonSerializer.Serialize(p, ResultJson.Default.PointResult)));
    }

    private SuiteReport Write(Scale scale)
    {
        var build = BuildIdentity.Of(typeof(GpuSuiteRun).Assembly);
        var device = _steps.FirstOrDefault(s => s.Step == SuiteStep.Probe)?.Device;
        var report = new SuiteReport
        {
            Machine = MachineCard.ThisMachine.OneLine,
            Asked = Device,
            Device = device,
            Scale = scale,
            StartedUtc = _started,
            Seconds = _clock().TotalSeconds,
            Build = build.Build,
            Commit = build.Commit,
            Steps = [.. _steps],
            Goals = [.. SpeedGoals.All.SelectMany(g => g.Judge(_points, device?.IsGpu ?? false))],
        };
        WholeFile.Write(Path.Combine(Out, SuiteReport.FileName), JsonSerializer.Serialize(report, SuiteJson.Default.SuiteReport) + "\n");
        WholeFile.Write(Path.Combine(Out, PageFile), SuitePage.Of(report, _points));
        return report;
    }

    private void Prepare()
    {
        if (File.Exists(Path.Combine(Out, SuiteReport.FileName)))
        {
            throw new InputException($"'{Out}' holds the results of another run of the suite; name another folder with --out, or remove it");
        }

        try
        {
            Directory.CreateDirectory(Out);
            WholeFile.Write(Path.Combine(Out, "machine.json"), JsonSerializer.Serialize(MachineCard.ThisMachine, ResultJson.Default.MachineCard) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"cannot write results to '{Out}': {e.Message.ReplaceLineEndings(" ")}; name another folder with --out", e);
        }
    }
}
