namespace HotRow.Lab;

/// <summary>Byte-pair encoding: the most frequent pair of neighbours becomes a token of its own, again and again.</summary>
/// <remarks><i>Source:</i> P. Gage, "A New Algorithm for Data Compression" (1994); R. Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016).
/// <i>Deviation:</i> pairs may cross the borders of words. <i>Cost:</i> one pass over the text for each merge, in training and in use.</remarks>
internal sealed class BytePairs
{
    private readonly List<(int Left, int Right)> _merges = [];

    private BytePairs()
    {
    }

    /// <summary>Bytes and merged pairs.</summary>
    internal int Vocabulary => 256 + _merges.Count;

    /// <summary>Learns merges from a text. Of pairs that are as frequent the smallest is taken.</summary>
    internal static BytePairs Train(ReadOnlySpan<byte> text, int merges)
    {
        var learnt = new BytePairs();
        var tokens = new int[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            tokens[i] = text[i];
        }

        var length = tokens.Length;
        var counts = new Dictionary<(int, int), int>();
        for (var merge = 0; merge < merges; merge++)
        {
            counts.Clear();
            for (var i = 0; i + 1 < length; i++)
            {
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (tokens[i], tokens[i + 1]), out _)++;
            }

            var best = counts.Where(c => c.Value > 1).OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => ((int, int)?)c.Key).FirstOrDefault();
            if (best is not { } pair)
            {
                break;
            }

            length = Merge(tokens.AsSpan(0, length), pair, learnt.Vocabulary);
            learnt._merges.Add(pair);
        }

        return learnt;
    }

    /// <summary>Tokens of a text, by the merges in the order in which they were learnt.</summary>
    internal int[] Encode(ReadOnlySpan<byte> text)
    {
        var tokens = new int[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            tokens[i] = text[i];
        }

        var length = tokens.Length;
        for (var merge = 0; merge < _merges.Count; merge++)
        {
            length = Merge(tokens.AsSpan(0, length), _merges[merge], 256 + merge);
        }

        return tokens[..length];
    }

    /// <summary>The bytes of some tokens.</summary>
    internal byte[] Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            Append(token, bytes);
        }

        return [.. bytes];
    }

    private void Append(int token, List<byte> bytes)
    {
        if (token < 256)
        {
            bytes.Add((byte)token);
            return;
        }

        Append(_merges[token - 256].Left, bytes);
        Append(_merges[token - 256].Right, bytes);
    }

    private static int Merge(Span<int> tokens, (int Left, int Right) pair, int merged)
    {
        var to = 0;
        for (var from = 0; from < tokens.Length; from++)
        {
            var isPair = from + 1 < tokens.Length && tokens[from] == pair.Left && tokens[from + 1] == pair.Right;
            tokens[to++] = isPair ? merged : tokens[from];
            from += isPair ? 1 : 0;
        }

        return to;
    }
}
