namespace HotRow.Lab;

/// <summary>The traces of the cache experiment by name, cut to what the scale allows.</summary>
/// <param name="context">Scale, seed and the user's text.</param>
internal sealed class CacheTraces(RunContext context)
{
    /// <summary>Tokens of the default text.</summary>
    public const string Docs = "docs";

    /// <summary>Tokens of each distinct documentation element, once.</summary>
    public const string DocsUnique = "docs-unique";

    /// <summary>Rows of hashed triples of tokens, a table of 2^20 rows.</summary>
    public const string Trigram = "docs-trigram";

    /// <summary>Independent accesses, alpha 1, to a million rows.</summary>
    public const string Zipf = "zipf";

    /// <summary>Independent accesses, alpha 1, to as many rows as fit a file that is quickly written.</summary>
    public const string SmallZipf = "zipf-100k";

    /// <summary>The user's own text.</summary>
    public const string Corpus = "corpus";

    private const int IdsPerBatch = 1_000;

    private readonly Lazy<TextTrace> _corpus = new(() => TextTrace.Read(CorpusText.Find(context.Corpus!)));
    private readonly string _corpusIdentity = context.Corpus is { } path ? Identity(CorpusText.Find(path)) : "";

    /// <summary>Traces whose ids are words: a claim about language is judged on these.</summary>
    public string[] Texts => context.Corpus is null ? [Docs, DocsUnique] : [Docs, DocsUnique, Corpus];

    /// <summary>All traces that are replayed.</summary>
    public string[] All => [.. Texts, Trigram, Zipf];

    /// <summary>Indices per batch.</summary>
    public int BatchSize => context.ByScale(100, IdsPerBatch, IdsPerBatch);

    /// <summary>The identity of a point on a trace.</summary>
    public Parameters Named(string part, string trace, decimal? percent = null)
    {
        var parameters = new Parameters { { "part", part }, { "trace", trace } };
        if (trace == Corpus)
        {
            parameters.Add(Corpus, _corpusIdentity);
        }

        if (percent is { } share)
        {
            parameters.Add("percent", (double)share);
        }

        return parameters;
    }

    /// <summary>Opens a trace; null when this machine lacks its text, and the point then says so.</summary>
    public MemoryTrace? Open(Point point, string name)
    {
        try
        {
            var trace = Create(name, point);
            return new MemoryTrace(name, trace.RowCount, trace.Rows[..Math.Min(trace.Rows.Length, Most(name))], BatchSize);
        }
        catch (InputException e)
        {
            point.SkipReason = e.Message;
            return null;
        }
    }

    private static string Identity(TextSource text) => $"{text.Name} {text.Sha256[..12]}";

    private MemoryTrace Create(string name, Point point) => name switch
    {
        Zipf => MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = context.ByScale(10_000, 1_000_000, 1_000_000), IndexCount = Most(name), Seed = point.Seed })),
        SmallZipf => MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = context.ByScale(1_000, 100_000, 100_000), IndexCount = Most(name), Seed = point.Seed })),
        Trigram => Trigrams(Text(Docs, point)),
        _ => Text(name, point),
    };

    private int Most(string name) => name switch
    {
        Zipf => context.ByScale(20_000, 1_000_000, 5_000_000),
        SmallZipf => context.ByScale(20_000, 600_000, 2_000_000),
        Trigram => context.ByScale(20_000, 1_000_000, int.MaxValue),
        _ => context.ByScale(20_000, int.MaxValue, int.MaxValue),
    };

    private NgramTrace Trigrams(TextTrace tokens)
    {
        var most = (int)Math.Min(tokens.Rows.Length, Most(Trigram) + 2L);
        return new(new(tokens.Name, tokens.RowCount, tokens.Rows[..most], BatchSize), 3);
    }

    private TextTrace Text(string name, Point point)
    {
        var text = name switch
        {
            Docs => (TextTrace)Workloads.Docs.Create(new()),
            DocsUnique => (TextTrace)Workloads.DocsUnique.Create(new()),
            _ => _corpus.Value,
        };
        point.Data = text.Text.Data;
        return text;
    }
}
