using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary>Runs a command and turns whatever goes wrong into one line on stderr and an exit code: the only place that does.</summary>
internal static class CommandLine
{
    /// <summary>It worked.</summary>
    internal const int Success = 0;

    /// <summary>It failed, through no fault of the input.</summary>
    internal const int Failure = 1;

    /// <summary>Bad usage or bad input.</summary>
    internal const int BadInput = 2;

    private static readonly CancellationTokenSource s_stop = new();

    /// <summary>Cancelled by Ctrl-C and by a polite kill.</summary>
    internal static CancellationToken Stop => s_stop.Token;

    /// <summary>Lets Ctrl-C and SIGTERM end a run between two samples instead of in the middle of a line.</summary>
    internal static IDisposable ListenForStop()
    {
        void Handle(PosixSignalContext signal)
        {
            // The second time the system's own way holds: the process ends at once.
            signal.Cancel = !s_stop.IsCancellationRequested;
            s_stop.Cancel();
        }

        var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        return new Listening(interrupt, terminate);
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(Command root, string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            // No response files: "@name" is a value like any other.
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction)
            {
                throw new InputException($"{Mistake(parsed)}{DeviceHint(parsed)}; see {Usage(parsed)} --help");
            }

            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is InputException or NotebookException)
        {
            return Report(error, e.Message, BadInput);
        }
        catch (OperationCanceledException)
        {
            return Report(error, "stopped; results that were stored are kept, and the same command takes them over", Failure);
        }
#pragma warning disable CA1031 // The last stop before the user: every failure is one line, never a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var innermost = e is AggregateException or System.Reflection.TargetInvocationException or TypeInitializationException ? e.GetBaseException() : e;
            return innermost is InputException or NotebookException
                ? Report(error, innermost.Message, BadInput)
                : Report(error, $"{innermost.Message} ({innermost.GetType().Name})", Failure);
        }
    }

    private static int Report(TextWriter error, string message, int exitCode)
    {
        error.WriteLine("hotrow: " + PrintableText.Line(message));
        return exitCode;
    }

    private sealed record Listening(IDisposable Interrupt, IDisposable Terminate) : IDisposable
    {
        public void Dispose()
        {
            Interrupt.Dispose();
            Terminate.Dispose();
        }
    }

    /// <summary>What is wrong with the arguments: the words that are unknown first, for they explain what is missing.</summary>
    private static string Mistake(ParseResult parsed) =>
        parsed.Errors.Select(e => e.Message.TrimEnd('.')).LastOrDefault(m => parsed.UnmatchedTokens.Any(token => m.Contains($"'{token}'", StringComparison.Ordinal)))
        ?? parsed.Errors[0].Message.TrimEnd('.');

    // A device's name among the arguments is most likely meant for the option.
    private static string DeviceHint(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Any(o => o.Name == "--device") && parsed.UnmatchedTokens.FirstOrDefault(NamesDevice) is { } device ? $", a device is named with --device {device}" : "";

    private static bool NamesDevice(string token) => Gpu.DeviceBackends.All.Any(b => b.Name == token.Split(':')[0]);

    private static string Usage(ParseResult parsed)
    {
        var path = new List<string>();
        for (var result = parsed.CommandResult; result?.Parent is System.CommandLine.Parsing.CommandResult parent; result = parent)
        {
            path.Insert(0, result.Command.Name);
        }

        return string.Join(' ', path.Prepend("hotrow"));
    }
}
