using System.CommandLine;
using System.Text;

namespace HotRow.Lab;

/// <summary><c>hotrow doctor</c>: the machine card, and what this machine lacks with what that costs.</summary>
internal static class DoctorCommand
{
    private const string Begin = "<!-- machine card: begin (hotrow doctor --write) -->";
    private const string End = "<!-- machine card: end -->";

    public static Command Create()
    {
        var write = new Option<bool>("--write") { Description = "Write the card into environment.md under the current directory" };
        var command = new Command("doctor", "Show what this machine has and lacks.") { write };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
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
