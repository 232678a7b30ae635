namespace HotRow.Tests;

public sealed class TextTraceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Folder_TakesFilesInOrdinalOrderAndSkipsHiddenOnes()
    {
        _folder.Write("b.txt", "two one");
        _folder.Write("a/z.txt", "one <b> two");
        _folder.Write("a/page.html", "\uFEFFzero <b>one</b>");
        _folder.Write(".git/config", [0xFF]);
        _folder.Write("empty.txt", "");

        var trace = TextTrace.Read(CorpusText.Find(_folder.Path));

        // a/page.html: zero one; a/z.txt: one < b > two; b.txt: two one
        Assert.Equal([0, 1, 1, 2, 3, 4, 5, 5, 1], trace.Rows.ToArray());
        Assert.Equal(["zero", "one", "<", "b", ">", "two"], Enumerable.Range(0, trace.RowCount).Select(i => trace.Vocabulary[i]));
    }

    [Fact]
    public void Find_FolderWithLinks_ReadsLinkedFilesAndFollowsNoLinkedFolder()
    {
        _folder.Write("a/one.txt", "one");
        _folder.Write("empty.txt", "");
        try
        {
            // Followed, the two links to the folder itself would give 2^40 paths.
            Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "x"), ".");
            Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "y"), ".");
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.txt"), Path.Combine("a", "one.txt"));
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "link-to-empty.txt"), "empty.txt");
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "link-to-nothing.txt"), "gone.txt");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"links may not be made here: {e.Message}");
        }

        Assert.Equal(["a/one.txt", "link.txt"], CorpusText.Find(_folder.Path).Files.Select(f => f.Name));
    }

    [Fact]
    public void Require_Text_IsGivenAsItIsFound()
    {
        var path = _folder.Write("a.txt", "one two three");

        Assert.Equal(CorpusText.Find(path).Sha256, CorpusText.Require(path).Sha256);
    }

    [Theory]
    [InlineData(" \n\t", "holds no token")]
    [InlineData("one two", "holds 2 of the 3 tokens")]
    public void Require_TooLittleText_IsAnInputError(string content, string expected)
    {
        var path = _folder.Write("a.txt", content);

        Assert.Contains(expected, Assert.Throws<InputException>(() => CorpusText.Require(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_FolderWithOneFileThatIsNoText_NamesIt()
    {
        _folder.Write("a.txt", "one two three");
        var bad = _folder.Write("b.bin", [0, 0xFF]);

        Assert.StartsWith($"'{bad}' is not UTF-8", Assert.Throws<InputException>(() => CorpusText.Require(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFiles_EqualsOneFileAtATime()
    {
        var random = new Xoshiro256(3);
        var texts = Enumerable.Range(0, 60).Select(_ => string.Join(' ', Enumerable.Range(0, 200).Select(_ => "w" + random.NextInt32(500)))).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            _folder.Write($"{i:D3}.txt", texts[i]);
        }

        var trace = TextTrace.Read(CorpusText.Find(_folder.Path));

        var ids = new Dictionary<string, int>();
        var expected = texts.SelectMany(t => t.Split(' ')).Select(w => ids.TryGetValue(w, out var id) ? id : ids[w] = ids.Count).ToArray();
        Assert.Equal(expected, trace.Rows.ToArray());
    }

    [Fact]
    public void Read_NotUtf8_NamesFileAndOffset()
    {
        var path = _folder.Write("latin1.txt", [(byte)'a', 0xC3, 0xA9, (byte)' ', 0xE9, (byte)'b']);

        var error = Assert.Throws<InputException>(() => TextTrace.Read(CorpusText.Find(path)));

        Assert.Equal($"'{path}' is not UTF-8: byte 0xe9 at offset 4; convert it first", error.Message);
    }

    [Fact]
    public void Read_NothingButBlanksAndTags_IsAnInputError()
    {
        var path = _folder.Write("x.xml", "<a>\n</a>");

        Assert.Equal("the text 'x.xml' holds no token: nothing but blanks and tags", Assert.Throws<InputException>(() => TextTrace.Read(CorpusText.Find(path))).Message);
    }

    [Fact]
    public void Find_MissingOrEmpty_SaysWhich()
    {
        var missing = Path.Combine(_folder.Path, "none.txt");
        var empty = _folder.Write("empty.txt", "");

        Assert.Equal($"there is no file '{missing}'", Assert.Throws<InputException>(() => CorpusText.Find(missing)).Message);
        Assert.Equal($"'{empty}' is empty", Assert.Throws<InputException>(() => CorpusText.Find(empty)).Message);
        Assert.StartsWith($"the folder '{_folder.Path}' holds no text", Assert.Throws<InputException>(() => CorpusText.Find(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DistinctDocumentation_KeepsEachElementOnceWhereItIsFirstMet()
    {
        const string First = """
            <doc><assembly><name>Left.Out</name></assembly><members>
              <member name="M:A"><summary>Gets <c>one</c>.</summary><returns>Two.</returns></member>
              <member name="M:B"><summary>Gets one.</summary><param name="p">Three <see cref="X" /> four.</param></member>
            </members></doc>
            """;
        const string Second = """
            <doc><members><member name="M:C"><returns>Gets one.</returns><remarks><para>Two.</para><para>Five</para></remarks><inheritdoc/></member></members></doc>
            """;
        _folder.Write("1.xml", First);
        _folder.Write("2.xml", Second);
        var text = CorpusText.Find(_folder.Path) with { Element = TextElement.Documentation };

        var trace = TextTrace.Read(text, distinctElements: true);

        // Elements: "gets one ." "two ." (again "gets one .") "three four ." (again "gets one .") "two . five"
        Assert.Equal("gets one . two . three four . two . five", string.Join(' ', trace.Rows.ToArray().Select(id => trace.Vocabulary[id])));
        Assert.Equal([0, 1, 2, 3, 2, 4, 5, 2, 3, 2, 6], trace.Rows.ToArray());
    }

    [Fact]
    public void Read_DistinctParagraphs_KeepsEachOnce()
    {
        var path = _folder.Write("p.txt", "one\ntwo\n\n  \none  two\r\n\r\nthree");

        var trace = TextTrace.Read(CorpusText.Find(path), distinctElements: true);

        Assert.Equal("one two three", string.Join(' ', trace.Rows.ToArray().Select(id => trace.Vocabulary[id])));
        Assert.Equal("p.txt-unique", trace.Name);
    }

    [Fact]
    public void Find_Documentation_TakesHighestReleaseOfBothPacks()
    {
        foreach (var version in new[] { "9.0.9", "10.0.2", "10.0.12", "10.0.12-rc.1" })
        {
            _folder.Write($"packs/Microsoft.NETCore.App.Ref/{version}/ref/net10.0/B.xml", $"<m>{version}</m>");
            _folder.Write($"packs/Microsoft.NETCore.App.Ref/{version}/ref/net10.0/A.xml", "<m>first</m>");
            _folder.Write($"packs/Microsoft.NETCore.App.Ref/{version}/ref/net10.0/de/A.xml", "<m>Deutsch</m>");
            _folder.Write($"packs/Microsoft.NETCore.App.Ref/{version}/data/List.xml", "<m>list</m>");
            _folder.Write($"packs/Microsoft.AspNetCore.App.Ref/{version}/ref/net10.0/A.xml", "<m>last</m>");
        }

        var text = DocumentationText.Find([Path.Combine(_folder.Path, "elsewhere"), _folder.Path]);

        Assert.Equal("10.0.12", text.Version);
        Assert.Equal(["ref/net10.0/A.xml", "ref/net10.0/B.xml", "ref/net10.0/A.xml"], text.Files.Select(f => f.Name));
        Assert.Equal("<m>first</m><m>10.0.12</m><m>last</m>", string.Concat(text.Files.Select(f => File.ReadAllText(f.Path))));

        // sha256sum of that concatenation
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("<m>first</m><m>10.0.12</m><m>last</m>"u8)), text.Sha256);
        Assert.StartsWith("docs 10.0.12, 3 files, sha256 ", text.Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_DocumentationMissing_NamesTheWayOut()
    {
        var error = Assert.Throws<InputException>(() => DocumentationText.Find([_folder.Path]));

        Assert.Contains("--corpus PATH", error.Message, StringComparison.Ordinal);
        Assert.Contains("'zipf'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Docs_OfThisMachine_IsReadFromTheRunningSdk()
    {
        TextTrace docs;
        try
        {
            docs = (TextTrace)Workloads.Docs.Create(new WorkloadArgs { BatchSize = 4096 });
        }
        catch (InputException e)
        {
            Assert.Skip(e.Message);
            return;
        }

        Assert.True(docs.Rows.Length > 1_000_000);
        Assert.Equal(4096, docs.Batches().First().Indices.Length);
        Assert.InRange(docs.Vocabulary.Find("the"), 0, docs.RowCount - 1);
    }

    [Fact]
    public void Ngrams_OfTokens_HashOverlappingRuns()
    {
        var tokens = new MemoryTrace("t", 3, new[] { 0, 1, 2, 0, 1, 2, 1 }, 4);

        var bigrams = new NgramTrace(tokens, 2, tableRows: 1000);
        var trigrams = new NgramTrace(tokens, 3);

        var rows = bigrams.Rows.ToArray();
        Assert.Equal(6, rows.Length);
        Assert.Equal(rows[0], rows[3]);
        Assert.Equal(rows[1], rows[4]);
        Assert.NotEqual(NgramTrace.RowOf([1, 2], 1 << 20), NgramTrace.RowOf([2, 1], 1 << 20));
        Assert.All(rows, row => Assert.InRange(row, 0, 999));
        Assert.Equal(5, trigrams.IndexCount);
        Assert.Equal(1 << 20, trigrams.RowCount);
        Assert.Equal("t-trigram", trigrams.Name);
        Assert.Throws<InputException>(() => new NgramTrace(new MemoryTrace("t", 1, new[] { 0 }, 1), 2));
    }

    [Fact]
    public void RowOf_DistinctNgrams_FillTheTableEvenly()
    {
        // 65,536 bigrams thrown into 65,536 rows: an even hash leaves e^-1 = 36.8 % of the rows empty, with a deviation of about 0.12 points.
        var met = new bool[1 << 16];
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
            {
                met[NgramTrace.RowOf([a, b], met.Length)] = true;
            }
        }

        Assert.InRange(met.Count(m => !m) / 65536.0, 0.363, 0.373);
    }
}
