using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests;

public sealed class TraceFormatTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20260719, 1), null)).WithMaxTest(60);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void I64_AnyIds_ComeBackInBatches() => Check.One(s_fixedSeed, Prop.ForAll<long[], int>((ids, size) =>
    {
        ids = [.. ids, long.MinValue, long.MaxValue];
        var batchSize = Math.Abs(size % 7) + 1;
        var path = _folder.Write("a.i64", Bytes64(ids));
        var batches = Read(path, batchSize);
        return batches.SelectMany(b => b).SequenceEqual(ids) && batches.SkipLast(1).All(b => b.Length == batchSize);
    }));

    [Fact]
    public void I32_AnyIds_ComeBack() => Check.One(s_fixedSeed, Prop.ForAll<int[]>(ids =>
    {
        ids = [.. ids, int.MinValue, int.MaxValue];
        var bytes = new byte[ids.Length * 4];
        for (var i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), ids[i]);
        }

        return Read(_folder.Write("a.i32", bytes)).SelectMany(b => b).SequenceEqual(ids.Select(id => (long)id));
    }));

    [Fact]
    public void Lines_AnyIdsAndSeparators_ComeBack() => Check.One(s_fixedSeed, Prop.ForAll<long[], int>((ids, choice) =>
    {
        ids = [.. ids, long.MinValue, long.MaxValue];
        var separator = new[] { "\n", "\r\n", "\n\n", ",", " ", ", ", "\t" }[Math.Abs(choice % 7)];
        var header = choice % 2 == 0 ? "row\n" : "";
        var end = choice % 3 == 0 ? "" : "\n";
        var path = _folder.Write("a.csv", (choice % 5 == 0 ? "\uFEFF" : "") + header + string.Join(separator, ids) + end);
        return Read(path, batchSize: 4).SelectMany(b => b).SequenceEqual(ids);
    }));

    [Theory]
    [InlineData("timestamp,row_id\n1,5\n2,6\n", "line 1 names 2 columns (timestamp, row_id)", "cut -d, -f2")]
    [InlineData("\uFEFF\n\"ts\"\t\"user\"\t\"row\"\r\n1\t5\t7\r\n", "line 2 names 3 columns (\"ts\", \"user\", \"row\")", "cut -f2")]
    [InlineData("# ts row\n1 5\n", "line 1 names 2 columns (ts, row)", "cut -d' ' -f2")]
    [InlineData("ts row\n\n1 5", "line 1 names 2 columns (ts, row)", "cut -d' ' -f2")]
    [InlineData("ts,row", "line 1 names 2 columns (ts, row)", "cut -d, -f2")]
    public void Lines_HeaderOfSeveralColumns_IsRefusedWithTheWayOut(string content, string expected, string cure)
    {
        var path = _folder.Write("a.csv", content);

        Assert.Equal($"'{path}' {expected}, and a trace holds ids alone: one id per line, or one batch per line without a header; "
            + $"take the ids' column out first, such as its second one: {cure} '{path}' > ids.csv; or, for several tables in one trace, call the columns table and id", Assert.Throws<InputException>(() => Read(path)).Message);
    }

    [Theory]
    [InlineData("row_id\n5\n6", "the header line 'row_id' was skipped")]
    [InlineData("row id\n5\n6", "the header line 'row id' was skipped")]
    [InlineData("# ids, one a line\n5\n6", "the header line '# ids, one a line' was skipped")]
    [InlineData("5\n6", null)]
    [InlineData("\uFEFF5,6\n", null)]
    public void Lines_HeaderOfOneColumn_IsSkippedAndSaid(string content, string? expected)
    {
        var path = _folder.Write("a.csv", content);

        Assert.Equal(expected, TraceFormats.Open(new TraceFile(path)).Note);
        Assert.Equal([5L, 6], Read(path).SelectMany(b => b));
    }

    [Fact]
    public void Lines_SeveralIdsOnALine_EachLineIsABatch()
    {
        var path = _folder.Write("a.ids", "1\r\n\r\n2 3\t4\n , \n5,6");

        Assert.Equal([[1], [2, 3, 4], [5, 6]], Read(path));
    }

    [Fact]
    public void Lines_OneIdOnALine_AreJoinedToBatches()
    {
        var path = _folder.Write("a.ids", "# ids, one a line\n1\n2\n3\n-4\n5");

        Assert.Equal([[1, 2], [3, -4], [5]], Read(path, batchSize: 2));
    }

    [Fact]
    public void Numbering_IdsChosenAgainstAPlainMultiplication_AreNumberedByFirstAppearance()
    {
        // Multiples of the inverse of 2^64 / golden ratio, modulo 2^64: times that factor they are 0, 1, 2, ..., whose upper bits are all the same.
        // Were these the slots, 200,000 ids would take 2 * 10^10 probes.
        const ulong Factor = 0x9E3779B97F4A7C15;
        var inverse = Factor;
        for (var i = 0; i < 6; i++)
        {
            inverse *= 2 - (Factor * inverse);
        }

        var ids = Enumerable.Range(0, 200_000).Select(i => (long)((ulong)i * inverse)).ToArray();
        var rows = new int[ids.Length];
        var numbering = new IdNumbering();
        numbering.Number(ids, rows);
        numbering.Number(ids.AsSpan(100_000), rows.AsSpan(100_000));

        Assert.Equal(1UL, Factor * inverse);
        Assert.Equal(Enumerable.Range(0, ids.Length), rows);
        Assert.Equal(ids.Length, numbering.Count);
    }

    [Fact]
    public void Readers_LongerThanTheirBuffer_LoseNothing()
    {
        // 3 MiB as binary, 2.6 MB as lines: both beyond the readers' buffer of 1 MiB, with ids across its edges.
        var ids = Enumerable.Range(0, 400_000).Select(i => i * 7919L % 1_000_003).ToArray();

        Assert.Equal(ids, Read(_folder.Write("a.i64", Bytes64(ids)), 1000).SelectMany(b => b));
        Assert.Equal(ids, Read(_folder.Write("a.csv", string.Join("\n", ids)), 1000).SelectMany(b => b));
        Assert.Equal(ids, Assert.Single(Read(_folder.Write("one-line.csv", string.Join(",", ids)), 1000)));
    }

    [Theory]
    [InlineData("1\n2x\n", "line 2: '2x' is not an id")]
    [InlineData("1\n\n9223372036854775808\n", "line 3: '9223372036854775808' is not an id")]
    [InlineData("1\n-9223372036854775809\n", "line 2: '-9223372036854775809' is not an id")]
    [InlineData("1 2\n3;4", "line 2: '3;4' is not an id")]
    [InlineData("1.5\n", "line 1: '1.5' is not an id")]
    [InlineData("+5\n", "line 1: '+5' is not an id")]
    [InlineData("5\n-\n", "line 2: '-' is not an id")]
    [InlineData("5\nid\n", "line 2: 'id' is not an id")]
    [InlineData("1\n00000000000000000000000000001\n", "line 2: '00000000000000000000...' is too long for an id")]
    [InlineData("1\n\0\u0001\n", "line 2: '??' is not an id")]
    public void Lines_Faulty_NameLineAndText(string content, string expected)
    {
        var path = _folder.Write("a.csv", content);

        var error = Assert.Throws<InputException>(() => Read(path));

        Assert.Equal($"'{path}' {expected}; ids are whole numbers from -9223372036854775808 to 9223372036854775807, separated by blanks or commas", error.Message);
    }

    [Theory]
    [InlineData("\n\n")]
    [InlineData("id\n")]
    public void Lines_NoIds_IsAnInputError(string content)
    {
        var path = _folder.Write("a.csv", content);

        Assert.StartsWith($"'{path}' holds no ids", Assert.Throws<InputException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_HugeLine_IsRefusedBeforeItIsReadWhole()
    {
        var parser = new IdLineParser("a.csv", batchPerLine: true, batchSize: 1, mostIdsPerLine: 128);
        parser.Take("7\n"u8);
        parser.TakeBatch();
        for (var i = 0; i < 128; i++)
        {
            parser.Take("1,"u8);
        }

        Assert.StartsWith("'a.csv' line 2 holds more than 128 ids", Assert.Throws<InputException>(() => parser.Take("1,"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_OddLength_SaysHowMuchIsLeftOver()
    {
        var path = _folder.Write("a.i64", new byte[19]);

        Assert.Equal($"'{path}' has 19 bytes, which is no whole number of 8-byte ids: 3 left over after id 2; is it cut off, or of another format?",
            Assert.Throws<InputException>(() => Read(path)).Message);
    }

    [Theory]
    [InlineData(".i32")]
    [InlineData(".i64")]
    [InlineData(".csv")]
    [InlineData(".ids")]
    [InlineData(".txt")]
    public void Open_MissingOrEmpty_SaysSo(string extension)
    {
        var missing = Path.Combine(_folder.Path, "none" + extension);
        var empty = _folder.Write("empty" + extension, "");

        Assert.Equal($"there is no file '{missing}'", Assert.Throws<InputException>(() => Read(missing)).Message);
        Assert.Equal($"'{empty}' is empty", Assert.Throws<InputException>(() => Read(empty)).Message);
    }

    [Fact]
    public void Open_DirectoryForAFile_SaysSo() =>
        Assert.Equal($"'{_folder.Path}' is a directory; a file is wanted here", Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(_folder.Path), "i32")).Message);

    [Fact]
    public void Open_UnknownFormat_ListsTheKnownOnes()
    {
        var path = _folder.Write("a.bin", "x");

        Assert.Equal($"the format of '{path}' is unknown: its extension '.bin' means none; say --format NAME, known: csv (.csv), i32 (.i32), i64 (.i64), ids (.ids), "
            + "mooncake (.jsonl), npy (.npy), oracleGeneral (.oracleGeneral, .oracleGeneral.bin), text (.txt, .text, .md, .xml, .html, .htm)", Assert.Throws<InputException>(() => Read(path)).Message);
        Assert.Equal("unknown trace format 'i16'; known: csv, i32, i64, ids, mooncake, npy, oracleGeneral, text", Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path), "i16")).Message);
    }

    [Fact]
    public void Open_FormatNamed_OverridesTheExtension() =>
        Assert.Equal([1L, 2], TraceFormats.Open(new TraceFile(_folder.Write("a.bin", "1\n2")), "csv").Batches().SelectMany(b => b.ToArray()));

    [Fact]
    public void Open_Text_IsNumberedAlready()
    {
        var ids = TraceFormats.Open(new TraceFile(_folder.Write("a.txt", "b a b"), BatchSize: 2));

        Assert.Equal([0, 1, 0], ids.Rows!.Rows.ToArray());
        Assert.Equal([[0L, 1], [0]], ids.Batches().Select(b => b.ToArray()).ToArray());
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(3)]
    public void Renumbered_AnyIds_AreDenseByFirstAppearance(long mostInMemory)
    {
        var random = new Xoshiro256(1);
        var ids = Enumerable.Range(0, 20_000).Select(_ => (long)(random.NextUInt64() % 5000) * 0x1234_5678_9ABC).Prepend(long.MinValue).Prepend(-1).ToArray();
        var numbers = new Dictionary<long, int>();
        var expected = ids.Select(id => numbers.TryGetValue(id, out var n) ? n : numbers[id] = numbers.Count).ToArray();

        var trace = RenumberedTrace.Read(TraceFormats.Open(new TraceFile(_folder.Write("a.i64", Bytes64(ids)))), mostInMemory);

        Assert.Equal(mostInMemory > 3, trace.InMemory is not null);
        Assert.Equal(expected, trace.Batches().SelectMany(b => b.Indices.ToArray()));
        Assert.Equal(numbers.Count, trace.RowCount);
        Assert.Equal(ids.Length, trace.IndexCount);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(4294967296 + 3)]
    public void RowTrace_IdOutsideTheTable_NamesItsPosition(long bad)
    {
        var ids = TraceFormats.Open(new TraceFile(_folder.Write("a.i64", Bytes64([0, 9, 3, 4, bad])), BatchSize: 2));

        Assert.Equal($"'a.i64': id {bad} at position 4 is no row of the table, which has rows 0 to 9", Assert.Throws<InputException>(() => new RowTrace(ids, 10)).Message);
    }

    [Fact]
    public void RowTrace_IdsInRange_StayAsTheyAre()
    {
        var trace = new RowTrace(TraceFormats.Open(new TraceFile(_folder.Write("a.csv", "9 0\n3"))), 10);

        Assert.Equal([[9, 0], [3]], trace.Batches().Select(b => b.Indices.ToArray()).ToArray());
        Assert.Equal((10, 3L), (trace.RowCount, trace.IndexCount));
    }

    private static long[][] Read(string path, int batchSize = 1000) =>
        [.. TraceFormats.Open(new TraceFile(path, batchSize)).Batches().Select(b => b.ToArray())];

    private static byte[] Bytes64(long[] ids)
    {
        var bytes = new byte[ids.Length * 8];
        for (var i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * 8), ids[i]);
        }

        return bytes;
    }
}
