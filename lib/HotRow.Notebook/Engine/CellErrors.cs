using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace HotRow.Notebook;

/// <summary>Exceptions and diagnostics in the words of the notebook: cell and line, no path of the machine, no frame of the engine.</summary>
internal static partial class CellErrors
{
    /// <summary>The name of an error that kept a cell from running.</summary>
    public const string Compilation = "CompilationError";

    private const int MostFrames = 50;
    private const int MostCauses = 8;
    private const int MostDiagnostics = 20;
    private const int MostCharacters = 4000;

    // Frames between the user's own: the scripting host, the engine, and what carries an async method from thread to thread.
    private static readonly string[] s_plumbing =
    [
        "Microsoft.CodeAnalysis.Scripting.", "HotRow.Notebook.", "System.IO.TextWriter+SyncTextWriter.",
        "System.Runtime.CompilerServices.", "System.Runtime.ExceptionServices.", "System.Runtime.ControlledExecution", "System.Threading.ExecutionContext", "System.Threading.ThreadPoolWorkQueue",
        "System.Threading.Thread+StartHelper", "System.Threading.QueueUserWorkItemCallback", "System.Threading.Tasks.Task", "System.Threading.Tasks.AwaitTaskContinuation", "System.Threading.PortableThreadPool",
    ];

    /// <summary>The file name that stands for a cell in its debug information.</summary>
    public static string PathOf(int number) => $"cell[{number}]";

    /// <summary>An exception that a cell threw.</summary>
    public static CellError From(Exception exception, int number)
    {
        var trace = new List<string>();
        int? line = null;
        Tell(exception, number, trace, ref line, depth: 0);
        return new CellError(NameOf(exception.GetType()), OneLine(MessageOf(exception)), line, trace);
    }

    /// <summary>An exception whose message says all: of its frames only those in cells are told.</summary>
    public static CellError Plain(Exception exception, int number)
    {
        var error = From(exception, number);
        return error with { Traceback = [.. error.Traceback.Where((text, i) => i == 0 || text.StartsWith("   at cell ", StringComparison.Ordinal))] };
    }

    /// <summary>Why a cell did not compile; null when it did.</summary>
    public static CellError? From(ImmutableArray<Diagnostic> diagnostics, int number)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToArray();
        if (errors.Length == 0)
            return null;
        var trace = errors.Take(MostDiagnostics).Select(Tell).ToList();
        if (errors.Length > MostDiagnostics)
            trace.Add($"... {errors.Length - MostDiagnostics} more errors");
        return new CellError(Compilation, trace[0], LineIn(errors[0], number), trace);
    }

    /// <summary>A cell that was interrupted.</summary>
    public static CellError Interrupted(Exception? stoppedBy, bool left, int number)
    {
        var message = left
            ? "The cell was interrupted but does not stop: it is left running behind the notebook until the session is restarted."
            : "The cell was interrupted.";
        var stopped = stoppedBy is null ? null : From(stoppedBy, number);
        return new CellError("Interrupted", message, stopped?.Line, [message, .. stopped?.Traceback.Skip(1) ?? []]);
    }

    private static string Tell(Diagnostic diagnostic)
    {
        var text = $"error {diagnostic.Id}: {OneLine(diagnostic.GetMessage(CultureInfo.InvariantCulture))}";
        if (!diagnostic.Location.IsInSource)
            return text;
        var span = diagnostic.Location.GetLineSpan();
        return $"{Place(span.Path, span.StartLinePosition.Line + 1)}, column {span.StartLinePosition.Character + 1}: {text}";
    }

    private static int? LineIn(Diagnostic diagnostic, int number)
    {
        var span = diagnostic.Location.GetLineSpan();
        return diagnostic.Location.IsInSource && span.Path == PathOf(number) ? span.StartLinePosition.Line + 1 : null;
    }

    private static void Tell(Exception exception, int number, List<string> trace, ref int? line, int depth)
    {
        var words = $"{NameOf(exception.GetType())}: {MessageOf(exception)}";
        trace.Add(depth == 0 ? words : $"caused by {words}");
        TellFrames(exception, number, trace, ref line);
        var causes = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : (IReadOnlyList<Exception>)[];
        if (depth == MostCauses && causes.Count > 0)
        {
            trace.Add("... and so on");
            return;
        }

        foreach (var cause in causes.Take(MostCauses))
            Tell(cause, number, trace, ref line, depth + 1);
        if (causes.Count > MostCauses)
            trace.Add($"... {causes.Count - MostCauses} more");
    }

    private static void TellFrames(Exception exception, int number, List<string> trace, ref int? line)
    {
        var told = 0;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method || IsPlumbing(method))
                continue;
            if (line is null && frame.GetFileName() == PathOf(number) && frame.GetFileLineNumber() > 0)
                line = frame.GetFileLineNumber();
            if (told++ < MostFrames)
                trace.Add("   at " + Tell(frame, method, number));
        }

        if (told > MostFrames)
            trace.Add($"   ... {told - MostFrames} more frames");
    }

    private static string Tell(StackFrame frame, MethodBase method, int number)
    {
        var name = MethodName(method);
        // The compiler gives the expression that is a cell's value no line.
        if (frame.GetFileName() is not { } file || frame.GetFileLineNumber() == 0)
            return name.Length == 0 ? $"cell {number}, its last expression" : name;
        var place = Place(file, frame.GetFileLineNumber());
        return name.Length == 0 ? place : $"{place}, in {name}";
    }

    private static string Place(string path, int line) => CellPath().Match(path) is { Success: true } match
        ? $"cell {match.Groups["number"].Value}, line {line}"
        : $"{Path.GetFileName(path.Replace('\\', '/'))}, line {line}";

    private static bool IsPlumbing(MethodBase method)
    {
        if (method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false))
            return true;
        var name = $"{method.DeclaringType?.FullName}.";
        return Array.Exists(s_plumbing, p => name.StartsWith(p, StringComparison.Ordinal));
    }

    /// <summary>A method as its author wrote it; empty for the top level of a cell. The compiler hides the name of an async or local function in angle brackets.</summary>
    private static string MethodName(MethodBase method)
    {
        var type = method.DeclaringType;
        var name = method.Name;
        while (type is not null && type.Name.StartsWith('<'))
        {
            if (name == "MoveNext")
                name = type.Name;
            type = type.DeclaringType;
        }

        while (Hidden().Match(name) is { Success: true } match)
            name = match.Groups["inner"].Success ? match.Groups["inner"].Value : match.Groups["outer"].Value;
        var owner = type is null ? "" : Owner().Replace(type.FullName ?? type.Name, "").Replace('+', '.');
        if (name is "<Initialize>" or "<Factory>")
            return "";
        return owner.Length == 0 ? name : $"{owner}.{name}";
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static string MessageOf(Exception exception)
    {
        try
        {
            var message = exception is AggregateException ? "One or more errors occurred." : exception.Message;
            return message is { Length: > MostCharacters } ? message[..MostCharacters] + "..." : message ?? "";
        }
#pragma warning disable CA1031 // An exception of the user's own may throw from its Message.
        catch (Exception e) when (e is not ThreadInterruptedException)
        {
            return $"(its message threw {NameOf(e.GetType())})";
        }
#pragma warning restore CA1031
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"^cell\[(?<number>\d+)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CellPath();

    // <<Initialize>>d__0, <Main>b__0_1, <Outer>g__Inner|3_0
    [GeneratedRegex(@"^<(?<outer>.*)>\w__((?<inner>\w+)\|)?[\d_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"^Submission#\d+\+?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owner();
}
