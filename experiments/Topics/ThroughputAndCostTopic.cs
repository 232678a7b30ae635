namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>16: what a token costs, what a request costs, and what throughput costs in latency.</summary>
    public static readonly Topic ThroughputAndCost = Add(new()
    {
        Name = "16-throughput-and-cost",
        Title = "Throughput and cost",
        Documents = "003, throughput; throughput and cost; what affects throughput; latency-throughput trade-off",
        Question = """
            A machine costs $2 an hour and makes 100 tokens a second. What does a request cost, and what have you assumed?
            """,
        WrongAnswer = """
            "Two dollars over 360,000 tokens, so $5.56 a million; add the prompts, and a thousand requests are $1.44. The provider with more tokens a second is cheaper." It tempts because the arithmetic is right; what it takes for granted is a machine that never idles, phases that never wait for each other, and tokens that are all alike.
            """,
        Says = """
            - Throughput is tokens per second; input and output are to be counted apart, and per user and per request besides.
            - $2 an hour at 100 tokens/s make $5.56 a million output tokens; 1,000 answers of 200 tokens $1.11; 1,000 prompts at 100 a minute $0.33; together $1.44.
            - Token counts differ between tokenizers, so the cost of a request compares better than tokens per second.
            - Higher throughput lowers cost and makes TTFT and TPOT worse; batching can double or triple throughput.
            """,
        Prediction = """
            - The four dollar figures come out to the cent: they are arithmetic.
            - The sum of both phases holds on one machine that does one after the other, and on machines in the right proportion. With one machine each, the faster one waits and is paid, and a thousand requests cost $2.22.
            - Utilization weighs as much as the price: at a quarter of the use every figure is four times as large.
            - From one request at a time to 64 throughput grows more than tenfold and flattens, while each user's rate falls; two- or threefold is what is left to a server that batches already.
            - The same text is fewer tokens with a larger vocabulary. At equal tokens per second the answer then arrives sooner and costs less, so the ranking by tokens per second says nothing.
            """,
        Experiments = [Lab.Experiments.Saturation, Lab.Experiments.CostModel, Lab.Experiments.TokenCounts],
        Why = ThroughputAndCostTexts.Why,
        Answer = ThroughputAndCostTexts.Answer,
        FollowUps = ThroughputAndCostTexts.FollowUps,
    });
}

file static class ThroughputAndCostTexts
{
    private static readonly IExperiment s_saturation = Experiments.Saturation;
    private static readonly IExperiment s_cost = Experiments.CostModel;
    private static readonly IExperiment s_tokens = Experiments.TokenCounts;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which input would you ask for first?", f =>
            $"The utilization. From always busy to a quarter of the time a thousand requests go from {Swing(f, "utilization 100 % to 25 %", cheap: true)} to {Swing(f, "utilization 100 % to 25 %", cheap: false)}; " +
            $"the pace of prompts over the same factor of four moves them only from {Swing(f, "prompts 200 to 50 a minute", cheap: true)} to {Swing(f, "prompts 200 to 50 a minute", cheap: false)}."),
        new("Does batching double throughput, or is it more?", f =>
            $"It depends on where one starts. Modelled for an 8B model on one RTX 4090, 64 requests at once make {Phrase.Times(Out(f, 64) / Out(f, 1))} the answer tokens of one, but only {Phrase.Times(Out(f, 64) / Out(f, 8))} those of eight. " +
            $"A published table of a 70B model shows {Phrase.Times(f.Value(s_saturation, Saturation.Gain, ("batch", 64)))}, with {Phrase.Times(f.Value(s_saturation, Saturation.Price, ("batch", 64)))} the time of a token."),
        new("When does the prompt cost more than the answer?", f =>
            $"When answers are short. With 50 tokens an answer costs {Mix(f, 50, CostModel.Answers)} a thousand and a prompt {Mix(f, 50, CostModel.Prompts)}; with 500 it is {Mix(f, 500, CostModel.Answers)}."),
        new("Would you give prompts a machine of their own for the cost's sake?", f =>
            $"Not one beside one. A pair costs {Machines(f, CostModel.TwoMachines)} a thousand requests, because the faster machine waits; three beside ten are back at {Machines(f, CostModel.Balanced)}. The reason to separate them is latency."),
        new("Two models make 100 tokens a second each. Are they equally fast?", f =>
            $"Only if they share a tokenizer. A thousand characters of the same text were {Tokens(f, TokenCounts.FewPairs)} tokens with few merges and {Tokens(f, TokenCounts.ManyPairs)} with four times as many."),
    ];

    public static string Why(Findings f) => $"""
        **Throughput is bought with latency.** One request at a time makes {f.Number(s_saturation, Saturation.Rate, ("variant", Saturation.OutRate), ("cap", 1))} on the modelled card, 64 at once {f.Number(s_saturation, Saturation.Rate, ("variant", Saturation.OutRate), ("cap", 64))}. Meanwhile each
        user's own rate goes from {f.Number(s_saturation, Saturation.UserRate, ("cap", 1))} to {f.Number(s_saturation, Saturation.UserRate, ("cap", 64))}: a step reads the weights once for all of them, and becomes longer with each.

        **The arithmetic holds.** A million output tokens cost {Dollars(f.Value(s_cost, CostModel.PerMillion))}, a thousand answers {Dollars(f.Value(s_cost, CostModel.PerThousand, Document(CostModel.Answers)))}, a thousand prompts {Dollars(f.Value(s_cost, CostModel.PerThousand, Document(CostModel.Prompts)))}, both
        {Dollars(f.Value(s_cost, CostModel.PerThousand, Document(CostModel.Total)))}. Behind them stands one formula: seconds of a machine times its price, over the share of the paid time in which it works.

        **A sum needs machines that do not wait.** A request takes 0.6 s of prompt and 2 s of answer. One machine that does both is paid for 2.6 s: {Machines(f, CostModel.OneMachine)}. One machine each is paid for 2 s twice, since requests pass at
        the slower one's pace: {Machines(f, CostModel.TwoMachines)}. Three for prompts and ten for answers have equal pace, and the sum is right again: {Machines(f, CostModel.Balanced)}.

        **Idle time is the largest item that no price list shows.** A quarter of the use makes {Swing(f, "utilization 100 % to 25 %", cheap: false)} of {Swing(f, "utilization 100 % to 25 %", cheap: true)}. A quarter of the rate makes {Swing(f, "rate 200 to 50 tokens/s", cheap: false)} of
        {Swing(f, "rate 200 to 50 tokens/s", cheap: true)}, less than four times, because prompts do not see it.

        **A token is no unit of text.** A thousand characters were {f.Number(s_tokens, TokenCounts.TokensOfText, ("variant", TokenCounts.Bytes))} bytes, {f.Number(s_tokens, TokenCounts.TokensOfText, ("variant", TokenCounts.FewPairs))} or
        {f.Number(s_tokens, TokenCounts.TokensOfText, ("variant", TokenCounts.ManyPairs))} byte pairs, by how many merges there are. At 100 tokens a second the last delivers {Findings.Text(f.Value(s_tokens, TokenCounts.CharactersPerSecond, ("variant", TokenCounts.ManyPairs)))} characters where bytes deliver
        {Findings.Text(f.Value(s_tokens, TokenCounts.CharactersPerSecond, ("variant", TokenCounts.Bytes)))}. What needs a language model comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "The arithmetic is quick: machine-seconds times price.",
        $"At $2 an hour and 100 tokens a second a million output tokens are {Dollars(f.Value(s_cost, CostModel.PerMillion))}, and a thousand requests of 200 tokens with their prompts {Dollars(f.Value(s_cost, CostModel.PerThousand, Document(CostModel.Total)))}.",
        "But I have assumed three things. The machine never idles: at a quarter of the use everything costs four times as much, and that is the first figure I would ask for.",
        "Prompts and answers never wait for each other: the sum is right on one machine or on machines in proportion.",
        $"With one machine for each it is {Machines(f, CostModel.TwoMachines)}, since the faster one is paid while it waits.",
        "And a token is a token: with another tokenizer the same text is more of them, so I would compare the cost of a request and not tokens per second.",
        $"Throughput beyond that is bought with latency: 64 requests at once made {Phrase.Times(Out(f, 64) / Out(f, 1))} the tokens of one on a modelled card, and each user got {Phrase.Percent(f.Value(s_saturation, Saturation.UserRate, ("cap", 64)) / f.Value(s_saturation, Saturation.UserRate, ("cap", 1)))} of the rate.",
        "So I would fix the latency first and then look for the cheapest machine that keeps it.");

    private static double Out(Findings f, int cap) => f.Value(s_saturation, Saturation.Rate, ("variant", Saturation.OutRate), ("cap", cap));

    private static (string, ParameterValue)[] Document(string variant) => [("part", "document"), ("variant", variant)];

    private static string Machines(Findings f, string variant) => Dollars(f.Value(s_cost, CostModel.PerThousand, ("part", "machines"), ("variant", variant)));

    private static string Swing(Findings f, string factor, bool cheap) => Dollars(f.Value(s_cost, CostModel.PerThousand, ("factor", factor), ("variant", cheap ? CostModel.CheapEnd : CostModel.DearEnd)));

    private static string Mix(Findings f, double answer, string variant) => Dollars(f.Value(s_cost, CostModel.PerThousand, ("answer", answer), ("variant", variant)));

    private static string Tokens(Findings f, string variant) => Phrase.Of(f.Value(s_tokens, TokenCounts.TokensOfText, ("variant", variant)), "");

    private static string Dollars(double value) => double.IsFinite(value) ? value.ToString("$0.00", System.Globalization.CultureInfo.InvariantCulture) : Findings.NotMeasured;
}
