using System.CommandLine;
using System.Text;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary><c>hotrow doctor</c>: the machine card, and what this machine lacks with what that costs; with <c>--device</c>, whether a device computes what it should.</summary>
internal static class DoctorCommand
{
    private const string Begin = "<!-- machine card: begin (hotrow doctor --write) -->";
    private const string End = "<!-- machine card: end -->";

    public static Command Create()
    {
        var write = new Option<bool>("--write") { Description = "Write the card into environment.md under the current directory" };
        var device = new Option<string?>("--device") { Description = "Instead: run every kernel on this device and compare with plain C# (hotrow list devices)", HelpName = "DEVICE" };
        var json = new Option<bool>("--json") { Description = "With --device: one JSON document on the last line of stdout" };
        var command = new Command("doctor", "Show what this machine has and lacks, or check a device.") { write, device, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(device) is { } selector)
            {
                return parsed.GetValue(write)
                    ? throw new InputException("doctor writes the machine card or checks a device: give one of --write and --device")
                    : Check(selector, parsed.GetValue(json), output);
            }

            if (parsed.GetValue(json))
            {
                throw new InputException("--json goes with --device");
            }

            var card = MachineCard.ThisMachine;
            var findings = Doctor.Examine();
            foreach (var (label, value) in card.Lines)
            {
                output.WriteLine($"{label,-16} {value}");
            }

            output.WriteLine();
            foreach (var finding in findings)
            {
                output.WriteLine($"{(finding.Present ? "has  " : "lacks")} {finding.What,-22} {finding.Detail}");
            }

            if (parsed.GetValue(write))
            {
                Write("environment.md", card, findings);
                output.WriteLine("\nwritten into environment.md");
            }

            return CommandLine.Success;
        });
        return command;
    }

    private static int Check(string selector, bool json, TextWriter output)
    {
        using var device = DeviceBackends.Open(selector);
        output.WriteLine(PrintableText.Line(device.Info.OneLine));
        output.WriteLine(DeviceDoctor.Capabilities(device) + "\n");
        var width = KernelChecks.All.Max(c => c.Name.Length);
        var findings = new List<KernelFinding>();
        foreach (var finding in DeviceDoctor.Examine(device, Announce))
        {
            // Line by line, and not at the end: a driver may take the process down with it, and then the last line says where.
            output.WriteLine(PrintableText.Line($"{(finding.Failure is null ? "ok   " : "WRONG")}  {finding.Kernel.PadRight(width)}  {finding.Case}{(finding.Failure is { } why ? ": " + why : "")}"));
            output.Flush();
            findings.Add(finding);
        }

        void Announce(string kernel, string notice)
        {
            output.WriteLine(PrintableText.Line($"note   {kernel.PadRight(width)}  {notice}"));
            output.Flush();
        }

        var wrong = findings.Count(f => f.Failure is not null);
        output.WriteLine($"\n{findings.Count} cases, {wrong} wrong");
        if (json)
        {
            output.Write(JsonOutput.Line(new { Device = device.Info, Cases = findings, Wrong = wrong }));
        }

        return wrong == 0 ? CommandLine.Success : CommandLine.Failure;
    }

    /// <summary>Replaces the card between its two marks, or adds it at the end; everything else of the file stays.</summary>
    internal static void Write(string path, MachineCard card, IReadOnlyList<Finding> findings)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "# Environment\n";
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 != end < 0 || end < begin)
        {
            throw new InputException($"{path}: one of the two marks '{Begin}' and '{End}' is missing or they are in the wrong order; restore both, or remove both");
        }

        var block = Block(card, findings);
        text = begin < 0 ? text.TrimEnd() + "\n\n" + block + "\n" : text[..begin] + block + text[(end + End.Length)..];
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static string Block(MachineCard card, IReadOnlyList<Finding> findings)
    {
        var block = new StringBuilder(Begin).Append("\n\n| | |\n| --- | --- |\n");
        foreach (var (label, value) in card.Lines)
        {
            block.Append("| ").Append(label).Append(" | ").Append(value).Append(" |\n");
        }

        block.Append("\n| what | here | detail |\n| --- | --- | --- |\n");
        foreach (var finding in findings)
        {
            block.Append("| ").Append(finding.What).Append(" | ").Append(finding.Present ? "yes" : "no").Append(" | ").Append(finding.Detail).Append(" |\n");
        }

        return block.Append('\n').Append(End).ToString();
    }
}
