using HotRow.Serving;

namespace HotRow.Tests.Serving;

public sealed class LayerTablesTests : IDisposable
{
    private const string Dense = """
        layer,tokens,time_us
        layernorm,1,1
        layernorm,9,9
        qkv_proj,1,10
        qkv_proj,9,10
        rotary_emb,1,0
        rotary_emb,9,0
        o_proj,1,0
        o_proj,9,0
        gate_up_proj,1,0
        gate_up_proj,9,0
        act_fn,1,0
        act_fn,9,0
        down_proj,1,0
        down_proj,9,0
        embedding,1,100
        embedding,9,100
        final_layernorm,1,0
        final_layernorm,9,0
        """;

    private const string Sequences = "layer,sequences,time_us\nlm_head,1,1000\nlm_head,2,1010\nsampler,1,0\nsampler,2,0\n";

    // Attention of the plain profile is 1 x tokens of the piece + context / 10 + 2 x sequences + their context / 100.
    private static readonly string s_attention = "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n" + string.Join('\n',
        from chunk in (int[])[0, 4, 8]
        from context in (int[])[0, 16, 32]
        from decodes in (int[])[0, 1, 4]
        from length in (int[])[0, 16, 32]
        where chunk + decodes > 0 && (chunk > 0 || context == 0) && (decodes > 0) == (length > 0)
        select FormattableString.Invariant($"{chunk},{context},{decodes},{length},{chunk + (context / 10.0) + (2 * decodes) + (length / 100.0)}"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Two layers, one sequence decoding with 24 tokens: 2 x (2 x 1 + 10) + 100 + 1,000 + 2 x (2 + 0.24) us.
    [Fact]
    public void StepNs_PlainProfile_IsTheSumOfItsLayers()
    {
        var tables = Write(Dense, s_attention, Sequences);

        Assert.Equal(1_128_480, tables.StepNs(new([], 1, 24)));
    }

    // A piece of 6 tokens after 8 beside two decoding sequences of 20: 8 tokens, 3 sequences. Norm 8 twice and 10 a layer; attention 6 + 0.8 + 4 + 0.2; the head prolonged to 1,020.
    [Fact]
    public void StepNs_BetweenPoints_IsLinearOnEachAxis()
    {
        var tables = Write(Dense, s_attention, Sequences);

        Assert.Equal(((2 * (26 + 11)) + 100 + 1_020) * 1_000, tables.StepNs(new([new(6, 8)], 2, 40)));
    }

    // Two pieces are looked up apart from each other and from the decoding sequence: 4 + 8 + (2 + 0.16). 13 tokens, 3 sequences.
    [Fact]
    public void StepNs_TwoPieces_AreLookedUpApart()
    {
        var tables = Write(Dense, s_attention, Sequences);

        Assert.Equal(((2 * (26 + 10 + 14.16)) + 100 + 1_020) * 1_000, tables.StepNs(new([new(4, 0), new(8, 0)], 1, 16)), 1.0);
    }

    // The reference: a replay in another language of the same tables (ms).
    [Theory]
    [InlineData(16, 0, 0, 17.171)]
    [InlineData(128, 0, 0, 21.137)]
    [InlineData(512, 0, 0, 48.306)]
    [InlineData(1_024, 0, 0, 95.473)]
    [InlineData(2_048, 0, 0, 193.005)]
    [InlineData(0, 1, 256, 16.76)]
    [InlineData(0, 8, 1_024, 18.56)]
    [InlineData(0, 32, 1_024, 23.92)]
    [InlineData(0, 40, 1_024, 25.30)]
    [InlineData(0, 128, 2_048, 58.82)]
    public void StepNs_Rtx4090_IsTheReference(int prompt, int decodes, int context, double ms)
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "HOTROW_DATA is not set: the profile is not part of the repository");
        var tables = LatencyModels.Tables.Create(new(
            ModelShapes.Llama31With8B, Accelerators.Find("rtx4090"), Profile: Path.Combine(folder, "llmservingsim", "profile_RTX4090_Llama-3.1-8B")));

        Assert.Equal(ms * 1e6, tables.StepNs(new(prompt > 0 ? [new(prompt, 0)] : [], decodes, (long)decodes * context)), prompt > 0 ? 500.0 : 5_000.0);
        Assert.NotEqual("", tables.Valid.System);
    }

    [Theory]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1,-1\n", "line 2: time_us is '-1'")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1,NaN\n", "time_us is 'NaN'")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,one,1\n", "tokens is 'one'")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1\n", "it has 2 columns")]
    [InlineData("dense", "layer,size,time_us\nlayernorm,1,1\n", "has no column 'tokens'; it names 'layer', 'size', 'time_us'")]
    [InlineData("dense", "layer,tokens,time_us\nmoe,1,1\n", "the layer 'moe' is not known")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1,1\nlayernorm,1,2\n", "line 3: layernorm at 1 stands twice")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1,1\n", "layernorm has one size only")]
    [InlineData("dense", "layer,tokens,time_us\nlayernorm,1,1\nlayernorm,2,1\n", "has no row of the layer 'qkv_proj'")]
    [InlineData("dense", "layer,tokens,time_us\n", "holds no rows")]
    [InlineData("attention", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n0,0,1,16,1\n", "holds no grid")]
    [InlineData("attention", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n0,0,1,16,1\n0,0,1,16,1\n", "line 3: the point 0, 0, 1, 16 stands twice")]
    [InlineData("attention", "prefill_chunk,kv_prefill,n_decode,kv_decode,time_us\n0,0,1,16,1\n4,0,0,0,1\n4,8,0,0,1\n0,0,1,32,1\n", "is no whole grid: the point prefill_chunk 4, kv_prefill 0, n_decode 1, kv_decode 16 is missing")]
    public void Read_BadTable_SaysWhere(string file, string text, string problem)
    {
        var thrown = Assert.Throws<InputException>(() => Write(file == "dense" ? text : Dense, file == "attention" ? text : s_attention, Sequences));

        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void Read_WindowsLineEndsAndAByteOrderMark_AreAccepted()
    {
        var tables = Write("\uFEFF" + Dense.ReplaceLineEndings("\r\n"), s_attention.ReplaceLineEndings("\r\n"), Sequences);

        Assert.Equal(1_128_480, tables.StepNs(new([], 1, 24)));
    }

    [Fact]
    public void Read_NoFolderOrNoFile_SaysWhatIsNeeded()
    {
        Assert.Contains("there is no folder", Assert.Throws<InputException>(() => LayerTables.Read(Path.Combine(_folder.Path, "nowhere"), 2, ValidRange.None)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no file", Assert.Throws<InputException>(() => LayerTables.Read(_folder.Path, 2, ValidRange.None)).Message, StringComparison.Ordinal);
    }

    private LayerTables Write(string dense, string attention, string sequences)
    {
        _folder.Write("dense.csv", dense);
        _folder.Write("attention.csv", attention);
        _folder.Write("per_sequence.csv", sequences);
        return LayerTables.Read(_folder.Path, 2, ValidRange.None);
    }
}
