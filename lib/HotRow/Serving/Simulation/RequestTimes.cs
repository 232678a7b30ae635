namespace HotRow.Serving;

/// <summary>When things happened to each request of a run, by request id; its outcome once the run is over.</summary>
internal sealed class RequestTimes
{
    private Entry[] _entries = new Entry[256];

    /// <summary>What is known of one request beside its progress.</summary>
    internal struct Entry
    {
        public SimTime Arrival;
        public SimTime Started;
        public SimTime FirstToken;
        public SimTime FirstVisible;
        public SimTime LastToken;
        public ReadOnlyMemory<long> Prefix;
        public int Hidden;
        public int Server;
        public ServiceClass Class;
        public OutcomeStatus Status;
    }

    /// <summary>Requests so far.</summary>
    public int Count { get; private set; }

    /// <summary>The request's entry, to be changed in place.</summary>
    public ref Entry this[int request] => ref _entries[request];

    /// <summary>Adds a request; nothing has happened to it.</summary>
    public void Add(in ServingRequest request)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count++] = new()
        {
            Arrival = request.Arrival,
            Started = SimTime.Never,
            FirstToken = SimTime.Never,
            FirstVisible = SimTime.Never,
            LastToken = SimTime.Never,
            Prefix = request.PrefixBlocks,
            Hidden = request.HiddenTokens,
            Server = -1,
            Class = request.Class,
        };
    }

    /// <summary>What became of each request.</summary>
    public RequestOutcome[] Outcomes(RequestProgress progress)
    {
        var outcomes = new RequestOutcome[Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            ref var e = ref _entries[i];
            outcomes[i] = new(
                i, e.Arrival, e.Started, e.FirstToken, e.FirstVisible, e.Status == OutcomeStatus.Done ? e.LastToken : SimTime.Never, progress.Input(i), progress.Output(i),
                progress.Cached(i), progress.Preemptions(i), e.Server, e.Class, e.Status);
        }

        return outcomes;
    }
}
