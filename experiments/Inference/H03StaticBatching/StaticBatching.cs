using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H3: static batching.</summary>
    public static readonly IExperiment StaticBatching = Add(new StaticBatching());
}

/// <summary>H3: how long requests wait for their batch to fill, and how many of its places make a token.</summary>
/// <remarks>The waits are simulated with a server that takes no time, so that nothing but the filling is waited for. The places are counted on the answers of
/// recorded conversations in order of arrival: a place whose answer has ended is computed until the longest of its batch ends.</remarks>
internal sealed partial class StaticBatching : IExperiment
{
    /// <summary>The document's batch.</summary>
    internal const int BatchSize = 8;

    /// <summary>The rate at which positions are looked at. <i>Units:</i> 1/s.</summary>
    internal const double Rate = 10;

    private static readonly double[] s_rates = [0.5, 1, 2, 5, 10, 20, 50, 100];
    private static readonly int[] s_batches = [8, 32];
    private static readonly int[] s_slotBatches = [2, 4, 8, 16, 32, 64];

    public string Id => "h03-static";

    public string Title => "Static batching";

    public string Question => "How long does a request wait for a fixed batch to fill, and is the full batch then used well?";

    public double Weight => 1;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "position" }, { "batch", BatchSize }, { "rate", Rate } }, point => Positions(point, context));
        foreach (var batch in s_batches)
        {
            context.Point(new() { { "part", "rate" }, { "batch", batch } }, point => Rates(point, context, batch));
        }

        foreach (var source in AnswerLengths.Sources)
        {
            context.Point(new() { { "part", "slots" }, { "answers", source } }, point => Slots(point, context, source), 0.5);
        }
    }

    private static void Positions(Point point, RunContext context)
    {
        var waits = Waits(BatchSize, Rate, context.ByScale(13_000, 50_000, 200_000), point.Seed);
        for (var position = 1; position <= BatchSize; position++)
        {
            var at = new Parameters() { { "position", position } };
            Simulated(point, Wait, [.. waits.Select(w => w[position - 1])], at);
            point.Value(Wait, BatchFill.StaticWait(BatchSize, position, Rate), Formula, ValueKind.Computed, at: at);
        }

        Simulated(point, MeanWait, [.. waits.Select(w => w.Average())], null);
        point.Value(MeanWait, BatchFill.StaticMeanWait(BatchSize, Rate), Formula, ValueKind.Computed);
        point.Note = $"{waits.Count:N0} batches; a server that takes no time";
    }

    private static void Rates(Point point, RunContext context, int batch)
    {
        foreach (var rate in s_rates)
        {
            var at = new Parameters() { { "per-second", rate } };
            Simulated(point, Wait, [.. Waits(batch, rate, context.ByScale(200, 2_000, 10_000), point.Seed).Select(w => w[0])], at);
            point.Value(Wait, BatchFill.StaticWait(batch, 1, rate), Formula, ValueKind.Computed, at: at);
        }
    }

    private static void Slots(Point point, RunContext context, string source)
    {
        if (AnswerLengths.Read(point, source, context.ByScale(2_000, 20_000, 20_000)) is not { } answers)
        {
            return;
        }

        point.Check("places of the first batches, counted and in the simulator's steps", () => SameAsSimulated(answers.AsSpan(0, 4 * BatchSize)));
        foreach (var batch in s_slotBatches)
        {
            point.Value(SlotUse, 100 * AnswerLengths.SlotUse(answers, batch), source, AnswerLengths.Kind(source), at: new() { { "batch", batch } });
        }

        point.Note = $"{answers.Length:N0} answers";
    }

    // One list for each batch: what its requests waited, first come first. Batches are independent, for each begins with the arrival after the last one.
    private static List<double[]> Waits(int batch, double rate, int batches, ulong seed)
    {
        var run = SimulatedServer.Run(
            new(Schedulers.StaticBatch, new LineLatency("no time", 1e-6, 0, 0, 0, ValidRange.None), KvAllocators.PagedWithoutReuse, new(batch * 4)) { SchedulerArgs = new(batch) },
            new PoissonArrivals(new(rate, batches * batch, new FixedLengths(1, 1))).Requests(seed));
        return [.. run.Outcomes.Select(o => o.QueueingDelay.Seconds).Chunk(batch)];
    }

    private static void Simulated(Point point, Metric metric, double[] values, Parameters? at)
    {
        var mean = values.Average();
        var reach = 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1.0) / values.Length);
        point.Value(metric, mean, SimulatedName, ValueKind.Modelled, mean - reach, mean + reach, at);
    }

    private static (bool Passed, string Detail) SameAsSimulated(ReadOnlySpan<int> answers)
    {
        var requests = answers.ToArray().Select((length, i) => new ServingRequest(i, SimTime.Zero, 1, length)).ToArray();
        var run = SimulatedServer.Run(SimulatedServer.Options(Schedulers.StaticBatch, new(BatchSize)) with { LogsSteps = true }, requests);
        var places = run.StepLog.Sum(s => (long)s.Prefills + s.Decodes);
        var counted = answers.ToArray().Sum() / AnswerLengths.SlotUse(answers, BatchSize);
        return (Math.Abs(places - counted) < 0.5 && run.Preemptions == 0, $"{places} places simulated, {counted:0} counted");
    }
}
