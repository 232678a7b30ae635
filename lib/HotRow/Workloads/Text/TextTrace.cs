namespace HotRow;

/// <summary>The tokens of a text as a trace: one access per token, rows numbered by first appearance.</summary>
public sealed class TextTrace : MemoryTrace
{
    /// <summary>Creates the trace from tokens that were read.</summary>
    /// <param name="name">What results and charts show.</param>
    /// <param name="text">Where the tokens come from.</param>
    /// <param name="vocabulary">The tokens' texts.</param>
    /// <param name="tokens">Token ids, each below the vocabulary's count.</param>
    /// <param name="batchSize">Tokens per batch, at least 1.</param>
    public TextTrace(string name, TextSource text, Vocabulary vocabulary, ReadOnlyMemory<int> tokens, int batchSize)
        : base(name, vocabulary.Count, tokens, batchSize)
    {
        Text = text;
        Vocabulary = vocabulary;
    }

    /// <summary>The files the tokens come from: version and hash for results.</summary>
    public TextSource Text { get; }

    /// <summary>The tokens' texts: row to word.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Reads a text, all cores at once; the ids do not depend on how many there are.</summary>
    /// <param name="text">The files.</param>
    /// <param name="distinctElements">Take each distinct element (<see cref="TextSource.Element"/>) once, where it is first met. Two elements are
    /// equal when their tokens are. What lies outside the elements is left out.</param>
    /// <param name="batchSize">Tokens per batch, at least 1.</param>
    /// <exception cref="InputException">A file cannot be read, is not UTF-8 or is longer than 1 GiB, or there is no token in all of them.</exception>
    public static TextTrace Read(TextSource text, bool distinctElements = false, int batchSize = 1_000)
    {
        var name = distinctElements ? text.Name + "-unique" : text.Name;
        var (vocabulary, tokens) = TextReading.Read(text, distinctElements);
        return tokens.Length > 0
            ? new TextTrace(name, text, vocabulary, tokens, batchSize)
            : throw new InputException($"the text '{text.Name}' holds no token: nothing but blanks and tags");
    }

    /// <summary>The same tokens in batches of another size. <i>Cost:</i> none.</summary>
    public TextTrace WithBatchSize(int batchSize) => new(Name, Text, Vocabulary, Rows, batchSize);
}
