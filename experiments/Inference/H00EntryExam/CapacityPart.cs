using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>Not a part of the exam but what it is worth: how an error of 2 % of the step time shows in the time to first token, over the load.</summary>
internal static class CapacityPart
{
    internal const double StepFactor = 1.02;
    internal const string OfLog = "the log, stretched";
    internal const string OfDrawn = "like Azure's";

    internal static readonly Metric TtftError = new("capacity-ttft-error", "Mean TTFT with steps 2 % longer / without - 1", "%", null, "mean TTFT of the run with longer steps / of the same requests without - 1");

    private static readonly double[] s_drawnRates = [1, 1.5, 2, 2.25, 2.5, 2.75, 3, 3.5, 4, 6];
    private static readonly double[] s_stretches = [1, 4, 5, 5.5, 6, 7, 10];

    // The log: 300 requests in 29.1 s.
    private const double LogRate = 10.31;

    public static void Declare(RunContext context)
    {
        var requests = context.ByScale(300, 4_000, 20_000);
        context.Point(new() { { "part", EntryExam.Capacity }, { "requests-of", OfDrawn } }, point => Drawn(point, requests), 0.5);
        context.Point(new() { { "part", EntryExam.Capacity }, { "requests-of", OfLog } }, Stretched, 0.3);
    }

    private static void Drawn(Point point, int count)
    {
        point.Note = $"{count:N0} requests at each rate, {SimulatedServer.Title}";
        foreach (var rate in s_drawnRates)
        {
            Compare(point, SimulatedServer.Steps, [.. SimulatedServer.AzureLike(rate, count, point.Seed)], rate, OfDrawn);
        }
    }

    private static void Stretched(Point point)
    {
        if (ReplayPart.Open(point) is not { } log)
        {
            return;
        }

        point.Note = $"at {LogRate:0.0} a second as recorded";
        foreach (var stretch in s_stretches)
        {
            Compare(
                point, SimulatedServer.Steps, [.. log.Arrivals.Select(r => r with { Arrival = new((long)(r.Arrival.Ns * stretch)) })], Math.Round(LogRate / stretch, 2), OfLog);
        }
    }

    private static void Compare(Point point, ILatencyModel latency, ServingRequest[] requests, double rate, string variant)
    {
        var means = Array.ConvertAll([latency, new Slower(latency, StepFactor)], model => VllmReplay.Run(requests, VllmReplay.Options(model)).Outcomes.Average(o => o.Ttft.Seconds));
        point.Value(TtftError, 100 * ((means[1] / means[0]) - 1), variant, ValueKind.Modelled, at: new() { { "rate", rate } });
    }
}
