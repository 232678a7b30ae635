using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>Simulates one way to batch on the modelled device: Llama 3.1 8B on one RTX 4090, random arrivals, lengths like those of Azure's conversations.</summary>
    /// <param name="scheduler">"static", "dynamic", "whole-prefill" or "continuous".</param>
    /// <param name="perSecond">Poisson arrivals, 0.01 to 100 a second.</param>
    /// <param name="batch">Most sequences in a step, 1 to 256.</param>
    /// <param name="windowMs">How long a dynamic batch waits, 0 to 60,000 ms.</param>
    /// <param name="requests">How many requests, 10 to 5,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Serve(string scheduler, double perSecond, int batch = 8, double windowMs = 100, int requests = 500)
    {
        TryLimits.Check("scheduler", scheduler, "static", "dynamic", "whole-prefill", "continuous");
        TryLimits.Check("perSecond", perSecond, 0.01, 100);
        TryLimits.Check("batch", batch, 1, 256);
        TryLimits.Check("windowMs", windowMs, 0, 60_000);
        TryLimits.Check("requests", requests, 10, 5_000);
        var run = SimulatedServer.Run(
            SimulatedServer.Options(Schedulers.Find(scheduler), new(batch, Window: SimTime.FromMs(windowMs))), SimulatedServer.AzureLike(perSecond, requests, seed: 1));
        double[] shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
        var (first, token) = (SimulatedServer.Quantiles(run, o => o.Ttft.Seconds, shares), SimulatedServer.Quantiles(run, o => 1e3 * o.TpotSeconds, shares));
        var points = new TryPoints(new("ttft-s", "Time to first token", "s", false, "end of the step that makes the first token - arrival; linear percentile"));
        for (var i = 0; i < shares.Length; i++)
        {
            points.Add("time to first token", 100 * shares[i], first[i], ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"{scheduler}, at most {batch} in a step, {perSecond:0.##} requests a second; {SimulatedServer.Title}"),
            [
                new("time to first token, median", first[2], "s", ValueKind.Modelled),
                new("time per output token, median", token[2], "ms", ValueKind.Modelled),
                new("within 1 s and 100 ms a token", 100 * ServingMetrics.AttainmentOf(run.Outcomes, SimulatedServer.Objectives), "%", ValueKind.Modelled),
                new("output tokens a second", run.Tokens / run.Span.Seconds, "1/s", ValueKind.Modelled),
                new("sequences in a step", run.MeanInStep, "", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "Time to first token", "share of the requests (%)", "Modelled: Poisson arrivals, lengths like those of Azure's conversations.", logY: true, references: ReferenceLine.Horizontal("1 s", 1)));
    }

    /// <summary>How large a dynamic batch gets and how long its first request waits, when the server is always free.</summary>
    /// <param name="perSecond">Poisson arrivals, 0.1 to 1,000 a second.</param>
    /// <param name="windowMs">The window, 0 to 500 ms.</param>
    /// <param name="batch">The largest batch, 1 to 256.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BatchWindow(double perSecond, double windowMs = 100, int batch = 8)
    {
        TryLimits.Check("perSecond", perSecond, 0.1, 1_000);
        TryLimits.Check("windowMs", windowMs, 0, 500);
        TryLimits.Check("batch", batch, 1, 256);
        var points = new TryPoints(new("mean-batch-size", "Mean size of a batch", "", true, "E[min(B, 1 + Poisson(rate x window))]"));
        foreach (var rate in new[] { 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320 }.Append(perSecond).Distinct().Order())
        {
            points.Add("mean size", rate, BatchFill.DynamicMeanSize(batch, rate, windowMs / 1e3), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{perSecond:0.##} requests a second, at most {batch} or {windowMs:0.##} ms"),
            [
                new("mean size of a batch", BatchFill.DynamicMeanSize(batch, perSecond, windowMs / 1e3), "", ValueKind.Computed),
                new("wait of the first request", 1e3 * BatchFill.DynamicFirstWait(batch, perSecond, windowMs / 1e3), "ms", ValueKind.Computed),
                new("wait of the first request in a static batch", 1e3 * BatchFill.StaticWait(batch, 1, perSecond), "ms", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "What a window collects", "requests a second", "Computed: Poisson arrivals, a server that is always free.", logX: true, references: ReferenceLine.Horizontal("full", batch)));
    }
}
