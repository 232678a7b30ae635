using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C5: what an answer's time is made of.</summary>
    public static readonly IExperiment LatencyDecomposition = Add(new LatencyDecomposition());
}

/// <summary>C5: time to first token and time per output token add up to the whole, with N - 1 gaps and not N.</summary>
/// <remarks>That TTFT + TPOT x (N - 1) is the end-to-end time holds by definition of TPOT; what is counted on the log is by how much the document's sum is off, and how well one TPOT of
/// the whole service, its mean, predicts single answers.</remarks>
internal sealed partial class LatencyDecomposition : IExperiment
{
    private const double ExampleTtftMs = 200;
    private const double ExampleTpotMs = 100;
    private const int ExampleTokens = 1_000;
    private const double BinMs = 5;

    private static readonly int[] s_lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];

    public string Id => "c05-decomposition";

    public string Title => "What an answer's time is made of";

    public string Question => "Is an answer's time the time to its first token plus its tokens times the time of each?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "computed" } }, Compute, 0);
        context.Point(new() { { "part", "log" } }, Replay, 0);
    }

    /// <summary>The end-to-end time: the first token, and N - 1 gaps behind it.</summary>
    internal static double Exact(double ttft, double tpot, int tokens) => ttft + (tpot * (tokens - 1));

    /// <summary>The document's sum: a gap for every token, the first one's too.</summary>
    internal static double Document(double ttft, double tpot, int tokens) => ttft + (tpot * tokens);

    private static void Compute(Point point)
    {
        foreach (var tokens in s_lengths)
        {
            var at = new Parameters { { "tokens", tokens } };
            var (exact, document) = (Exact(ExampleTtftMs, ExampleTpotMs, tokens), Document(ExampleTtftMs, ExampleTpotMs, tokens));
            point.Value(EndToEndMs, exact, ExactName, ValueKind.Computed, at: at);
            point.Value(EndToEndMs, document, DocumentName, ValueKind.Computed, at: at);
            point.Value(Excess, (document - exact) / exact, DocumentName, ValueKind.Computed, at: at);
        }

        point.Value(ExcessInTpots, (Document(ExampleTtftMs, ExampleTpotMs, ExampleTokens) - Exact(ExampleTtftMs, ExampleTpotMs, ExampleTokens)) / ExampleTpotMs, DocumentName, ValueKind.Computed);
        point.Value(DecodeSeconds, Exact(0, ExampleTpotMs, ExampleTokens) / 1e3, ExactName, ValueKind.Computed);
    }

    private static void Replay(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var requests = VllmLog.Read(path).Requests.Where(r => r.OutputTokens > 1).ToArray();
        var excess = Array.ConvertAll(requests, r => (Document(r.Ttft.Seconds, r.TpotSeconds, r.OutputTokens) - r.EndToEnd.Seconds) * 1e3);
        point.Value(ExcessMs, excess.Average(), "mean");
        point.Value(ExcessMs, excess.Min(), "least");
        point.Value(ExcessMs, excess.Max(), "most");
        point.Value(ExcessInTpots, requests.Zip(excess, (r, ms) => ms / 1e3 / r.TpotSeconds).Average(), DocumentName);
        foreach (var bin in excess.GroupBy(ms => Math.Floor(ms / BinMs) * BinMs).OrderBy(g => g.Key))
        {
            point.Value(Requests, bin.Count(), "", at: new() { { "excess-ms", bin.Key } });
        }

        // One number for the whole service, as dashboards show it, in place of each answer's own.
        var tpot = requests.Average(r => r.TpotSeconds);
        var errors = requests.Select(r => Math.Abs((Exact(r.Ttft.Seconds, tpot, r.OutputTokens) / r.EndToEnd.Seconds) - 1)).Order().ToArray();
        var decodeErrors = requests.Select(r => Math.Abs((tpot / r.TpotSeconds) - 1)).Order().ToArray();
        point.Value(MeanTpotError, PercentileDefinitions.Linear.Quantile(errors, 0.9), "end to end");
        point.Value(MeanTpotError, PercentileDefinitions.Linear.Quantile(decodeErrors, 0.9), "after the first token");
    }
}
