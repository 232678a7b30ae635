using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace HotRow.Lab;

/// <summary><c>hotrow bench</c>: this machine's ceilings, and our kernels, policies and file readers beside them.</summary>
internal static class BenchCommand
{
    /// <param name="scale">Tiny makes everything small enough for a test.</param>
    internal static Command Create(Scale scale = Scale.Smoke)
    {
        var names = new Argument<string[]>("NAME") { Description = "Benches by name (hotrow list benches); all of them when left out", Arity = ArgumentArity.ZeroOrMore };
        var threads = new Option<string?>("--threads") { Description = "Measure with 1 and with this many threads instead of all", HelpName = "N" };
        var time = new Option<string>("--time") { Description = "Wall time for all of it, shared out among the benches (more for less noise): 10s, 2m. What has begun is measured at least five times and may run over; groups whose turn comes too late are listed and not run", DefaultValueFactory = _ => "40s" };
        var json = new Option<bool>("--json") { Description = "One JSON array of all entries on the last line of stdout" };
        var command = new Command("bench", "Measure this machine's ceilings, and kernels, policies and file readers beside them, in interleaved rounds.") { names, threads, time, json };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var asked = parsed.GetValue(names)!.Select(Benches.Find).Distinct().ToArray();
            var run = new BenchRun
            {
                Budget = RunOptions.Duration(parsed.GetValue(time)!, "--time"),
                Threads = ThreadsOf(parsed.GetValue(threads)),
                Scale = scale,
                Tell = text => error.WriteLine(PrintableText.Line($"hotrow: {text}")),
            };
            return Run(run, asked.Length > 0 ? asked : Benches.All, parsed.GetValue(json), output, error);
        });
        return command;
    }

    /// <summary>Runs the benches and prints what was finished, however the run ended.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="InputException">Nothing could be run; the message says why.</exception>
    internal static int Run(BenchRun run, IReadOnlyList<Bench> benches, bool json, TextWriter output, TextWriter error)
    {
        using var stop = CommandLine.ListenForStop();
        var stopped = false;
        error.WriteLine($"hotrow: {string.Join(", ", benches.Select(b => b.Name))} within about {run.Budget.TotalSeconds:0} s on {MachineCard.ThisMachine.OneLine}");
        try
        {
            run.Run(benches, CommandLine.Stop);
        }
        catch (OperationCanceledException)
        {
            stopped = true;
        }
        finally
        {
            if (run.Entries.Count > 0 || run.Failed || run.WhyNotRun is null)
            {
                Print(run, json, output, error);
            }
        }

        if (run is { Entries.Count: 0, Failed: false, WhyNotRun: { } why } && !stopped)
        {
            throw new InputException($"nothing of {string.Join(", ", benches.Select(b => b.Name))} could be run here: {why}");
        }

        if (stopped)
        {
            error.WriteLine($"hotrow: stopped; the {run.Entries.Count} entries that were finished are shown");
        }

        return stopped || run.Failed ? CommandLine.Failure : CommandLine.Success;
    }

    private static void Print(BenchRun run, bool json, TextWriter output, TextWriter error)
    {
        if (json)
        {
            foreach (var note in run.Notes)
            {
                error.WriteLine(PrintableText.Line($"hotrow: {note}"));
            }

            output.WriteLine(new JsonArray([.. run.Entries.Select(e => e.ToJson())]).ToJsonString());
        }
        else
        {
            output.Write(BenchText.Of(run.Entries, run.Notes));
        }
    }

    private static int[] ThreadsOf(string? text)
    {
        var most = Environment.ProcessorCount;
        if (text is null)
        {
            return [.. new[] { 1, most }.Distinct()];
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads >= 1 && threads <= most
            ? [.. new[] { 1, threads }.Distinct()]
            : throw new InputException($"--threads '{text}' is not a number from 1 to {most}, the processors of this machine");
    }
}
