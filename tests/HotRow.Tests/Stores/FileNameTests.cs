namespace HotRow.Tests;

/// <summary>Whatever opens a table names what is wrong with a path in one line.</summary>
public sealed class FileNameTests : IDisposable
{
    private readonly DiskFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Openers => ["direct", "mapped", "header", "written"];

    [Theory]
    [MemberData(nameof(Openers))]
    public void Open_NameTooLong_IsOneLine(string opener)
    {
        var path = _folder.File(new string('x', 5_000) + ".f32");

        var error = Assert.Throws<InputException>(() => Open(opener, path));

        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    // Where the system ends a name at its NUL, a file that was not named would be opened.
    [Theory]
    [MemberData(nameof(Openers))]
    public void Open_NameWithANul_IsOneLine(string opener)
    {
        File.WriteAllBytes(_folder.File("a"), new byte[40]);

        var error = Assert.Throws<InputException>(() => Open(opener, _folder.File("a\0b.f32")));

        Assert.Contains(@"a\0b.f32': a path has no NUL character", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', error.Message);
    }

    // The last row would end behind what a 64-bit number counts.
    [Fact]
    public void RequireWithin_OffsetNearTheLargest_NamesTheEnd()
    {
        var table = new StoredTable("t", long.MaxValue - 10, 25, 16, RowFormats.Fp32);

        var error = Assert.Throws<InputException>(() => table.RequireWithin(1_000));

        Assert.Contains("end at 9223372036854777397:", error.Message, StringComparison.Ordinal);
    }

    private static void Open(string opener, string path)
    {
        Assert.SkipWhen(opener == "written" && FileSystems.IsMemory(FileSystems.FormatOf(Path.GetDirectoryName(path)!)), "the tests lie on a memory file system, where a file tier is refused");
        var table = new StoredTable(path, 0, 10, 1, RowFormats.Fp32);
        switch (opener)
        {
            case "direct":
                DirectFileRowStore.Open(table).Dispose();
                break;
            case "mapped":
                MappedFileRowStore.Open(table).Dispose();
                break;
            case "header":
                TableFiles.Open(new(path, EmbeddingDim: 1));
                break;
            default:
                TableFile.Create(path, 10, 1, seed: 1);
                break;
        }
    }
}
