using System.Runtime.InteropServices;

namespace HotRow.Tests;

/// <summary>What every format of table files keeps to.</summary>
public sealed class TableFileContractTests
{
    // Exceptions, their messages and the lists of a parser; what grows with the file is granted per byte of it.
    private const long MostAllocated = 32 * 1024;
    private const long MostAllocatedPerByte = 16;

    // The work of a parser is bounded by how often it reads the file.
    private const long MostReads = 4;

    public static TheoryData<string> Formats => [.. TableFiles.All.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Open_ValidFile_FindsTheRowsThatWereWritten(string format)
    {
        using var folder = new TempFolder();
        var sample = TableFileSamples.Of(format);
        var path = folder.Write(sample.Args.Path, sample.Bytes);

        var table = TableFiles.Open(sample.Args with { Path = path });

        Assert.Equal((path, TableFileSamples.RowCount, TableFileSamples.EmbeddingDim, "fp32"), (table.Path, table.RowCount, table.EmbeddingDim, table.Format.Name));
        var expected = new float[table.EmbeddingDim];
        var found = new float[table.EmbeddingDim];
        for (var row = 0; row < table.RowCount; row++)
        {
            RandomRows.Fill(TableFileSamples.Seed, row, expected);
            table.Format.Decode(sample.Bytes.AsSpan((int)table.Offset + (row * table.RowBytes), table.RowBytes), found);
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes<float>(found));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_EveryShorterFile_IsRefused(string format)
    {
        var sample = TableFileSamples.Of(format);
        for (var length = 0; length < sample.Bytes.Length; length++)
        {
            var file = new MemoryBytes(sample.Bytes[..length], path: sample.Args.Path);

            Assert.Throws<InputException>(() => TableFiles.Read(file, sample.Args, TableFiles.Find(format)).Table());
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_DamagedFile_GivesRowsWithinTheFileOrOneLine(string format)
    {
        var info = TableFiles.Find(format);
        var sample = TableFileSamples.Of(format);
        var count = Mutations.Count(inEveryBuild: 5_000);
        var whole = sample.Assemble is null ? count : count / 2;
        var files = Mutations.Of(sample.Bytes, 11, whole);
        if (sample.Assemble is { } assemble)
        {
            files = files.Concat(Mutations.Of(sample.Header!, 12, count - whole).Select(assemble));
        }

        // The first calls fill the runtime's own caches.
        Tried(info, sample.Args, sample.Bytes);
        Tried(info, sample.Args, [0]);
        var (accepted, refused) = (0, 0);
        foreach (var file in files)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (table, message) = Tried(info, sample.Args, file);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            if (table is null)
            {
                refused++;
                Assert.DoesNotContain(message!, char.IsControl);
            }
            else
            {
                accepted++;
                Assert.True(table.Offset >= 0 && table.RowCount >= 1 && table.EmbeddingDim >= 1 && table.Bytes >= 1 && table.Bytes <= file.Length - table.Offset, $"{table} of {Convert.ToHexString(file)}");
            }

            Assert.True(allocated <= MostAllocated + (MostAllocatedPerByte * file.Length) + AllocatedBytes.OneBuffer, $"{allocated} bytes for {Convert.ToHexString(file)}");
        }

        Assert.True(accepted > 0 && refused > count / 10, $"{accepted} accepted, {refused} refused: the damage is too small or too large to test anything");
    }

    private static (StoredTable? Table, string? Message) Tried(TableFileInfo format, TableFileArgs args, byte[] file)
    {
        using var bytes = new MemoryBytes(file, path: args.Path);
        try
        {
            return (TableFiles.Read(bytes, args, format).Table(), null);
        }
        catch (InputException e)
        {
            return (null, e.Message);
        }
        finally
        {
            Assert.True(bytes.BytesRead <= MostReads * file.Length, $"{bytes.BytesRead} bytes were read of {Convert.ToHexString(file)}");
        }
    }
}
