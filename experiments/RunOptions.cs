using System.CommandLine;
using System.Globalization;

namespace HotRow.Lab;

/// <summary>The options that every measuring command shares.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _scale = ScaleOption();
    private readonly Option<string> _out = new("--out") { Description = "Folder for results and report", DefaultValueFactory = _ => "results" };
    private readonly Option<bool> _force = new("--force") { Description = "Run points again that are stored for the same parameters, scale, machine and build" };
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Your own text, a UTF-8 file or a folder of them: the experiments on text (l03, l05, l08) show it beside the default text" };
    private readonly Option<string?> _budget = new("--budget") { Description = "Wall time for all of it: 150s, 10m, 2h" };
    private readonly Option<string?> _device = new("--device") { Description = "Also run on a device what has a part for one: a backend and, behind a colon, a number; hotrow list devices shows what is there", HelpName = "cuda[:n]|opencl[:n]|cpu" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as one JSON document on the last line" };

    /// <summary>Adds the options to a command.</summary>
    public RunOptions(Command command)
    {
        foreach (Option option in new Option[] { _scale, _out, _force, _corpus, _budget, _device, _json })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The job that the user asked for.</summary>
    /// <param name="parsed">The parsed line.</param>
    /// <param name="experiments">What to run.</param>
    /// <param name="budget">The budget when none is given.</param>
    public Job Job(ParseResult parsed, IReadOnlyList<IExperiment> experiments, Func<Scale, TimeSpan> budget)
    {
        var scale = ScaleOf(parsed.GetValue(_scale)!);
        return new()
        {
            Experiments = experiments,
            Scale = scale,
            Out = parsed.GetValue(_out) is { Length: > 0 } folder ? folder : throw new InputException("--out '' is no folder; name one, or leave --out away for 'results'"),
            Force = parsed.GetValue(_force),
            Corpus = parsed.GetValue(_corpus),
            Budget = parsed.GetValue(_budget) is { } text ? Duration(text) : budget(scale),
            Device = parsed.GetValue(_device),
            Json = parsed.GetValue(_json),
        };
    }

    /// <summary>The option --scale.</summary>
    internal static Option<string> ScaleOption() =>
        new("--scale") { Description = "How much is run: tiny (correctness only), smoke (seconds per experiment) or full (the real sweep)", DefaultValueFactory = _ => "smoke", HelpName = "tiny|smoke|full" };

    /// <summary>Reads a scale's name.</summary>
    /// <exception cref="InputException">It is none.</exception>
    internal static Scale ScaleOf(string text) => text.ToLowerInvariant() switch
    {
        "tiny" => Scale.Tiny,
        "smoke" => Scale.Smoke,
        "full" => Scale.Full,
        _ => throw new InputException($"--scale '{text}' is unknown; known: tiny, smoke, full"),
    };

    /// <summary>Reads "150s", "10m" or "2h".</summary>
    /// <exception cref="InputException">It is none of these, or not between 1 second and 24 hours.</exception>
    internal static TimeSpan Duration(string text, string option = "--budget")
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        var factor = unit switch { 's' => 1.0, 'm' => 60, 'h' => 3600, _ => double.NaN };
        return double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor is >= 1 and <= 86_400
            ? TimeSpan.FromSeconds(number * factor)
            : throw new InputException($"{option} '{text}' is no duration; give seconds, minutes or hours between 1s and 24h: 150s, 10m, 2h");
    }
}
