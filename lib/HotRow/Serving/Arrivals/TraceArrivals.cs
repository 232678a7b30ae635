namespace HotRow.Serving;

/// <summary>Recorded requests as they came, on their absolute schedule: a late answer does not delay the next request.</summary>
/// <remarks>The seed changes nothing: every run gets the same requests.</remarks>
public sealed class TraceArrivals : IArrivalProcess
{
    private const double LeastScale = 1e-6;
    private const double MostScale = 1e6;

    private readonly RecordedRequests _trace;
    private readonly double _timeScale = 1;
    private readonly int _first;
    private readonly int _count;

    /// <summary>Replays a trace, or a contiguous part of it whose first request comes at 0.</summary>
    /// <param name="trace">The requests.</param>
    /// <param name="first">The first request of the part.</param>
    /// <param name="limit">The most requests of the part.</param>
    public TraceArrivals(RecordedRequests trace, int first = 0, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, trace.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (_trace, _first, _count) = (trace, first, Math.Min(limit, trace.Count - first));
    }

    /// <summary>Every time is multiplied by it: 0.5 is twice as many requests a second. From a millionth to a million.</summary>
    /// <exception cref="InputException">It is not in that range, or the requests would take longer than a century.</exception>
    public double TimeScale
    {
        get => _timeScale;
        init => _timeScale = value is >= LeastScale and <= MostScale && value * _trace.Span.Seconds <= ArrivalText.LatestSecond
            ? value
            : throw new InputException(FormattableString.Invariant(
                $"the times of '{_trace.Name}', {_trace.Span.Seconds:0.###} s, are multiplied by {value}; allowed is {LeastScale} to {MostScale}, and {ArrivalText.LatestSecond} s in all"));
    }

    /// <summary>The first request of the part, and how many there are.</summary>
    public (int First, int Count) Window => (_first, _count);

    /// <inheritdoc/>
    public string Name =>
        _trace.Name + (_count < _trace.Count ? $", requests {_first} to {_first + _count - 1}" : "") + (_timeScale == 1 ? "" : FormattableString.Invariant($", times x {_timeScale:0.####}"));

    /// <summary>The part with that many requests that took the shortest time; the first of equals, and all requests when there are no more.</summary>
    /// <param name="trace">The requests.</param>
    /// <param name="requests">How many, at least 1.</param>
    public static TraceArrivals Busiest(RecordedRequests trace, int requests)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfLessThan(requests, 1);
        var (count, best, shortest) = (Math.Min(requests, trace.Count), 0, long.MaxValue);
        for (var first = 0; first + count <= trace.Count; first++)
        {
            var span = trace.Time(first + count - 1).Ns - trace.Time(first).Ns;
            (best, shortest) = span < shortest ? (first, span) : (best, shortest);
        }

        return new(trace, best, count);
    }

    /// <inheritdoc/>
    public IEnumerable<ServingRequest> Requests(ulong seed)
    {
        var start = _trace.Time(_first).Ns;
        for (var id = 0; id < _count; id++)
        {
            var since = _trace.Time(_first + id).Ns - start;
            var arrival = _timeScale == 1 ? new SimTime(since) : SimTime.FromSeconds(since / 1e9 * _timeScale);
            yield return new(id, arrival, _trace.InputTokens(_first + id), _trace.OutputTokens(_first + id), _trace.PrefixBlocks(_first + id));
        }
    }
}
