namespace HotRow.Lab;

/// <summary>A token of document 002: a number of a row, or a vector that is ready.</summary>
/// <param name="Row">The row; of no meaning beside a ready vector.</param>
/// <param name="Ready">The vector, or null.</param>
internal readonly record struct Token(int Row, float[]? Ready);

/// <summary>Batches in which some tokens bring their vector: document 002's implementation against a staging buffer.</summary>
/// <remarks><i>Deviation:</i> a ready vector is cloned by copying it; in a runtime whose tensors share their numbers a clone copies nothing.</remarks>
internal static class MixedBatches
{
    /// <summary>An array per token, stacked, uploaded.</summary>
    public const string PerToken = "per token";

    /// <summary>Into a staging buffer, uploaded.</summary>
    public const string Staging = "staging";

    public static void Run(Point point, EmbeddingTable table, int rows, int readyPercent)
    {
        var dim = table.EmbeddingDim;
        var random = new Xoshiro256(point.Seed);
        var tokens = new Token[Math.Max(4, RuntimePath.WarmRows / rows) * rows];
        for (var i = 0; i < tokens.Length; i++)
        {
            var row = random.NextInt32(table.RowCount);
            tokens[i] = new(row, random.NextInt32(100) < readyPercent ? table.Row(row).ToArray() : null);
        }

        // A batch's ids are the places of its tokens, which lie one after the other.
        var places = new MemoryTrace("places of tokens", tokens.Length, Enumerable.Range(0, tokens.Length).ToArray(), rows);
        var batches = BatchPool.Spread(places, rows, tokens.Length / rows);
        var (staging, upload) = (Buffer("a staging buffer"), Buffer("an upload buffer"));
        Add(PerToken, batch => LoadPerToken(batch, table, upload.Floats));
        Add(Staging, batch =>
        {
            Stage(batch, table, staging.Floats);
            staging.Floats.CopyTo(upload.Floats);
        });
        point.After(timing =>
        {
            var ratio = Statistics.PairedRatio(timing(PerToken).SamplesNs, timing(Staging).SamplesNs, point.Seed);
            point.Value(RuntimePath.Gain, ratio.Value, Staging, ValueKind.Measured, ratio.Low, ratio.High);
            foreach (var name in new[] { PerToken, Staging })
            {
                point.Value(RuntimePath.AllocatedPerRow, (double)timing(name).AllocatedBytes / rows, name);
            }
        });

        PageMemory Buffer(string purpose) => point.Own(new PageMemory((long)rows * dim * sizeof(float), purpose));

        void Add(string name, Load load)
        {
            point.Check($"{name}, against the generator", () =>
            {
                upload.Floats.Fill(float.NaN);
                var first = TokensOf(batches.First);
                load(first);
                return GeneratedRows.Match(first.ToArray().Select(t => t.Row).ToArray(), dim, upload.Floats);
            });
            var walk = batches.Walk();
            point.Variant(name, () => load(TokensOf(walk())), Derived.NsPer(Metrics.NsPerRow, rows));
        }

        ReadOnlySpan<Token> TokensOf(LookupBatch batch) => tokens.AsSpan(batch.Indices.Span[0], rows);
    }

    private delegate void Load(ReadOnlySpan<Token> batch);

    private static void LoadPerToken(ReadOnlySpan<Token> tokens, EmbeddingTable table, Span<float> upload)
    {
        var rows = new List<float[]>();
        foreach (var token in tokens)
        {
            rows.Add(token.Ready is { } ready ? ready.AsSpan().ToArray() : table.Row(token.Row).ToArray());
        }

        PerTokenLoad.Stack(rows, table.EmbeddingDim).CopyTo(upload);
    }

    private static void Stage(ReadOnlySpan<Token> tokens, EmbeddingTable table, Span<float> staging)
    {
        var dim = table.EmbeddingDim;
        for (var i = 0; i < tokens.Length; i++)
        {
            var row = tokens[i].Ready is { } ready ? ready : table.Row(tokens[i].Row);
            row.CopyTo(staging.Slice(i * dim, dim));
        }
    }
}
