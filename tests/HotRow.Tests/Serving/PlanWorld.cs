using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>A world of planners without a queue: one replica of an accelerator keeps so many requests a second quick, and all others come late.</summary>
/// <param name="capacity">Requests a second that one replica serves in time.</param>
internal sealed class PlanWorld(Func<Candidate, double> capacity) : IPlanTrials
{
    private const long QuickNs = 100_000_000;
    private const long LateNs = 3_000_000_000;

    private int _runs;

    public int Runs => _runs;

    public static PlanTrial Trial(int replicas, bool isEnough) => new(Candidate("a"), replicas, 10, isEnough ? 10 : 0, isEnough, 0, 0, 1, []);

    public static Candidate Candidate(string accelerator, double powerW = 100, int tensorParallel = 1, long stepNs = 1_000_000, bool isCompared = false) => new(
        ModelShapes.Llama31With8B, new(accelerator, accelerator, [], new(1, ""), new(1, ""), new(powerW, "")), tensorParallel, Schedulers.ContinuousBatch, new(), new ConstantLatency(stepNs, isCompared), 1_000);

    /// <summary>Requests at equal distances: so many a second for 100 s, each of 100 and 11 tokens.</summary>
    public static ServingRequest[] Requests(double perSecond) =>
        [.. Enumerable.Range(0, (int)(100 * perSecond)).Select(i => new ServingRequest(i, SimTime.FromSeconds(i / perSecond), 100, 11))];

    public IReadOnlyList<RequestOutcome> Run(Candidate candidate, int replicas, IReadOnlyList<ServingRequest> requests, double slowdown, CancellationToken stop)
    {
        Interlocked.Increment(ref _runs);
        var rate = (requests.Count - 1) / (requests[^1].Arrival - requests[0].Arrival).Seconds;
        var quick = (int)Math.Floor(Math.Min(1, replicas * capacity(candidate) / slowdown / rate) * requests.Count + 1e-6);
        return [.. requests.Select((r, i) => Outcome(r, i < quick ? QuickNs : LateNs))];
    }

    private static RequestOutcome Outcome(in ServingRequest r, long ttft)
    {
        var first = r.Arrival + new SimTime(ttft);
        return new(r.Id, r.Arrival, r.Arrival, first, first, first + new SimTime(100_000_000), r.InputTokens, r.OutputTokens, 0, 0, 0, r.Class, OutcomeStatus.Done);
    }

    private sealed class ConstantLatency(long ns, bool isCompared) : ILatencyModel
    {
        public string Name => "constant";

        public ValidRange Valid => isCompared ? ValidRange.None with { System = "a system" } : ValidRange.None;

        public long StepNs(in StepShape step) => ns;
    }
}
