using System.CommandLine;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary><c>hotrow gpu-suite</c>: everything that is asked of a GPU, in one run that leaves a folder to be recorded.</summary>
internal static class GpuSuiteCommand
{
    internal const string Name = "gpu-suite";

    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "The device whose speed is asked for: cuda, cuda:1, opencl, cpu", DefaultValueFactory = _ => "cuda", HelpName = "DEVICE" };
        var folder = new Option<string>("--out") { Description = "Folder for points, machine card, report and log", DefaultValueFactory = _ => "gpu-suite-out", HelpName = "DIR" };
        var budget = new Option<string>("--budget") { Description = "Wall time for all of it: 90s, 9m", DefaultValueFactory = _ => "9m" };
        var scale = new Option<string?>("--scale") { Description = "How much is run: tiny, smoke or full; when left out, full on a GPU and tiny on anything else", HelpName = "tiny|smoke|full" };
        var step = new Option<string?>("--step") { Description = "One step alone, as the suite asks for it in a process of its own", Hidden = true };
        var command = new Command(Name, "Probe, check and measure a GPU: every kernel on every backend that is there, the ceilings, the device parts of the experiments, the speed goals.") { device, folder, budget, scale, step };
        command.SetAction(parsed =>
        {
            var selector = parsed.GetValue(device)!;

            // Only the word: whether the device is there is the suite's first question, and its answer is worth keeping.
            _ = DeviceBackends.Parse(selector);
            var wanted = parsed.GetValue(scale) is { } text ? RunOptions.ScaleOf(text) : (Scale?)null;
            var time = RunOptions.Duration(parsed.GetValue(budget)!);
            var to = parsed.GetValue(folder) is { Length: > 0 } name ? name : throw new InputException("--out '' is no folder; name one, or leave --out away for 'gpu-suite-out'");
            using var stop = CommandLine.ListenForStop();
            if (parsed.GetValue(step) is { } one)
            {
                StepProcess.EndWithTheSuite();
                return SuiteStep.Run(new(one, selector, wanted ?? Scale.Tiny, time, to));
            }

            var report = new GpuSuiteRun { Device = selector, Out = to, Budget = time, Scale = wanted }.Run(parsed.InvocationConfiguration.Error);
            var stopped = CommandLine.Stop.IsCancellationRequested;
            parsed.InvocationConfiguration.Output.WriteLine($"{Path.Combine(to, GpuSuiteRun.PageFile)}: {report.InShort}{(stopped ? "; stopped, what was finished is kept" : "")}");
            return !stopped && report.Steps.All(s => s.Passed) ? CommandLine.Success : CommandLine.Failure;
        });
        return command;
    }
}
