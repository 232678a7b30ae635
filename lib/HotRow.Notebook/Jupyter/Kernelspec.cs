using System.Text.Json;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>The file by which Jupyter and VS Code find a kernel.</summary>
/// <param name="Name">The folder's name, and what notebooks refer to.</param>
/// <param name="DisplayName">What people pick from a list.</param>
/// <param name="Program">The program and its arguments, absolute, before <see cref="Arguments"/>.</param>
public sealed record Kernelspec(string Name, string DisplayName, IReadOnlyList<string> Program)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How Jupyter calls the program; also how a kernel of ours is told from others.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["kernel", "--jupyter", "{connection_file}"];

    /// <summary>Where Jupyter looks for what belongs to this user.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="home">The user's home folder.</param>
    /// <remarks><i>Source:</i> the rule of jupyter_core: JUPYTER_DATA_DIR, else ~/Library/Jupyter on macOS, %APPDATA%\jupyter on Windows, $XDG_DATA_HOME/jupyter or ~/.local/share/jupyter elsewhere.</remarks>
    public static string UserDataFolder(Func<string, string?> variable, string home)
    {
        string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
        if (Set("JUPYTER_DATA_DIR") is { } folder)
            return folder;
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");
        if (OperatingSystem.IsWindows())
            return Set("APPDATA") is { } data ? Path.Combine(data, "jupyter") : Path.Combine(Set("JUPYTER_CONFIG_DIR") ?? Path.Combine(home, ".jupyter"), "data");
        return Path.Combine(Set("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
    }

    /// <summary>The text of kernel.json.</summary>
    public string ToJson() => new JsonObject
    {
        ["argv"] = new JsonArray([.. Program.Concat(Arguments).Select(word => (JsonNode)word)]),
        ["display_name"] = DisplayName,
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject { ["debugger"] = false },
    }.ToJsonString(s_json) + "\n";

    /// <summary>Writes it under a Jupyter data folder, over an earlier one of ours.</summary>
    /// <param name="dataFolder">Such as <see cref="UserDataFolder"/>, or share/jupyter of an environment.</param>
    /// <returns>The folder of the kernel.</returns>
    /// <exception cref="NotebookException">The name is not one, another program's kernel has it, or the folder cannot be written.</exception>
    public string Install(string dataFolder)
    {
        if (!IsAllowed(Name))
            throw new NotebookException($"kernel name '{Name}' is not allowed; letters, digits, '.', '-' and '_' are, at most 100 of them, beginning with a letter or digit");
        var folder = Path.GetFullPath(Path.Combine(dataFolder, "kernels", Name));
        var file = Path.Combine(folder, "kernel.json");
        try
        {
            if (File.Exists(file) && !IsOurs(file))
                throw new NotebookException($"{file}: the kernel '{Name}' of another program is there; choose another with --name");
            Directory.CreateDirectory(folder);
            // Beside the place, then moved: Jupyter never reads half a file.
            var written = Path.Combine(folder, $".kernel.{Environment.ProcessId}.json");
            File.WriteAllText(written, ToJson());
            File.Move(written, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{folder}: cannot be written ({e.Message.TrimEnd('.')}); choose another place with --prefix", e);
        }

        return folder;
    }

    private static bool IsOurs(string file)
    {
        try
        {
            var argv = JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("argv").EnumerateArray().Select(word => word.GetString() ?? "");
            return argv.TakeLast(Arguments.Count).SequenceEqual(Arguments);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsAllowed(string name) =>
        name.Length is >= 1 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
