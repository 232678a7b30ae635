namespace HotRow.Tests;

/// <summary>Faulty files of every trace format: either ids come out or an <see cref="InputException"/>, within bounded memory.</summary>
/// <remarks>HOTROW_FUZZ sets how many there are of each format.</remarks>
public sealed class TraceFuzzTests : IDisposable
{
    // The largest buffers that a reader makes for a file of some hundred bytes, and the message of an error. A tokenizer has tables of its own.
    private const long MostAllocated = 1 << 18;
    private const long MostAllocatedByText = 1 << 21;

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Valid => new()
    {
        { "i32", Hex([.. Enumerable.Range(0, 100).Select(i => (byte)(i * 7))]) },
        { "i64", Hex([.. Enumerable.Range(0, 160).Select(i => (byte)(i * 7))]) },
        { "csv", Hex("id\n1,2,3\n-4,5\n9223372036854775807,6\n"u8) },
        { "csv", Hex("time,table,id\n1,users,5\n2,items,77\n3,users,123456789\n"u8) },
        { "ids", Hex("1 2 3\n\n-4\t5\r\n9223372036854775807 6\n"u8) },
        { "ids", Hex("table id\nusers 5\nitems 77\n"u8) },
        { "npy", Hex([.. NpyHeader.Bytes("<i4", 3, 2), .. new byte[24]]) },
        { "npy", Hex([.. NpyHeader.Bytes(">u8", 5), .. new byte[40]]) },
        { "oracleGeneral", Hex([.. Enumerable.Range(0, 96).Select(i => (byte)(i * 5))]) },
        { "mooncake", Hex("{\"timestamp\": 0, \"hash_ids\": [0, 1, 2]}\n{\"a\": {\"b\": [1]}, \"hash_ids\": [-3, 4]}\n"u8) },
        { "text", Hex("The rows of <b>tables</b> &amp; caches, caf\u00E9.\n\nThe rows."u8) },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Valid_Files_AreOfEveryFormatAndAreRead()
    {
        Assert.Equal(TraceFormats.All.Select(f => f.Name), Valid.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));
        Assert.All(Valid, row => Assert.True(Read(_folder.Write("a", Convert.FromHexString(row.Data.Item2)), row.Data.Item1) > 0));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Open_MutatedFile_GivesIdsOrAnInputError(string format, string hex)
    {
        var valid = Convert.FromHexString(hex);
        var count = Mutations.Count(inEveryBuild: 1_000);

        // Written in place: a file system may wait for the disk whenever a file is made anew over an old one.
        var path = _folder.Write("a", valid);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        int read = 0, refused = 0;
        foreach (var (i, bytes) in Mutations.Of(valid, 20261120, count).Index())
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.SetLength(file, bytes.Length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                // Every id has a byte of the file at least, so that more of them would be made up.
                Assert.InRange(Read(path, format), 0, bytes.Length);
                read++;
            }
            catch (InputException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"mutation {i} of {format}, {Convert.ToHexString(bytes)}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= (format == "text" ? MostAllocatedByText : MostAllocated), $"mutation {i} of {format} made the reader allocate {allocated} bytes: {Convert.ToHexString(bytes)}");
        }

        // A mutator that breaks everything or nothing tests nothing.
        Assert.True(read > count / 50 && refused > count / 50, $"{read} were read and {refused} refused");
    }

    private static long Read(string path, string format)
    {
        long count = 0;
        foreach (var batch in TraceFormats.Open(new TraceFile(path, 7), format).Batches())
        {
            count += batch.Length;
        }

        return count;
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
