using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What carrying a prompt's keys and values to another device takes.</summary>
    /// <param name="model">"llama-3.1-8b" or "llama-3.1-70b".</param>
    /// <param name="tokens">Tokens of the prompt, 1 to 10 million.</param>
    /// <param name="gigabytesPerSecond">The link, 0.001 to 100,000 GB/s; 100 Gb/s are 12.5.</param>
    /// <param name="stepMs">A step of decoding, 0.01 to 10,000 ms.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Transfer(string model, int tokens, double gigabytesPerSecond, double stepMs = 44.5)
    {
        TryLimits.Check("model", model, "llama-3.1-8b", "llama-3.1-70b");
        TryLimits.Check("tokens", tokens, 1, 10_000_000);
        TryLimits.Check("gigabytesPerSecond", gigabytesPerSecond, 0.001, 100_000);
        TryLimits.Check("stepMs", stepMs, 0.01, 10_000);
        var perToken = ModelShapes.Find(model).KvBytesPerToken;
        var link = new KvLink(gigabytesPerSecond);
        double Ms(int count) => link.Occupied(count * perToken).Ms;
        var points = new TryPoints(new("transfer-ms", "Time on the link", "ms", false, "bytes of keys and values / bandwidth"));
        foreach (var count in TransferLengths.Shown.Append(tokens).Distinct().Order())
        {
            points.Add("time on the link", count, Ms(count), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{model}, {tokens:N0} tokens over {gigabytesPerSecond:0.###} GB/s"),
            [
                new("time on the link", Ms(tokens), "ms", ValueKind.Computed),
                new("in steps of decoding", Ms(tokens) / stepMs, "", ValueKind.Computed),
                new("keys and values", tokens * perToken / 1e6, "MB", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Keys and values on a link", "tokens of the prompt", "Computed: 16 bit, grouped-query attention as in the model's configuration.", logX: true, logY: true, references: ReferenceLine.Horizontal("a step of decoding", stepMs)));
    }

    /// <summary>Simulates a fleet of the modelled device, mixed or split into prefill and decode devices.</summary>
    /// <param name="prefill">Devices for prompts only, 0 to 15; 0 is a mixed fleet with chunked prompts.</param>
    /// <param name="others">Devices for answers, or for both in a mixed fleet, 1 to 16.</param>
    /// <param name="perSecond">Poisson arrivals, 0.1 to 200 a second.</param>
    /// <param name="input">Tokens of each prompt, 1 to 16,000.</param>
    /// <param name="output">Tokens of each answer, 2 to 2,000.</param>
    /// <param name="gigabytesPerSecond">The link of each prefill device, 0.01 to 10,000 GB/s.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult Fleet(int prefill, int others, double perSecond, int input, int output, double gigabytesPerSecond = 12.5)
    {
        TryLimits.Check("prefill", prefill, 0, 15);
        TryLimits.Check("others", others, 1, 16);
        TryLimits.Check("perSecond", perSecond, 0.1, 200);
        TryLimits.Check("input", input, 1, 16_000);
        TryLimits.Check("output", output, 2, 2_000);
        TryLimits.Check("gigabytesPerSecond", gigabytesPerSecond, 0.01, 10_000);
        var options = prefill == 0
            ? SimulatedServer.Options(Schedulers.ContinuousBatch) with { Replicas = others }
            : SimulatedServer.Options(Schedulers.Disaggregated) with { Split = new(prefill, others, new(gigabytesPerSecond), ModelShapes.Llama31With8B.KvBytesPerToken) };
        var run = SimulatedServer.Run(
            options with { Router = RequestRouters.JoinShortestQueue }, new PoissonArrivals(new(perSecond, 500, new FixedLengths(input, output))).Requests(1));
        var points = new TryPoints(new("gap-ms", "Gap between two tokens", "ms", false, "time between successive tokens of one answer, pooled; nearest rank, within 1 %"));
        foreach (var share in new[] { 0.5, 0.9, 0.95, 0.99, 0.999, 1 })
        {
            points.Add("gap", 100 * share, 1e3 * run.Gaps.QuantileSeconds(share), ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"{(prefill == 0 ? $"{others} mixed devices" : $"{prefill} devices for prompts, {others} for answers")}, {perSecond:0.##} requests a second of {input:N0} in, {output:N0} out"),
            [
                new("time to first token, p90", SimulatedServer.Quantiles(run, o => o.Ttft.Ms, 0.9)[0], "ms", ValueKind.Modelled),
                new("time per output token, p90", SimulatedServer.Quantiles(run, o => 1e3 * o.TpotSeconds, 0.9)[0], "ms", ValueKind.Modelled),
                new("gap between two tokens, p99", 1e3 * run.Gaps.QuantileSeconds(0.99), "ms", ValueKind.Modelled),
                new("longest gap", run.Gaps.GreatestNs / 1e6, "ms", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Line, "Gaps between tokens", "share of the gaps (%)", $"{SimulatedServer.Title}; 500 requests.", logY: true));
    }
}

file static class TransferLengths
{
    public static readonly int[] Shown = [128, 512, 2_048, 8_192, 32_768];
}
