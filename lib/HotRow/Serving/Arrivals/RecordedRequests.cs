namespace HotRow.Serving;

/// <summary>Requests that were recorded somewhere: when each came, how long prompt and answer are and, where known, the hashes of the prompt's blocks. By ascending time.</summary>
/// <remarks><i>Cost:</i> 16 B a request, 24 B with hashes, and 8 B a hash.</remarks>
public sealed class RecordedRequests
{
    private readonly long[] _ns;
    private readonly int[] _input;
    private readonly int[] _output;
    private readonly PrefixHashes _prefixes;

    internal RecordedRequests(string name, long[] ns, int[] input, int[] output, int count, PrefixHashes prefixes, IReadOnlyList<string> notes)
    {
        (Name, _ns, _input, _output, Count, _prefixes, Notes) = (name, ns, input, output, count, prefixes, notes);
    }

    /// <summary>The file's name, or what else they come from.</summary>
    public string Name { get; }

    /// <summary>How many there are, at least 1.</summary>
    public int Count { get; }

    /// <summary>What a reader must know: requests that were sorted, times that come in bins.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whether any request has hashes of its prompt's blocks.</summary>
    public bool HasPrefixes => _prefixes.Count > 0;

    /// <summary>From the first request to the last.</summary>
    public SimTime Span => Time(Count - 1);

    /// <summary>When a request came, since the first one.</summary>
    public SimTime Time(int index) => new(_ns[Checked(index)] - _ns[0]);

    /// <summary>Tokens of its prompt.</summary>
    public int InputTokens(int index) => _input[Checked(index)];

    /// <summary>Tokens of its answer.</summary>
    public int OutputTokens(int index) => _output[Checked(index)];

    /// <summary>Chained hashes of its prompt's blocks; empty when unknown.</summary>
    public ReadOnlyMemory<long> PrefixBlocks(int index) => _prefixes.Of(Checked(index));

    /// <summary>Rows, span, rate, gaps and lengths in numbers.</summary>
    public RequestSummary Summarize() => RequestSummary.Of(_ns.AsSpan(0, Count), _input.AsSpan(0, Count), _output.AsSpan(0, Count));

    /// <summary>Requests of another origin, as if they had been read.</summary>
    /// <param name="name">What they come from.</param>
    /// <param name="requests">The requests, in any order; ids, classes and deadlines are not kept.</param>
    /// <exception cref="ArgumentException">There is none, or one has no tokens.</exception>
    public static RecordedRequests Of(string name, IEnumerable<ServingRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var builder = new RecordedRequestsBuilder(name);
        foreach (var r in requests)
        {
            if (r.InputTokens < 1 || r.OutputTokens < 1)
            {
                throw new ArgumentException($"request {r.Id} has {r.InputTokens} and {r.OutputTokens} tokens; at least 1 each", nameof(requests));
            }

            builder.Add(r.Arrival.Ns, r.InputTokens, r.OutputTokens, r.PrefixBlocks.Span);
        }

        return builder.Count > 0 ? builder.Build() : throw new ArgumentException("no requests", nameof(requests));
    }

    private int Checked(int index) => (uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"a request from 0 to {Count - 1}");
}
