namespace HotRow.Serving;

/// <summary>Other arrivals made from given ones: at another rate, or resampled in blocks.</summary>
public static class ArrivalBlocks
{
    /// <summary>Length of a block of <see cref="Resample"/>: long enough to keep bursts whole.</summary>
    public static readonly SimTime BlockLength = SimTime.FromSeconds(60);

    // So few blocks would make every resample alike.
    private const int LeastBlocks = 10;

    // Two years of minutes; a longer span has longer blocks, for every one of them is drawn.
    private const int MostBlocks = 1_000_000;

    /// <summary>The same requests at so many times the rate: every arrival's distance from the first is divided.</summary>
    /// <param name="requests">The arrivals.</param>
    /// <param name="multiple">Above 0.</param>
    public static IReadOnlyList<ServingRequest> AtRate(IReadOnlyList<ServingRequest> requests, double multiple)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        if (requests.Count == 0)
        {
            return requests;
        }

        var origin = requests[0].Arrival;
        return [.. requests.Select(r => r with { Arrival = origin + new SimTime((long)Math.Round((r.Arrival - origin).Ns / multiple)) })];
    }

    /// <summary>A bootstrap of the arrivals: as many blocks as there are, each drawn from all of them, one after the other.</summary>
    /// <param name="requests">The arrivals, in order.</param>
    /// <param name="seed">Of the draws.</param>
    /// <remarks>Blocks are of equal length, about 60 s, and a tenth of the span where that is shorter. Empty blocks are drawn, too. <i>Source:</i> Kuensch, The
    /// jackknife and the bootstrap for general stationary observations, 1989. <i>Deviation:</i> blocks do not overlap.</remarks>
    public static IReadOnlyList<ServingRequest> Resample(IReadOnlyList<ServingRequest> requests, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count < 2)
        {
            return requests;
        }

        var origin = requests[0].Arrival.Ns;
        var span = requests[^1].Arrival.Ns - origin + 1;
        var blocks = (int)Math.Max(LeastBlocks, Math.Min(span / BlockLength.Ns, MostBlocks));
        var length = (span + blocks - 1) / blocks;
        var members = requests.ToLookup(r => (int)((r.Arrival.Ns - origin) / length));
        var random = new Xoshiro256(seed);
        var sample = new List<ServingRequest>(requests.Count);
        for (var block = 0; block < blocks; block++)
        {
            var drawn = random.NextInt32(blocks);
            foreach (var request in members[drawn])
            {
                sample.Add(request with { Id = sample.Count, Arrival = new(origin + (block * length) + (request.Arrival.Ns - origin - (drawn * length))) });
            }
        }

        return sample.Count > 0 ? sample : requests;
    }
}
