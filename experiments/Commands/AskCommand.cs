using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow ask [TOPIC]</c>: one question; then the wrong answer people give, the answer with stored numbers, and what is asked next.</summary>
internal static class AskCommand
{
    private const int WidestText = 100;

    public static Command Create()
    {
        var topic = new Argument<string?>("TOPIC") { Description = "A topic by its name, its number (02) or a part of its name (lru); one at random without it", Arity = ArgumentArity.ZeroOrOne };
        var list = new Option<bool>("--list") { Description = "List the topics" };
        var seed = WholeNumber.Option<ulong>("--seed", "Make the random choice the same every time", 0, ulong.MaxValue);
        var folder = new Option<string>("--out") { Description = "Folder that holds the results", DefaultValueFactory = _ => ResultsFolder.ToRead() };
        var scale = RunOptions.ScaleOption();
        var machine = new Option<string?>("--machine") { Description = "Whose results, by the machine's short name, when the folder holds several machines'" };
        var json = new Option<bool>("--json") { Description = "Print everything at once as one JSON document" };
        var command = new Command("ask", "Ask a question as an interviewer would, wait for Enter, then answer it with this machine's numbers.") { topic, list, seed, folder, scale, machine, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(list))
            {
                output.Write(List(Topics.All));
                return CommandLine.Success;
            }

            var chosen = parsed.GetValue(topic) is { } name ? Topics.Find(name) : Random(Topics.All, parsed.GetValue(seed));
            var answer = new TopicAnswer(chosen, StoredResults.Find(parsed.GetValue(folder)!, parsed.GetValue(machine), RunOptions.ScaleOf(parsed.GetValue(scale)!)));
            if (parsed.GetValue(json))
            {
                output.Write(JsonOutput.Line(answer));
                return CommandLine.Success;
            }

            Tell(answer, output, Width(), WaitForEnter);
            return CommandLine.Success;
        });
        return command;
    }

    /// <summary>The whole talk; it waits wherever the reader should think first.</summary>
    /// <param name="answer">What is told.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="wait">Shows what Enter does and returns when it was pressed.</param>
    internal static void Tell(TopicAnswer answer, TextWriter output, int width, Action<TextWriter, string> wait)
    {
        void Say(string markdown) => output.Write(TerminalMarkdown.Render(markdown, width) + "\n");

        Say($"{answer.Title} ({answer.Documents})\n\n{answer.Question}");
        wait(output, "Answer aloud, then press Enter.");
        Say($"## The common wrong answer\n\n{answer.WrongAnswer}");
        if (answer.Command is { } measures)
        {
            Say($"{(answer.Machine is null ? "Nothing is" : "Not all of it is")} measured here yet; this measures it: {measures}");
        }

        Say($"## The sixty-second answer\n\n{answer.Answer}");
        if (answer.Machine is { } machine)
        {
            Say($"Numbers of {machine}.");
        }

        foreach (var (question, reply) in answer.FollowUps)
        {
            Say($"And then: {question}");
            wait(output, "Answer aloud, then press Enter.");
            Say(reply);
        }
    }

    private static string List(IReadOnlyList<Topic> topics)
    {
        var table = new TextTable("topic", "title", "documents") { AlignRight = false };
        foreach (var topic in topics)
        {
            table.Add(topic.Name, topic.Title, topic.Documents);
        }

        return table.ToString();
    }

    // What is asked protects nothing: any choice will do, and a seeded one must be the same on every machine.
    private static Topic Random(IReadOnlyList<Topic> topics, ulong? seed)
    {
        var random = new Xoshiro256(seed ?? (ulong)Environment.TickCount64);
        return topics[random.NextInt32(topics.Count)];
    }

    private static void WaitForEnter(TextWriter output, string hint)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return;
        }

        output.Write($"[{hint}]");
        output.Flush();
        _ = Console.In.ReadLine();
        output.WriteLine();
    }

    private static int Width()
    {
        try
        {
            return !Console.IsOutputRedirected && Console.WindowWidth is > 0 and < WidestText and var columns ? columns : WidestText;
        }
        catch (IOException)
        {
            return WidestText;
        }
    }
}
