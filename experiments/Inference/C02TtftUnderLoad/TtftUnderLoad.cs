using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>C2: what the time to first token is made of.</summary>
    public static readonly IExperiment TtftUnderLoad = Add(new TtftUnderLoad());
}

/// <summary>C2: the time to first token against the prompt's length, on an idle server, a busy one and one that cannot keep up.</summary>
/// <remarks>Simulated are the same requests, lengths like those of Azure's conversations, at three rates: Llama 3.1 8B on one RTX 4090, continuous batching, step times by a line of four
/// coefficients. Counted is the log of 300 real requests to that model on that device.
/// <para><i>Deviation:</i> the log's scheduled time is stamped up to one step early, so its share of queueing is a little too small.</para></remarks>
internal sealed partial class TtftUnderLoad : IExperiment
{
    // One device serves some 3.7 of these requests a second.
    private static readonly double[] s_rates = [0.1, 2.5, 6];

    private const int MostDrawn = 300;

    private const int DrawnOf = 4;

    public string Id => "c02-ttft-under-load";

    public string Title => "Time to first token under load";

    public string Question => "Is the time to first token the time of the prompt, and does a plot over prompt lengths show it?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        foreach (var rate in s_rates)
        {
            context.Point(new() { { "part", "simulated" }, { "load", Name(rate) } }, point => Simulate(point, rate, context.ByScale(200, 3_000, 20_000)), 0);
        }

        context.Point(new() { { "part", "log" }, { "load", LogName } }, Replay, 0);
    }

    /// <summary>A load as charts name it.</summary>
    internal static string Name(double perSecond) => FormattableString.Invariant($"{perSecond:0.##}/s");

    private static void Simulate(Point point, double rate, int count)
    {
        var arrivals = new PoissonArrivals(new(rate, count, new AzureLikeLengths())).Requests(point.Seed);
        var outcomes = SimulatedServer.Run(SimulatedServer.Options(Schedulers.ContinuousBatch), arrivals).Outcomes.Where(o => o.Status == OutcomeStatus.Done).ToArray();
        double[] lengths = [.. outcomes.Select(o => (double)o.InputTokens)], ttft = [.. outcomes.Select(o => o.Ttft.Seconds)], order = [.. outcomes.Select(o => (double)o.Id)];
        var byLength = LeastSquares.Of(lengths, ttft);
        point.Value(Slope, byLength.Slope * 1e6, "", ValueKind.Modelled);
        point.Value(R2, byLength.R2, ByLength, ValueKind.Modelled);
        point.Value(R2, LeastSquares.Of(order, ttft).R2, ByOrder, ValueKind.Modelled);
        point.Value(QueueShare, outcomes.Sum(o => o.QueueingDelay.Seconds) / ttft.Sum(), "", ValueKind.Modelled);
        point.Value(MedianTtft, PercentileDefinitions.Linear.Quantile([.. ttft.Order()], 0.5) * 1e3, "", ValueKind.Modelled);
        foreach (var o in outcomes.Take(MostDrawn).Where(o => o.Id % DrawnOf == 0))
        {
            point.Value(TtftMs, o.Ttft.Ms, "", ValueKind.Modelled, at: new() { { "request", o.Id }, { "input-tokens", o.InputTokens } });
        }
    }

    private static void Replay(Point point)
    {
        if (RealData.Open(point, VllmLog.FileName) is not { } path)
        {
            return;
        }

        var requests = VllmLog.Read(path).Requests;
        double[] lengths = [.. requests.Select(r => (double)r.InputTokens)], ttft = [.. requests.Select(r => r.Ttft.Seconds)];
        double[] order = [.. Enumerable.Range(0, requests.Count).Select(i => (double)i)], begun = [.. requests.Select(r => (r.FirstToken - r.Scheduled).Seconds)];
        var byLength = LeastSquares.Of(lengths, ttft);
        point.Value(Slope, byLength.Slope * 1e6);
        point.Value(R2, byLength.R2, ByLength);
        point.Value(R2, LeastSquares.Of(order, ttft).R2, ByOrder);
        point.Value(R2, LeastSquares.Of(lengths, begun).R2, BegunByLength);
        point.Value(QueueShare, requests.Sum(r => (r.Scheduled - r.Queued).Seconds) / ttft.Sum());
        point.Value(MedianTtft, PercentileDefinitions.Linear.Quantile([.. ttft.Order()], 0.5) * 1e3);
    }
}
