using System.Text.Json;

namespace HotRow.Lab;

/// <summary>What the suite writes, and what it takes over from its steps.</summary>
internal sealed partial class GpuSuiteRun
{
    // They follow from the samples beside them, and the file is one that is committed.
    private static readonly string[] s_inTheSamples = [Metrics.AllocatedBytes.Id, Metrics.Speedup.Id];

    private void Log(TextWriter error, string line)
    {
        lock (_steps)
        {
            error.WriteLine(line);
            try
            {
                File.AppendAllText(Path.Combine(Out, LogFile), line + "\n");
            }
            catch (IOException)
            {
                // The disk is full. The line was said, and what is measured is not to end for its copy.
            }
        }
    }

    // A run that was killed leaves the folder of its step behind.
    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static StepReport Read(StepOrder order) => JsonSerializer.Deserialize(File.ReadAllText(order.Report), SuiteJson.Default.StepReport)!;

    // Whole lines only: a step that died while it wrote one left the others.
    private void Collect(StepOrder order)
    {
        if (!Directory.Exists(order.Results))
        {
            return;
        }

        var points = ResultStore.Read(order.Results).Select(p => p with { Observations = [.. p.Observations.Where(o => !s_inTheSamples.Contains(o.Metric))] }).ToArray();
        _points.AddRange(points);
        File.AppendAllLines(Path.Combine(Out, PointsFile), points.Select(p => JsonSerializer.Serialize(p, ResultJson.Default.PointResult)));
    }

    private SuiteReport Write(Scale scale)
    {
        var build = BuildIdentity.Of(typeof(GpuSuiteRun).Assembly);
        var device = _steps.Where(s => !s.Step.StartsWith(SuiteStep.CheckPrefix, StringComparison.Ordinal)).Select(s => s.Device).FirstOrDefault(d => d is not null);
        var meaningless = device is not { IsGpu: true } ? "no GPU: speeds mean nothing here" : scale == HotRow.Scale.Tiny ? "tiny scale: speeds mean nothing" : "";
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
            Goals = [.. SpeedGoals.All.SelectMany(g => g.Judge(_points, _steps, meaningless))],
        };
        if (device is not null)
        {
            Describe(MachineCard.ThisMachine with { DeviceLine = $"{device.Label}, {device.Software}" });
        }

        WholeFile.Write(Path.Combine(Out, SuiteReport.FileName), JsonSerializer.Serialize(report, SuiteJson.Default.SuiteReport) + "\n");
        WholeFile.Write(Path.Combine(Out, PageFile), SuitePage.Of(report, _points));
        return report;
    }

    private void Describe(MachineCard card) => WholeFile.Write(Path.Combine(Out, "machine.json"), JsonSerializer.Serialize(card, ResultJson.Default.MachineCard) + "\n");

    private void Prepare()
    {
        if (File.Exists(Path.Combine(Out, SuiteReport.FileName)))
        {
            throw new InputException($"'{Out}' holds the results of another run of the suite; name another folder with --out, or remove it");
        }

        try
        {
            Directory.CreateDirectory(Out);
            Describe(MachineCard.ThisMachine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"cannot write results to '{Out}': {e.Message.ReplaceLineEndings(" ")}; name another folder with --out", e);
        }
    }
}
