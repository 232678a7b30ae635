namespace HotRow.Serving;

/// <summary>How far every request of a run has come, by request id. One table serves all servers of the run.</summary>
/// <remarks>Arrays and not objects: a day of traffic is half a million requests, and a step touches a few fields of each of its own.</remarks>
public sealed class RequestProgress
{
    private int[] _input = [];
    private int[] _output = [];
    private int[] _computed = [];
    private int[] _produced = [];
    private int[] _preemptions = [];
    private int[] _cached = [];
    private SimTime[] _arrival = [];
    private SimTime[] _deadline = [];

    /// <summary>Requests so far.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens of the prompt.</summary>
    public int Input(int request) => _input[request];

    /// <summary>Tokens of the answer. A scheduler may not look at it to decide: no server knows it. (Static batches and reservations look at a maximum instead.)</summary>
    public int Output(int request) => _output[request];

    /// <summary>Tokens whose keys and values are there.</summary>
    public ref int Computed(int request) => ref _computed[request];

    /// <summary>Tokens of the answer made so far.</summary>
    public ref int Produced(int request) => ref _produced[request];

    /// <summary>How often its blocks were taken away.</summary>
    public ref int Preemptions(int request) => ref _preemptions[request];

    /// <summary>Prompt tokens found in the cache.</summary>
    public ref int Cached(int request) => ref _cached[request];

    /// <summary>When it was due to arrive.</summary>
    public SimTime Arrival(int request) => _arrival[request];

    /// <summary>When batch work must be done; <see cref="SimTime.Never"/> for an online request, for which somebody waits.</summary>
    public SimTime Deadline(int request) => _deadline[request];

    /// <summary>Tokens that are known and must be computed before the next one: prompt and answer so far.</summary>
    public int Known(int request) => _input[request] + _produced[request];

    /// <summary>Adds the next request.</summary>
    /// <param name="inputTokens">Tokens of its prompt.</param>
    /// <param name="outputTokens">Tokens of its answer.</param>
    /// <param name="arrival">When it is due to arrive.</param>
    /// <param name="deadline">When it must be done, for batch work; null for an online request.</param>
    /// <returns>Its id.</returns>
    public int Add(int inputTokens, int outputTokens, SimTime arrival = default, SimTime? deadline = null)
    {
        if (Count == _input.Length)
        {
            var size = Math.Max(256, Count * 2);
            Array.Resize(ref _input, size);
            Array.Resize(ref _output, size);
            Array.Resize(ref _computed, size);
            Array.Resize(ref _produced, size);
            Array.Resize(ref _preemptions, size);
            Array.Resize(ref _cached, size);
            Array.Resize(ref _arrival, size);
            Array.Resize(ref _deadline, size);
        }

        (_input[Count], _output[Count], _arrival[Count], _deadline[Count]) = (inputTokens, outputTokens, arrival, deadline ?? SimTime.Never);
        return Count++;
    }
}
