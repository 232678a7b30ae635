using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>One step to be done, in a process of its own: what breaks there breaks nothing else.</summary>
/// <param name="Step">Its name: "probe", "check opencl gather", "ceilings", "run l05-cache-size".</param>
/// <param name="Device">The device of the suite.</param>
/// <param name="Scale">How much.</param>
/// <param name="Budget">Wall time.</param>
/// <param name="Folder">Where it puts its points and its report.</param>
internal sealed record StepOrder(string Step, string Device, Scale Scale, TimeSpan Budget, string Folder)
{
    /// <summary>Where the points go.</summary>
    public string Results => Path.Combine(Folder, "results");

    /// <summary>Where the report goes.</summary>
    public string Report => Path.Combine(Folder, "step.json");
}

/// <summary>What a step has found so far; what it found stays when it breaks.</summary>
internal sealed class StepFindings
{
    public List<SuiteFact> Facts { get; } = [];

    public int Right { get; private set; }

    public List<SuiteCase> Cases { get; } = [];

    public List<string> Selectors { get; } = [];

    public SuiteDevice? Device { get; private set; }

    /// <summary>Opens the device and remembers which it is.</summary>
    public Device Open(string selector)
    {
        var device = DeviceBackends.Open(selector);
        Device = new(device.Info.Selector, device.Info.Label, device.Info.Software, device.Info.IsGpu);
        return device;
    }

    /// <summary>Counts a case that was right, and keeps one that was not.</summary>
    public void Case(string name, string failure, string note = "")
    {
        if (failure.Length + note.Length == 0)
        {
            Right++;
        }
        else
        {
            Cases.Add(new(name, PrintableText.Line(failure), PrintableText.Line(note)));
        }
    }

    public void Fact(string label, string value) => Facts.Add(new(label, PrintableText.Line(value)));
}

/// <summary>Does one step: what the hidden <c>gpu-suite --step</c> calls.</summary>
internal static class SuiteStep
{
    internal const string Probe = "probe";
    internal const string Ceilings = "ceilings";
    internal const string CheckPrefix = "check ";
    internal const string RunPrefix = "run ";

    /// <summary>Runs the step and writes its report.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(StepOrder order)
    {
        var clock = Elapsed.Clock();
        var findings = new StepFindings();
        var failure = "";
        try
        {
            Do(order, findings);
        }
#pragma warning disable CA1031 // Whatever it was, it is this step's end, and the report says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var innermost = e.GetBaseException();
            failure = PrintableText.Line(innermost is DeviceException or InputException ? innermost.Message : $"{innermost.Message} ({innermost.GetType().Name})");
        }

        var report = new StepReport(order.Step) { Failure = failure, Seconds = clock().TotalSeconds, Facts = findings.Facts, Right = findings.Right, Cases = findings.Cases, Device = findings.Device, Selectors = findings.Selectors };
        Directory.CreateDirectory(order.Folder);
        WholeFile.Write(order.Report, System.Text.Json.JsonSerializer.Serialize(report, SuiteJson.Default.StepReport));
        return report.Passed ? CommandLine.Success : CommandLine.Failure;
    }

    private static void Do(StepOrder order, StepFindings findings)
    {
        var words = order.Step.Split(' ');
        switch (words)
        {
            case [Probe]:
                DeviceProbing.Run(order, findings);
                break;
            case ["check", var backend, var kernel]:
                Check(backend, kernel, findings);
                break;
            case [Ceilings]:
                Measure(new DeviceCeilings(), order, findings);
                break;
            case ["run", var id]:
                Measure(Experiments.Find(id) as IDeviceExperiment ?? throw new InputException($"{id} has no part on a device"), order, findings);
                break;
            default:
                throw new InputException($"gpu-suite has no step '{order.Step}'");
        }
    }

    private static void Check(string backend, string kernel, StepFindings findings)
    {
        var check = KernelChecks.All.FirstOrDefault(c => c.Name == kernel) ?? throw new InputException($"there is no check of a kernel '{kernel}'; there are {string.Join(", ", KernelChecks.All.Select(c => c.Name))}");
        using var device = findings.Open(backend);
        if (check.Notice(device) is { } notice)
        {
            Console.Error.WriteLine($"      note: {notice}");
        }

        foreach (var done in check.Run(device))
        {
            findings.Case(done.Case, done.Failure ?? "");
        }
    }

    private static void Measure(IDeviceExperiment experiment, StepOrder order, StepFindings findings)
    {
        using var device = findings.Open(order.Device);
        using var store = MeasuringRun.Open(order.Results);
        var runner = MeasuringRun.Runner(store, order.Scale, order.Budget, force: false, corpus: null, progress => Console.Error.WriteLine(PrintableText.Line($"  {progress.Elapsed.TotalSeconds,4:0} s  {progress.Point}")));
        foreach (var point in runner.Run([new OnDevice(experiment, device, deviceOnly: true)], order.Scale, CommandLine.Stop)[0].Results.Points)
        {
            var failed = point.Status is PointStatus.CheckFailed or PointStatus.Failed;
            findings.Case(point.Parameters.ToString(), failed ? point.Note : "", failed || point.Status == PointStatus.Done ? "" : point.Note);
        }
    }
}
