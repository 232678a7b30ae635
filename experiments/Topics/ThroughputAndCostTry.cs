using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a thousand requests cost: answers and prompts, on one machine and on one each.</summary>
    /// <param name="pricePerHour">A machine, 0.001 to 100,000 $/h.</param>
    /// <param name="tokensPerSecond">Its rate of answers, 0.001 to 10^9.</param>
    /// <param name="answerTokens">Tokens of an answer, 1 to 10^6.</param>
    /// <param name="promptsPerMinute">Prompts that it takes in a minute, 0.001 to 10^9.</param>
    /// <param name="utilization">Share of the paid time in which it works, 0.001 to 1.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult RequestCost(double pricePerHour, double tokensPerSecond, double answerTokens, double promptsPerMinute, double utilization = 1)
    {
        TryLimits.Check("pricePerHour", pricePerHour, 0.001, 100_000);
        TryLimits.Check("tokensPerSecond", tokensPerSecond, 0.001, 1e9);
        TryLimits.Check("answerTokens", answerTokens, 1, 1e6);
        TryLimits.Check("promptsPerMinute", promptsPerMinute, 0.001, 1e9);
        TryLimits.Check("utilization", utilization, 0.001, 1);
        double Decode(double tokens) => TokenCost.DecodePerThousand(pricePerHour, tokensPerSecond, tokens, utilization);
        var prefill = TokenCost.PrefillPerThousand(pricePerHour, promptsPerMinute, utilization);
        var points = new TryPoints(new("thousand-requests", "Cost of a thousand requests", "$", false, "machine-seconds x price per hour / 3,600 / utilization"));
        foreach (var tokens in new[] { 10, 50, 100, 200, 500, 1_000, 2_000, answerTokens }.Distinct().Order())
        {
            points.Add("answers", tokens, Decode(tokens), ValueKind.Computed);
            points.Add("prompts", tokens, prefill, ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"${pricePerHour:0.###}/h, {tokensPerSecond:0.###} tokens/s, answers of {answerTokens:0} tokens, {promptsPerMinute:0.###} prompts a minute, busy {100 * utilization:0.#} % of the time"),
            [
                new("a thousand requests on one machine", Decode(answerTokens) + prefill, "$", ValueKind.Computed),
                new("of that answers", Decode(answerTokens), "$", ValueKind.Computed),
                new("of that prompts", prefill, "$", ValueKind.Computed),
                new("a thousand requests with a machine for each", TokenCost.PairPerThousand(pricePerHour, 60 / promptsPerMinute, answerTokens / tokensPerSecond) / utilization, "$", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Answers grow, prompts stay", "tokens of an answer", "Computed.", logX: true, logY: true));
    }

    /// <summary>What the same text costs in the tokens of another tokenizer.</summary>
    /// <param name="tokensPerThousand">Tokens of a thousand characters, 1 to 10,000.</param>
    /// <param name="tokensPerSecond">The machine's rate, 0.001 to 10^9 tokens/s.</param>
    /// <param name="pricePerHour">The machine, 0.001 to 100,000 $/h.</param>
    /// <param name="characters">Length of an answer, 1 to 10^9 characters.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult TextCost(double tokensPerThousand, double tokensPerSecond, double pricePerHour = 2, double characters = 1_000)
    {
        TryLimits.Check("tokensPerThousand", tokensPerThousand, 1, 10_000);
        TryLimits.Check("tokensPerSecond", tokensPerSecond, 0.001, 1e9);
        TryLimits.Check("pricePerHour", pricePerHour, 0.001, 100_000);
        TryLimits.Check("characters", characters, 1, 1e9);
        double Cost(double tokens) => TokenCost.DecodePerThousand(pricePerHour, tokensPerSecond, characters * tokens / 1_000);
        var points = new TryPoints(new("thousand-answers", "Cost of a thousand answers", "$", false, "tokens of the answers / rate / 3,600 x price"));
        foreach (var tokens in new[] { 150, 200, 250, 300, 500, 1_000, tokensPerThousand }.Distinct().Order())
        {
            points.Add("a thousand answers", tokens, Cost(tokens), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"Answers of {characters:N0} characters, {tokensPerThousand:0.#} tokens per 1,000, {tokensPerSecond:0.###} tokens/s, ${pricePerHour:0.###}/h"),
            [
                new("a thousand answers", Cost(tokensPerThousand), "$", ValueKind.Computed),
                new("time of an answer", characters * tokensPerThousand / 1_000 / tokensPerSecond, "s", ValueKind.Computed),
                new("characters a second", 1_000 * tokensPerSecond / tokensPerThousand, "1/s", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "More tokens for the same text cost more", "tokens of 1,000 characters", "Computed.", logX: true, logY: true));
    }
}
