using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>An answer's time from its parts: with N - 1 gaps, and with N as the document has it.</summary>
    /// <param name="ttftMs">Time to first token, 0 to 1,000,000 ms.</param>
    /// <param name="tpotMs">Time per output token after the first, 0.001 to 100,000 ms.</param>
    /// <param name="tokens">Tokens of the answer, 1 to a million.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult AnswerTime(double ttftMs, double tpotMs, int tokens)
    {
        TryLimits.Check("ttftMs", ttftMs, 0, 1_000_000);
        TryLimits.Check("tpotMs", tpotMs, 0.001, 100_000);
        TryLimits.Check("tokens", tokens, 1, 1_000_000);
        var (exact, document) = (LatencyDecomposition.Exact(ttftMs, tpotMs, tokens), LatencyDecomposition.Document(ttftMs, tpotMs, tokens));
        var points = new TryPoints(LatencyDecomposition.EndToEndMs);
        foreach (var n in LatencyCurve.Lengths.Append(tokens).Distinct().Order())
        {
            points.Add(LatencyDecomposition.ExactName, n, LatencyDecomposition.Exact(ttftMs, tpotMs, n), ValueKind.Computed);
            points.Add(LatencyDecomposition.DocumentName, n, LatencyDecomposition.Document(ttftMs, tpotMs, n), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{ttftMs:0.###} ms to the first token, {tpotMs:0.###} ms for each after it, {tokens:N0} tokens"),
            [
                new("end to end", exact / 1e3, "s", ValueKind.Computed),
                new("after the first token", (exact - ttftMs) / 1e3, "s", ValueKind.Computed),
                new("end to end with N gaps", document / 1e3, "s", ValueKind.Computed),
                new("too much", 100 * (document - exact) / exact, "%", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "One gap too many shows in short answers", "output tokens", "Computed.", logX: true, logY: true));
    }

    /// <summary>Times to first token of simulated requests at a rate: how much is waiting, and what the prompt's length explains.</summary>
    /// <param name="perSecond">Requests a second, 0.01 to 100; one RTX 4090 with an 8B model serves some 3.5 of these.</param>
    /// <param name="requests">How many, 50 to 20,000; lengths like those of Azure's conversations.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult FirstToken(double perSecond, int requests = 2_000)
    {
        TryLimits.Check("perSecond", perSecond, 0.01, 100);
        TryLimits.Check("requests", requests, 50, 20_000);
        var outcomes = GoodputLimits.Serve(GoodputLimits.Drawn(requests, 1), perSecond).Outcomes.Where(o => o.Status == OutcomeStatus.Done).ToArray();
        double[] lengths = [.. outcomes.Select(o => (double)o.InputTokens)], ttft = [.. outcomes.Select(o => o.Ttft.Ms)];
        var sorted = ttft.Order().ToArray();
        var points = new TryPoints(TtftUnderLoad.TtftMs);
        foreach (var o in outcomes.DistinctBy(o => o.InputTokens).Take(100).OrderBy(o => o.InputTokens))
        {
            points.Add("requests", o.InputTokens, o.Ttft.Ms, ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"{requests:N0} requests at {perSecond:0.###} a second, Llama 3.1 8B on one RTX 4090, simulated"),
            [
                new("share of waiting in the time to first token", outcomes.Sum(o => o.QueueingDelay.Ms) / ttft.Sum(), "", ValueKind.Modelled),
                new("time to first token, median", PercentileDefinitions.Linear.Quantile(sorted, 0.5), "ms", ValueKind.Modelled),
                new("time to first token, p99 (linear)", PercentileDefinitions.Linear.Quantile(sorted, 0.99), "ms", ValueKind.Modelled),
                new("explained by the prompt's length (R^2)", LeastSquares.Of(lengths, ttft).R2, "", ValueKind.Modelled),
            ],
            points.Chart(ChartKind.Scatter, "Time to first token over the prompt's length", "prompt (tokens)", "Simulated; up to 100 requests of different lengths.", logX: true, logY: true));
    }

    /// <summary>How many input tokens an output token is worth, by a line for steps: what a step takes at least, and what tokens and sequences add.</summary>
    /// <param name="running">Answers that share a step, 1 to 1,000.</param>
    /// <param name="promptTokens">Length of the prompt whose tokens are counted, 1 to 100,000.</param>
    /// <param name="contextTokens">Tokens before each answer, 1 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult ExchangeRate(int running, int promptTokens = 2_048, int contextTokens = 1_024)
    {
        TryLimits.Check("running", running, 1, 1_000);
        TryLimits.Check("promptTokens", promptTokens, 1, 100_000);
        TryLimits.Check("contextTokens", contextTokens, 1, 100_000);
        var steps = SimulatedServer.Steps;
        var input = steps.StepNs(new([new(promptTokens, 0)], 0, 0)) / 1e6 / promptTokens;
        double Output(int answers) => steps.StepNs(new([], answers, (long)answers * contextTokens)) / 1e6 / answers;
        var points = new TryPoints(ExchangeRates.Rate);
        foreach (var answers in LatencyCurve.Running.Append(running).Distinct().Order())
        {
            points.Add("one output token", answers, Output(answers) / input, ValueKind.Modelled);
        }

        return points.Result(
            FormattableString.Invariant($"{running:N0} answers in a step with {contextTokens:N0} tokens before each, a prompt of {promptTokens:N0}: one RTX 4090, modelled"),
            [
                new("input tokens for one output token", Output(running) / input, "", ValueKind.Modelled),
                new("time of an output token", Output(running), "ms", ValueKind.Modelled),
                new("time of an input token", input * 1e3, "us", ValueKind.Modelled),
                new("a user's gap between tokens", Output(running) * running, "ms", ValueKind.Modelled),
            ],
            points.Chart(
                ChartKind.Line, "Answers that share a step share its cost", "answers that run at once", "Modelled by a line of four coefficients.", logX: true, logY: true,
                references: ReferenceLine.Horizontal("document 003: 100", 100)));
    }
}

file static class LatencyCurve
{
    public static readonly int[] Lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];
    public static readonly int[] Running = [1, 2, 4, 8, 16, 32, 64, 128];
}
