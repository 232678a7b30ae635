using static HotRow.Tests.ReportSamples;

namespace HotRow.Tests;

public sealed class ReportWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotrow-report-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_Twice_ReplacesTheFilesAndLeavesNothingElse()
    {
        ReportWriter.Write(Model("first"), _folder.FullName);
        var files = ReportWriter.Write(Model("second"), _folder.FullName);

        Assert.Contains("second", File.ReadAllText(files.Html), StringComparison.Ordinal);
        Assert.Equal(["charts/t01-times-1.svg", "charts/t01-times-2.svg", "report.html", "report.md"],
            _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_folder.FullName, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal(2, files.Charts.Count);
        Assert.All(files.Charts, c => Assert.Contains(Path.GetFileName(c), File.ReadAllText(files.Markdown), StringComparison.Ordinal));
    }

    [Fact]
    public void Write_TargetIsAFolder_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "report.html"));

        Assert.ThrowsAny<Exception>(() => ReportWriter.Write(Model(), _folder.FullName));
        Assert.DoesNotContain(_folder.EnumerateFiles("*", SearchOption.AllDirectories), f => f.Name.EndsWith(".tmp", StringComparison.Ordinal));
    }
}
