using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The requests of a real vLLM log, simulated: the same arrivals, lengths, memory and rules of scheduling, and a latency model for the device.</summary>
/// <remarks>The server of the log (its meta.json): vLLM 0.19.0, at most 256 sequences and 2,048 tokens a step, prefix caching on, 2,588 blocks of 16 tokens.
/// One of these blocks is vLLM's null block, which no request gets.</remarks>
internal static class VllmReplay
{
    /// <summary>Blocks that requests can get.</summary>
    internal const int Blocks = 2_587;

    /// <summary>Where the per-layer tables of the same model and device lie in the folder of real data.</summary>
    internal const string ProfileFolder = "llmservingsim/profile_RTX4090_Llama-3.1-8B/tp1";

    /// <summary>Furthest a simulated mean may lie from the real one.</summary>
    internal const double MeanTolerance = 0.03;

    /// <summary>Furthest a simulated 90th percentile may lie from the real one.</summary>
    internal const double P90Tolerance = 0.05;

    private static readonly (string Name, Func<VllmRequest, double> Real, Func<RequestOutcome, double> Simulated)[] s_latencies =
    [
        ("TTFT", r => r.Ttft.Seconds, o => o.Ttft.Seconds),
        ("TPOT", r => r.TpotSeconds, o => o.TpotSeconds),
        ("E2E", r => r.EndToEnd.Seconds, o => o.EndToEnd.Seconds),
    ];

    /// <summary>The server of the log with that latency model.</summary>
    internal static ServingOptions Options(ILatencyModel latency) => new(Schedulers.ContinuousBatch, latency, KvAllocators.Paged, new(Blocks));

    /// <summary>Simulates the requests of the log.</summary>
    internal static ServingRun Run(VllmLog log, ServingOptions options) => Run(log.Arrivals, options);

    /// <summary>Simulates requests; the run's books balance, and the server never idled with work at hand.</summary>
    internal static ServingRun Run(IEnumerable<ServingRequest> requests, ServingOptions options) => ServingChecks.Checked(ServingSimulator.Run(options, requests), conservesWork: true);

    /// <summary>Mean and 90th percentile of TTFT, TPOT and E2E, real and simulated. Percentiles are linear between order statistics, as in the log's own summary.</summary>
    internal static IReadOnlyList<ReplayedFigure> Compare(VllmLog log, ServingRun run)
    {
        var figures = new List<ReplayedFigure>();
        foreach (var (name, ofReal, ofSimulated) in s_latencies)
        {
            var real = log.Requests.Select(ofReal).Order().ToArray();
            var simulated = run.Outcomes.Select(ofSimulated).Order().ToArray();
            figures.Add(new(name, "mean", real.Average(), simulated.Average(), MeanTolerance));
            figures.Add(new(name, "p90", PercentileDefinitions.Linear.Quantile(real, 0.9), PercentileDefinitions.Linear.Quantile(simulated, 0.9), P90Tolerance));
        }

        return figures;
    }
}

/// <summary>A figure of the log and of its replay.</summary>
/// <param name="Latency">TTFT, TPOT or E2E.</param>
/// <param name="Statistic">"mean" or "p90".</param>
/// <param name="Real">In the log. <i>Units:</i> s.</param>
/// <param name="Simulated">In the replay. <i>Units:</i> s.</param>
/// <param name="Tolerance">Largest relative difference that passes.</param>
internal readonly record struct ReplayedFigure(string Latency, string Statistic, double Real, double Simulated, double Tolerance)
{
    /// <summary>Simulated / real - 1.</summary>
    internal double Error => (Simulated / Real) - 1;
}
