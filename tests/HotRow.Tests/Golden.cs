using System.Runtime.CompilerServices;

namespace HotRow.Tests;

/// <summary>Text that was looked at once and must not change by accident. HOTROW_UPDATE_GOLDEN=1 writes the files anew.</summary>
internal static class Golden
{
    public static void Matches(string folder, string name, string actual)
    {
        var path = Path.Combine(SourceFolder(), folder, "golden", name);
        if (Environment.GetEnvironmentVariable("HOTROW_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, actual);

        Assert.True(File.Exists(path), $"{path} is missing; run once with HOTROW_UPDATE_GOLDEN=1 and look at it");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }

    private static string SourceFolder([CallerFilePath] string path = "")
    {
        // A build with mapped source paths has no usable path here; then the folder is found from the solution.
        if (File.Exists(path))
            return Path.GetDirectoryName(path)!;

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HotRow.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("no HotRow.slnx above the tests"), "tests", "HotRow.Tests");
    }
}
