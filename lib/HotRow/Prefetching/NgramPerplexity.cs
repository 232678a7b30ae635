using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>How surprising each next row of a sequence is to models that know the last 0, 1, .. n rows: the perplexity, 2 to the mean number of bits per row.</summary>
/// <remarks>
/// <i>Definition:</i> interpolated Witten-Bell. With c(h) occurrences of the history h that a row followed, T(h) distinct rows among these, and c(h, r) of row r:
/// P(r | h) = (c(h, r) + T(h) P(r | h')) / (c(h) + T(h)), where h' is h without its oldest row; below the empty history stands 1 / vocabulary. A history
/// that was never seen leaves the shorter one's answer. So every row has a chance above 0, chances sum to 1, and the perplexity is finite.
/// <para><i>Cost:</i> n + 1 look-ups per row, and a dictionary entry of about 50 B for every distinct n-gram up to n + 1 rows: for experiments, not for hot paths.</para>
/// <para><i>Source:</i> I. Witten and T. Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37 (1991), method C; the interpolation
/// as in S. Chen and J. Goodman, "An empirical study of smoothing techniques for language modeling", Computer Speech and Language 13 (1999), section 2.5.</para></remarks>
public sealed class NgramPerplexity
{
    private const int Unknown = -1;
    private const int Root = 0;
    private readonly int _vocabulary;
    private readonly Dictionary<ulong, int> _children = []; // (history, row) to the history that is longer by that row
    private readonly List<Node> _nodes = [default];
    private readonly int[] _histories; // the nodes of the last 0, 1, .. n rows
    private readonly int[] _longer; // the same, one row later
    private readonly double[] _bits; // per order, since the last Reset
    private long _scored;

    /// <summary>Creates models that have seen nothing: each finds every row equally likely.</summary>
    /// <param name="maxOrder">The longest history, in rows; 0 is a plain frequency model.</param>
    /// <param name="vocabulary">How many rows there can be; every row is below it.</param>
    public NgramPerplexity(int maxOrder, int vocabulary)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxOrder);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        _vocabulary = vocabulary;
        _histories = new int[maxOrder + 1];
        _longer = new int[maxOrder + 1];
        _bits = new double[maxOrder + 1];
        Array.Fill(_histories, Unknown, 1, maxOrder);
    }

    /// <summary>Trains on the first half of the rows, and returns each order's perplexity on the second half, which it does not learn from.</summary>
    public static double[] HeldOut(ReadOnlySpan<int> rows, int maxOrder, int vocabulary)
    {
        var model = new NgramPerplexity(maxOrder, vocabulary);
        model.Read(rows[..(rows.Length / 2)], learn: true);
        return model.Read(rows[(rows.Length / 2)..], learn: false);
    }

    /// <summary>Returns each order's perplexity when every row is first predicted and then learnt.</summary>
    public static double[] Prequential(ReadOnlySpan<int> rows, int maxOrder, int vocabulary) => new NgramPerplexity(maxOrder, vocabulary).Read(rows, learn: true);

    /// <summary>Goes on through the rows and returns the perplexity of these rows by order, 0 to the longest; NaN when there are none.</summary>
    /// <param name="rows">0 &lt;= row &lt; the vocabulary.</param>
    /// <param name="learn">Whether each row is learnt once it has been predicted.</param>
    public double[] Read(ReadOnlySpan<int> rows, bool learn)
    {
        RowCheck.Rows(rows, _vocabulary);
        Array.Clear(_bits);
        _scored = rows.Length;
        foreach (var row in rows)
        {
            Step(row, learn);
        }

        return [.. _bits.Select(bits => Math.Pow(2, bits / _scored))];
    }

    private void Step(int row, bool learn)
    {
        var chance = 1.0 / _vocabulary;
        Array.Fill(_longer, Unknown);
        _longer[0] = Root;
        for (var order = 0; order < _histories.Length; order++)
        {
            var history = _histories[order];
            if (history != Unknown)
            {
                var key = ((ulong)(uint)history << 32) | (uint)row;
                var child = _children.TryGetValue(key, out var found) ? found : Unknown;
                var (_, followed, distinct) = _nodes[history];
                if (followed > 0)
                {
                    chance = ((child == Unknown ? 0 : _nodes[child].Seen) + (distinct * chance)) / (followed + (double)distinct);
                }

                child = learn ? Learn(key, history, child) : child;
                if (order + 1 < _histories.Length)
                {
                    _longer[order + 1] = child;
                }
            }

            _bits[order] -= Math.Log2(chance);
        }

        _longer.CopyTo(_histories, 0);
    }

    private int Learn(ulong key, int history, int child)
    {
        var isNew = child == Unknown;
        if (isNew)
        {
            child = _nodes.Count;
            _nodes.Add(default);
            _children.Add(key, child);
        }

        var nodes = CollectionsMarshal.AsSpan(_nodes);
        nodes[child].Seen++;
        nodes[history].Followed++;
        nodes[history].Distinct += isNew ? 1 : 0;
        return child;
    }

    // How often the n-gram was seen, how often a row followed it, and how many distinct ones did.
    private record struct Node(int Seen, int Followed, int Distinct);
}
