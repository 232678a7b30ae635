using System.Formats.Tar;
using System.IO.Compression;
using HotRow.Lab;

namespace HotRow.Tests;

public sealed class PlotlyCopyTests : IDisposable
{
    private const string Entry = "package/" + PlotlyScript.FileName;
    private readonly TempFolder _folder = new();
    private readonly StringWriter _errors = new();

    private string Kept => Path.Combine(_folder.Path, "plotly", PlotlyScript.FileName);

    [Fact]
    public void Get_ChangedFile_IsRefusedAndNothingIsKept()
    {
        var script = PlotlyCopy.Get(Kept, _errors, folder => Archive(Path.Combine(folder, "a.tgz"), Entry, new byte[PlotlyScript.LengthInBytes]));

        Assert.Null(script);
        Assert.Contains("hash", Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public void Get_KeptFileChanged_IsFetchedAnewNotUsed()
    {
        _folder.Write("plotly/" + PlotlyScript.FileName, new byte[PlotlyScript.LengthInBytes]);
        var asked = 0;

        var script = PlotlyCopy.Get(Kept, _errors, _ => $"no network {++asked}");

        Assert.Null(script);
        Assert.Equal(1, asked);
        Assert.EndsWith("no network 1", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_FolderCannotBeMade_SaysSoInOneLine()
    {
        var file = _folder.Write("taken", "");

        Assert.Null(PlotlyCopy.Get(Path.Combine(file, "below", "x.js"), _errors, _ => null));
        Assert.Single(Lines());
    }

    [Fact]
    public void Get_RightFile_IsKeptAndNotFetchedAgain()
    {
        FetchedPlotly.Script();
        var right = File.ReadAllBytes(PlotlyCopy.FileName);

        Assert.NotNull(PlotlyCopy.Get(Kept, _errors, folder => Archive(Path.Combine(folder, "a.tgz"), Entry, right)));
        Assert.NotNull(PlotlyCopy.Get(Kept, _errors, _ => throw new InvalidOperationException("fetched again")));
        Assert.Equal([Kept], Directory.GetFileSystemEntries(Path.GetDirectoryName(Kept)!));
    }

    [Fact]
    public void Read_Archive_GivesTheNamedFileOnly()
    {
        var path = Path.Combine(_folder.Path, "a.tgz");
        Archive(path, "package/x.js", [1, 2, 3]);

        Assert.Equal([1, 2, 3], PackageArchive.Read(path, "package/x.js", 3));
        Assert.Null(PackageArchive.Read(path, "package/x.js", 4));
        Assert.Null(PackageArchive.Read(path, "package/y.js", 3));
    }

    [Fact]
    public void Read_LinkOfThatName_IsNotFollowed()
    {
        var path = Path.Combine(_folder.Path, "link.tgz");
        using (var writer = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "package/x.js") { LinkName = "/etc/passwd" });
        }

        Assert.Null(PackageArchive.Read(path, "package/x.js", 0));
    }

    [Fact]
    public void Read_ArchiveThatUnpacksWithoutEnd_StopsAtItsLimit()
    {
        var path = Path.Combine(_folder.Path, "big.tgz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var writer = new TarWriter(packed))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/filler") { DataStream = new MemoryStream(new byte[100_000]) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/x.js") { DataStream = new MemoryStream([1, 2, 3]) });
        }

        Assert.NotNull(PackageArchive.Read(path, "package/filler", 100_000));
        Assert.Null(PackageArchive.Read(path, "package/x.js", 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_NotAnArchive_IsNull(int seed)
    {
        var bytes = new byte[5_000];
        new Random(seed).NextBytes(bytes);

        Assert.Null(PackageArchive.Read(_folder.Write("noise.tgz", bytes), "package/x.js", 3));
    }

    public void Dispose()
    {
        _errors.Dispose();
        _folder.Dispose();
    }

    private string[] Lines() => _errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private static string? Archive(string path, string name, byte[] content)
    {
        using var writer = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest));
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return null;
    }
}
