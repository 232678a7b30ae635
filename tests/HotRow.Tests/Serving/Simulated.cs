using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>Parts that tests of the simulator are put together from.</summary>
internal static class Simulated
{
    /// <summary>A latency model from a function of the step.</summary>
    internal sealed class StepTime(Simulated.NsOf ns) : ILatencyModel
    {
        public string Name => "given";

        public ValidRange Valid => ValidRange.None;

        public long StepNs(in StepShape step) => ns(step);
    }

    /// <summary>The time of a step.</summary>
    internal delegate long NsOf(in StepShape step);

    /// <summary>Every step takes as long.</summary>
    internal static ILatencyModel Constant(double ms) => new StepTime((in StepShape _) => SimTime.FromMs(ms).Ns);

    /// <summary>A prompt of n tokens takes n nanoseconds: a service time written as a prompt.</summary>
    internal static ILatencyModel PromptIsNanoseconds { get; } = new StepTime((in StepShape step) => step.PrefillTokens);

    /// <summary>Memory that is never short.</summary>
    internal static KvArgs Ample { get; } = new(1 << 20, 1 << 12, 1 << 12);

    /// <summary>A request in milliseconds.</summary>
    internal static ServingRequest Request(int id, double arrivalMs, int input, int output) => new(id, SimTime.FromMs(arrivalMs), input, output);

    /// <summary>Random requests by ascending arrival, several of an instant among them.</summary>
    internal static ServingRequest[] Draw(ulong seed, int count, int longestInput, int longestOutput, int longestGapMs)
    {
        var random = new Xoshiro256(seed);
        var at = 0;
        var requests = new ServingRequest[count];
        for (var i = 0; i < count; i++)
        {
            at += random.NextInt32(longestGapMs + 1);
            requests[i] = Request(i, at, 1 + random.NextInt32(longestInput), 1 + random.NextInt32(longestOutput));
        }

        return requests;
    }
}
