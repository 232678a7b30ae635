namespace HotRow.Lab;

/// <summary>A trace that is named before it is read, so that declaring its points costs nothing.</summary>
internal sealed class ReplayedTrace
{
    private readonly Func<(MemoryTrace Rows, TextSource? Text)> _read;

    private readonly TextSource? _corpus;

    private ReplayedTrace(string name, TextSource? corpus, Func<(MemoryTrace Rows, TextSource? Text)> read, bool hasWords = false)
    {
        Name = name;
        HasWords = hasWords;
        _corpus = corpus;
        _read = read;
    }

    /// <summary>The name that parameters and charts show.</summary>
    public string Name { get; }

    /// <summary>Whether it is of the user's own text.</summary>
    public bool IsCorpus => _corpus is not null;

    /// <summary>Whether its rows are the words of a text, so that reading it gives a <see cref="TextTrace"/>.</summary>
    public bool HasWords { get; }

    /// <summary>The default text as tokens and as hashed triples, every element and each distinct one once; then the user's text likewise, as "corpus".</summary>
    /// <exception cref="InputException">The user's text cannot be read.</exception>
    public static IReadOnlyList<ReplayedTrace> Texts(RunContext context)
    {
        var traces = new List<ReplayedTrace>();
        AddText(traces, "docs", null, unique => (TextTrace)(unique ? Workloads.DocsUnique : Workloads.Docs).Create(new()));
        if (context.Corpus is { } path)
        {
            var source = CorpusText.Find(path);
            var (all, distinct) = (new Lazy<TextTrace>(() => TextTrace.Read(source)), new Lazy<TextTrace>(() => TextTrace.Read(source, distinctElements: true)));
            AddText(traces, "corpus", source, unique => (unique ? distinct : all).Value);
        }

        return traces;
    }

    /// <summary>Independent draws by the bounded Zipf law, ids permuted.</summary>
    public static ReplayedTrace Zipf(int rowCount, double alpha, long accesses, ulong seed) => new(FormattableString.Invariant($"zipf {alpha:0.0##}"), null, () =>
        (MemoryTrace.Load(Workloads.Zipf.Create(new() { RowCount = rowCount, Alpha = alpha, IndexCount = accesses, Seed = seed })), null));

    /// <summary>Bounded Zipf whose hot rows change: each rank's row is exchanged once on average over the trace.</summary>
    public static ReplayedTrace Drift(int rowCount, double alpha, long accesses, ulong seed) => new(FormattableString.Invariant($"drift {alpha:0.0##}"), null, () =>
        (MemoryTrace.Load(Workloads.Drift.Create(new() { RowCount = rowCount, Alpha = alpha, IndexCount = accesses, Seed = seed })), null));

    /// <summary>The parameters of a point that replays it.</summary>
    public Parameters Parameters(string part)
    {
        var parameters = new Parameters { { "part", part }, { "trace", Name } };
        if (_corpus is not null)
        {
            parameters.Add("text", _corpus.Name);
            parameters.Add("sha256", _corpus.Sha256[..12]);
        }

        return parameters;
    }

    /// <summary>Reads it and tells the point which data that was; gives null, and the point its reason to be skipped, when this machine lacks the text.</summary>
    public MemoryTrace? Read(Point point)
    {
        try
        {
            var (rows, text) = _read();
            point.Data = text?.Data ?? "";
            return rows;
        }
        catch (InputException e)
        {
            point.SkipReason = e.Message;
            return null;
        }
    }

    private static void AddText(List<ReplayedTrace> traces, string name, TextSource? corpus, Func<bool, TextTrace> read)
    {
        void Add(string traceName, bool unique, bool hasWords, Func<TextTrace, MemoryTrace> shape) => traces.Add(new(traceName, corpus, () =>
        {
            var text = read(unique);
            return (shape(text), text.Text);
        }, hasWords));

        Add(name, unique: false, hasWords: true, text => text);
        Add($"{name}-unique", unique: true, hasWords: true, text => text);
        Add($"{name}-trigram", unique: false, hasWords: false, text => new NgramTrace(text, 3));
        Add($"{name}-unique-trigram", unique: true, hasWords: false, text => new NgramTrace(text, 3));
    }
}
