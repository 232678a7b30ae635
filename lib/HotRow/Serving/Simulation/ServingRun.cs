using System.Buffers.Binary;

namespace HotRow.Serving;

/// <summary>What a run gave: what became of every request, and what was counted on the way.</summary>
public sealed class ServingRun
{
    private readonly RunCounts _counts;
    private readonly RequestOutcome[] _outcomes;
    private readonly Lazy<string> _digest;

    internal ServingRun(RequestOutcome[] outcomes, IReadOnlyList<ServerUse> servers, RunCounts counts, IReadOnlyList<StepRecord> steps)
    {
        (_outcomes, _counts, Servers, StepLog) = (outcomes, counts, servers, steps);
        _digest = new(Digested);
        foreach (var outcome in outcomes)
        {
            Done += outcome.Status == OutcomeStatus.Done ? 1 : 0;
            Refused += outcome.Status == OutcomeStatus.Refused ? 1 : 0;
        }
    }

    /// <summary>What became of each request, by id.</summary>
    public IReadOnlyList<RequestOutcome> Outcomes => _outcomes;

    /// <summary>The same for loops that must be quick.</summary>
    public ReadOnlySpan<RequestOutcome> OutcomeSpan => _outcomes;

    /// <summary>What each server did; with a split layout the prefill servers first.</summary>
    public IReadOnlyList<ServerUse> Servers { get; }

    /// <summary>Every step in the order in which they began; empty unless <see cref="ServingOptions.LogsSteps"/> asked for it.</summary>
    public IReadOnlyList<StepRecord> StepLog { get; }

    /// <summary>Requests that are done.</summary>
    public int Done { get; }

    /// <summary>Requests that could never fit.</summary>
    public int Refused { get; }

    /// <summary>Requests that still waited or ran when the run ended.</summary>
    public int Unfinished => _outcomes.Length - Done - Refused;

    /// <summary>The first arrival; zero without any.</summary>
    public SimTime Begin => _outcomes.Length == 0 ? SimTime.Zero : _counts.First;

    /// <summary>The end of the last step, arrival or transfer.</summary>
    public SimTime End => _counts.End;

    /// <summary>From the first arrival to the end.</summary>
    public SimTime Span => End - Begin;

    /// <summary>The gaps between successive tokens of a request, pooled.</summary>
    public TokenGaps Gaps => _counts.Gaps;

    /// <summary>Tokens of answers made, those of unfinished requests included.</summary>
    public long Tokens => _counts.Tokens;

    /// <summary>Tokens that passed through a model: prompts, answers, and what was computed again after a preemption; padding is not counted.</summary>
    public long ComputedTokens => _counts.ComputedTokens;

    /// <summary>How often blocks were taken away from requests that are done.</summary>
    public long Preemptions => _counts.Preemptions;

    /// <summary>Tokens found in a cache instead of computed.</summary>
    public long FoundTokens => Sum(s => s.FoundTokens);

    /// <summary>Steps of all servers.</summary>
    public long Steps => Sum(s => s.Steps);

    /// <summary>Time spent computing, over all servers. <i>Units:</i> ns.</summary>
    public long BusyNs => Sum(s => s.BusyNs);

    /// <summary>Time for which servers were there, their starts included: what is paid for. <i>Units:</i> ns.</summary>
    public long OnNs => Sum(s => s.OnNs);

    /// <summary>Time spent computing / time for which servers were there; NaN when that is no time.</summary>
    public double BusyShare => (double)BusyNs / OnNs;

    /// <summary>Time in which a server did not compute although requests were there, over all servers: 0 when the scheduler conserves work. <i>Units:</i> ns.</summary>
    public long IdleWithWorkNs => Sum(s => s.IdleWithWorkNs);

    /// <summary>Sequences in a step, averaged over the time spent computing; NaN without a step.</summary>
    public double MeanInStep => Servers.Sum(s => s.RunningNs) / BusyNs;

    /// <summary>Most sequences in one step.</summary>
    public int MostInStep => _counts.MostInStep;

    /// <summary>Most requests that waited at one server when it began a step.</summary>
    public int MostWaiting => _counts.MostWaiting;

    /// <summary>Share of all blocks that were held, averaged over the time spent computing; NaN without a step.</summary>
    public double KvUse => Servers.Sum(s => s.HeldBlockNs / s.TotalBlocks) / BusyNs;

    /// <summary>Integral over time of the requests in the system. <i>Units:</i> ns.</summary>
    public Int128 InSystemNs => _counts.InSystemNs;

    /// <summary>Requests in the system, averaged over the span: L of Little's law.</summary>
    public double MeanInSystem => (double)InSystemNs / Span.Ns;

    /// <summary>Active replicas after each look of the autoscaler; empty without one.</summary>
    public IReadOnlyList<(SimTime Time, int Replicas)> Fleet => _counts.Fleet;

    /// <summary>SHA-256 of all outcomes, in hexadecimal: equal when two runs gave the same, to the last nanosecond.</summary>
    public string Digest => _digest.Value;

    private long Sum(Func<ServerUse, long> part)
    {
        var sum = 0L;
        foreach (var server in Servers)
        {
            sum += part(server);
        }

        return sum;
    }

    private string Digested()
    {
        const int OutcomeBytes = (5 * sizeof(long)) + (6 * sizeof(int)) + 2;
        var bytes = new byte[(long)_outcomes.Length * OutcomeBytes];
        var at = 0;
        void Long(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(long);
        }

        void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(int);
        }

        foreach (var o in _outcomes)
        {
            Long(o.Arrival.Ns);
            Long(o.Started.Ns);
            Long(o.FirstToken.Ns);
            Long(o.FirstVisible.Ns);
            Long(o.LastToken.Ns);
            Int(o.InputTokens);
            Int(o.OutputTokens);
            Int(o.CachedTokens);
            Int(o.Preemptions);
            Int(o.Replica);
            Int(o.Id);
            bytes[at++] = (byte)o.Class;
            bytes[at++] = (byte)o.Status;
        }

        return Convert.ToHexStringLower(Sha256.Of(bytes));
    }
}
