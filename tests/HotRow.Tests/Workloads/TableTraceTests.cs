using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests;

public sealed class TableTraceTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(100);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Space_OfThreeTables_AddsTheRowsBefore()
    {
        var space = new TableSpace([("a", 10), ("none", 0), ("b", 5)]);

        Assert.Equal([0L, 10, 10], space.Tables.Select(t => t.FirstRow));
        Assert.Equal((15L, 9L, 10L, 14L), (space.RowCount, space.RowOf(0, 9), space.RowOf(2, 0), space.RowOf(2, 4)));
        Assert.Equal([0, 0, 2, 2], new[] { 0L, 9, 10, 14 }.Select(space.TableOf));
        Assert.Equal((2, -1), (space.IndexOf("b"), space.IndexOf("B")));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.RowOf(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.RowOf(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.RowOf(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.TableOf(15));
    }

    [Fact]
    public void Space_AnyTables_MapsEachRowBackToItsTable() => Check.One(s_fixedSeed, Prop.ForAll<PositiveInt[]>(sizes =>
    {
        var tables = sizes.Select((size, i) => ($"t{i}", (long)size.Get % 5)).Append(("last", 1)).ToArray();
        var space = new TableSpace(tables);
        var pairs = tables.SelectMany((t, table) => Enumerable.Range(0, (int)t.Item2).Select(id => (table, row: space.RowOf(table, id)))).ToArray();
        return pairs.Select(p => p.row).SequenceEqual(Enumerable.Range(0, (int)space.RowCount).Select(r => (long)r)) && pairs.All(p => space.TableOf(p.row) == p.table);
    }));

    [Theory]
    [InlineData("a=9223372036854775807,b=1", "more than 9223372036854775807 rows together")]
    [InlineData("a=1,a=2", "named twice")]
    [InlineData("a", "no table and its rows")]
    [InlineData("", "no table and its rows")]
    [InlineData("a=1,", "no table and its rows")]
    [InlineData("=5", "no table and its rows")]
    [InlineData("a=-1", "no table and its rows")]
    [InlineData("a=9223372036854775808", "no table and its rows")]
    public void Parse_Faulty_SaysWhat(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => TableSpace.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("table,id\nu,3\ni,1\nu,0\n")]
    [InlineData("\uFEFF\n\"id\",\"Table\"\r\n3,\"u\"\r\n\r\n1,i\r\n0,u")]
    [InlineData("time\ttable\tid\n9\tu\t3\n9\ti\t1\n9\tu\t0\n")]
    [InlineData("# table id\nu 3\n  i   1 \nu 0\n")]
    public void Open_ColumnsOfTableAndId_GivesRowsOfOneSpace(string content)
    {
        var ids = TraceFormats.Open(new TraceFile(_folder.Write("a.csv", content), BatchSize: 2));

        // u has rows 0 to 3, so i begins at 4.
        Assert.Equal([[3L, 5], [0]], ids.Batches().Select(b => b.ToArray()));
        Assert.Equal([new TableRows("u", 0, 4), new TableRows("i", 4, 2)], ids.Tables!.Tables);
    }

    // 10,000 ids, reported every 4,096.
    [Fact]
    public void Open_ReadingForTables_TellsHowFarItIsAndStopsWhenTold()
    {
        var path = _folder.Write("a.csv", "table,id\n" + string.Concat(Enumerable.Repeat("u,3\ni,1\n", 5_000)));
        var told = new List<long>();

        TraceFormats.Open(new TraceFile(path, Progress: told.Add));

        Assert.Equal([4_096, 8_192], told);
        Assert.Throws<OperationCanceledException>(() => TraceFormats.Open(new TraceFile(path, Progress: _ => throw new OperationCanceledException())));
    }

    [Fact]
    public void Open_TablesGiven_ReadsNothingThrough()
    {
        var path = _folder.Write("a.csv", "table,id\n" + string.Concat(Enumerable.Repeat("u,3\n", 5_000)));

        TraceFormats.Open(new TraceFile(path, Tables: TableSpace.Parse("u=4"), Progress: count => Assert.Fail($"{count} ids were read")));
    }

    [Fact]
    public void Open_TablesGiven_KeepsTheirOrderAndRows()
    {
        var ids = TraceFormats.Open(new TraceFile(_folder.Write("a.ids", "table id\nu 3\ni 1\n"), Tables: TableSpace.Parse("i=100,u=4")));

        Assert.Equal([103L, 1], ids.Batches().SelectMany(b => b.ToArray()));
    }

    [Theory]
    [InlineData("u,3\nx,1", "line 3: the table 'x' is not among those given: 'u'")]
    [InlineData("u,4", "line 2: id 4 is no row of the table 'u', which has 4")]
    public void Open_OutsideTheTablesGiven_NamesTheLine(string lines, string expected)
    {
        var path = _folder.Write("a.csv", "table,id\n" + lines);
        var ids = TraceFormats.Open(new TraceFile(path, Tables: TableSpace.Parse("u=4")));

        Assert.Equal($"'{path}' {expected}", Assert.Throws<InputException>(() => ids.Batches().Count()).Message);
    }

    [Theory]
    [InlineData("u", "line 2: it has 1 columns, and the header names 2")]
    [InlineData("u,1,2", "line 2: it has 3 columns, and the header names 2")]
    [InlineData("u,-1", "line 2: '-1' is no row of a table")]
    [InlineData("u,1.0", "line 2: '1.0' is no row of a table")]
    [InlineData("u,", "line 2: '' is no row of a table")]
    [InlineData(",1", "line 2: the name of its table has 0 bytes; 1 to 128 are allowed")]
    [InlineData("u,9223372036854775807", "line 2: id 9223372036854775807 is too large")]
    [InlineData("", "holds no ids below its header")]
    public void Open_FaultyLine_IsNamed(string line, string expected)
    {
        var path = _folder.Write("a.csv", "table,id\n" + line);

        Assert.StartsWith($"'{path}' {expected}", Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_IdsTooLargeTogether_SaysWhatToDo()
    {
        var path = _folder.Write("a.csv", "table,id\nu,9223372036854775806\nv,0");

        Assert.Contains("renumber the ids of each table", Assert.Throws<InputException>(() => TraceFormats.Open(new TraceFile(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_OfTables_CountsEachByItself()
    {
        var ids = TraceFormats.Open(new TraceFile(_folder.Write("a.csv", "table,id\nu,3\ni,1\nu,0\nu,3\n"), Tables: TableSpace.Parse("u=9,none=7,i=2")));

        var profiles = TableProfile.Of(ids);

        // u: 3, 0, 3: the top one of two ids takes 2 of 3 accesses.
        Assert.Equal(["u", "none", "i"], profiles.Select(p => p.Table.Name));
        Assert.Equal((3L, 2, 2.0 / 3), (profiles[0].Profile!.Accesses, profiles[0].Profile!.Distinct, profiles[0].Profile!.Top1Percent));
        Assert.Null(profiles[1].Profile);
        Assert.Equal((1L, 1), (profiles[2].Profile!.Accesses, profiles[2].Profile!.Distinct));
    }
}
