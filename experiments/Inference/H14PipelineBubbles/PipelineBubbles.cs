using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>H14: what a pipeline of stages costs.</summary>
    public static readonly IExperiment PipelineBubbles = Add(new PipelineBubbles());
}

/// <summary>H14: a model cut into stages: how long they idle, how long a token takes, and what comes out when several micro-batches are under way.</summary>
/// <remarks>Schedules are exact in whole nanoseconds. The decode steps are a roofline of Llama 3.1 70B on A100s at the data sheet's peaks: nothing here was measured on them.
/// <para><i>Deviation:</i> no pipeline runs on this machine's processor: two shared cores would show their scheduler and not the pipeline's.</para></remarks>
internal sealed partial class PipelineBubbles : IExperiment
{
    private const int Sequences = 16;
    private const int Context = 1_024;

    // What a small transfer and a small sum take however few bytes they have.
    private const double SendUs = 10;
    private const double SumUs = 25;

    private static readonly int[] s_stages = [1, 2, 4, 8];
    private static readonly int[] s_microBatches = [1, 2, 4, 8, 16, 32, 64];

    public string Id => "h14-pipeline";

    public string Title => "Pipeline parallelism";

    public string Question => "What does it cost to cut a model into stages, in idle time and in latency?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "schedule" } }, Schedule, 0);
        context.Point(new() { { "part", "timeline" } }, DrawTimeline, 0);
        context.Point(new() { { "part", "decode" } }, Decode, 0);
    }

    private static void Schedule(Point point)
    {
        point.Check("four equal stages idle as the formula says", () =>
        {
            var worst = s_microBatches.Max(m => Math.Abs(IdleShare(4, m) - PipelineParallel.Bubble(4, m)));
            return (worst < 1e-12, $"largest difference {worst:0.0e+0}");
        });
        foreach (var stages in s_stages)
        {
            foreach (var microBatches in s_microBatches)
            {
                point.Value(Idle, 100 * IdleShare(stages, microBatches), Name(stages), ValueKind.Computed, at: new() { { "micro-batches", microBatches }, { "stages", stages } });
            }
        }
    }

    private static double IdleShare(int stages, int microBatches) =>
        PipelineParallel.IdleShare(PipelineParallel.Schedule([.. Enumerable.Repeat(SimTime.FromMs(1), stages)], microBatches, SimTime.Zero));

    private static void DrawTimeline(Point point)
    {
        foreach (var span in PipelineParallel.Schedule([.. Enumerable.Repeat(SimTime.FromMs(10), 4)], 8, SimTime.FromMs(0.5)))
        {
            point.Value(SpanMs, (span.End - span.Start).Ms, "", ValueKind.Computed, at: new()
            {
                { "start", span.Start.Ms }, { "stage", $"stage {span.Stage + 1}" }, { "micro-batch", $"micro-batch {span.MicroBatch + 1}" },
            });
        }
    }

    private static void Decode(Point point)
    {
        var (shape, device) = (ModelShapes.Llama31With70B, Accelerators.Find("a100-80gb"));
        var step = new StepShape([], Sequences, (long)Sequences * Context);
        var whole = new SimTime(new RooflineLatency(new(shape, device)).StepNs(step));
        var link = device.LinkGBps!.Value;
        var send = new SimTime(new AlphaBeta(SendUs * 1e3, link).SendNs(TensorParallel.BytesPerAllReduce(shape, Sequences)));
        point.Note = $"{shape.Name}, {Sequences} sequences of {Context:N0} tokens a micro-batch, {device.Title} at the data sheet's peaks; a transfer takes {SendUs} us, a sum over devices {SumUs} us, and their bytes over the link; one device does not hold the weights";
        foreach (var devices in s_stages)
        {
            SimTime[] stages = [.. Enumerable.Repeat(new SimTime(whole.Ns / devices), devices)];
            var at = new Parameters { { "devices", devices } };
            point.Value(TokenMs, PipelineParallel.TokenTime(stages, send).Ms, Pipeline, ValueKind.Modelled, at: at);
            var shared = new RooflineLatency(new(shape, device, devices), collective: new AlphaBeta(SumUs * 1e3, link) { IsRing = true }).StepNs(step);
            point.Value(TokenMs, shared / 1e6, Tensor, ValueKind.Modelled, at: at);
            foreach (var inFlight in s_stages)
            {
                point.Value(TokensPerSecond, Sequences * PipelineParallel.StepsPerSecond(stages, inFlight, send), Name(devices), ValueKind.Modelled,
                    at: new() { { "in-flight", inFlight }, { "stages", devices } });
            }
        }
    }

    private static string Name(int stages) => stages == 1 ? "1 stage" : $"{stages} stages";
}
