using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>One sequence's token of Llama 3.1 70B when devices share every layer.</summary>
    /// <param name="devices">How many, 1 to 64.</param>
    /// <param name="startMicroseconds">What every sum over the devices takes besides its bytes, 0 to 1,000 us.</param>
    /// <param name="gigabytesPerSecond">Each device's link, 1 to 10,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult SharedLayers(int devices, double startMicroseconds, double gigabytesPerSecond = 300)
    {
        TryLimits.Check("devices", devices, 1, 64);
        TryLimits.Check("startMicroseconds", startMicroseconds, 0, 1_000);
        TryLimits.Check("gigabytesPerSecond", gigabytesPerSecond, 1, 10_000);
        var (shape, accelerator) = (ModelShapes.Llama31With70B, Accelerators.Find("a100-80gb"));
        var link = new AlphaBeta(startMicroseconds * 1e3, gigabytesPerSecond) { IsRing = true };
        double Reading(int n) => shape.WeightBytes / n / accelerator.BandwidthGBps.Value / 1e6;
        double Exchange(int n) => TensorParallel.ExchangeNs(shape, 1, n, link) / 1e6;
        var points = new TryPoints(new("token-ms", "Time of a token", "ms", false, "weights / devices / bandwidth + 2 sums a layer"));
        foreach (var at in new[] { 1, 2, 4, 8, 16, 32, devices }.Distinct().Order())
        {
            points.Add("weights read", at, Reading(at), ValueKind.Modelled);
            points.Add("sums over the devices", at, Exchange(at), ValueKind.Modelled);
            points.Add("both", at, Reading(at) + Exchange(at), ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"Llama 3.1 70B over {devices} A100s, {startMicroseconds:0.#} us a sum, {gigabytesPerSecond:N0} GB/s"),
            [
                new("time of a token", Reading(devices) + Exchange(devices), "ms", ValueKind.Modelled),
                new("the sums' share of it", Exchange(devices) / (Reading(devices) + Exchange(devices)), "", ValueKind.Modelled),
                new("speed-up over one device with room for the weights", Reading(1) / (Reading(devices) + Exchange(devices)), "x", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "Weights are divided, sums are not", "devices", "Modelled: data sheet bandwidth, keys and values left out, 160 sums a token.", logX: true, logY: true));
    }

    /// <summary>How long a pipeline of equal stages stands idle.</summary>
    /// <param name="stages">Stages, 1 to 64.</param>
    /// <param name="microBatches">Pieces of a batch, 1 to 1,024.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Bubble(int stages, int microBatches)
    {
        TryLimits.Check("stages", stages, 1, 64);
        TryLimits.Check("microBatches", microBatches, 1, 1_024);
        var points = new TryPoints(new("idle-share", "Idle share", "%", false, "(p - 1) / (m + p - 1)"));
        foreach (var at in new[] { 1, 2, 4, 8, 16, 32, 64, microBatches }.Distinct().Order())
        {
            points.Add("idle", at, 100 * PipelineParallel.Bubble(stages, at), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{stages} stages, {microBatches:N0} micro-batches"),
            [
                new("idle", 100 * PipelineParallel.Bubble(stages, microBatches), "%", ValueKind.Computed),
                new("as many stages at work on average", stages * (1 - PipelineParallel.Bubble(stages, microBatches)), "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "More pieces, less idle", "micro-batches", "Computed: equal stages, free transfers, one batch.", logX: true));
    }

    /// <summary>What a number of RTX 4090s with Llama 3.1 8B keep of arrivals like Azure's.</summary>
    /// <param name="perSecond">Requests a second, 0.01 to 100.</param>
    /// <param name="ttft">Longest time to first token, 1 to 60,000 ms; a token after it may take 100 ms.</param>
    /// <param name="replicas">How many, 1 to 64.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Servers(double perSecond, double ttft, int replicas)
    {
        TryLimits.Check("perSecond", perSecond, 0.01, 100);
        TryLimits.Check("ttft", ttft, 1, 60_000);
        TryLimits.Check("replicas", replicas, 1, 64);
        ServingRequest[] requests = [.. SimulatedServer.AzureLike(perSecond, 2_000, 1)];
        var goal = new PlanGoal(ServiceObjectives.OfMs(ttft, 100), 0.9);
        var candidate = new Candidate(ModelShapes.Llama31With8B, Accelerators.Find("rtx4090"), 1, Schedulers.ContinuousBatch, new(), SimulatedServer.Steps, SimulatedServer.KvBlocks);
        PlanTrial Serve(int n) => PlanTrial.Of(candidate, n, new SimulatedTrials().Run(candidate, n, requests, 1, CancellationToken.None), goal);
        var limit = PlanTrial.Of(candidate, 0, UnloadedLimit.Of(candidate, requests), goal);
        var points = new TryPoints(ServingPlanner.Attained);
        foreach (var at in new[] { 1, 2, 3, 4, 6, 8, replicas }.Distinct().Order())
        {
            points.Add("kept", at, 100 * Serve(at).Attainment, ValueKind.Modelled);
        }

        var trial = Serve(replicas);
        return points.Result(
            FormattableString.Invariant($"{perSecond:0.##} requests a second on {replicas} RTX 4090s, TTFT {ttft:0.#} ms, TPOT 100 ms"),
            [
                new("requests that keep both", 100 * trial.Attainment, "%", ValueKind.Modelled),
                new("first token of nine in ten within", trial.Objectives[0].Quantile.Ms, "ms", ValueKind.Modelled),
                new("requests that keep both at any number of servers", 100 * limit.Attainment, "%", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "More servers shorten the queue, not the request", "RTX 4090s", "Modelled: 2,000 requests.", references: ReferenceLine.Horizontal("90 %", 90)));
    }
}
