namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>11: levers of inference on three levels, and what training, hosting and bought tokens cost.</summary>
    public static readonly Topic LevelsAndCost = Add(new()
    {
        Name = "11-levels-and-cost",
        Title = "Levels and cost",
        Documents = "003, levels of inference optimization; training cost and inference cost; model APIs",
        Question = """
            A model is too slow and too expensive to serve. Where can you act, what does each lever cost elsewhere, and when is a machine of your own cheaper than tokens by the million?
            """,
        WrongAnswer = """
            "Quantize, add hardware, batch more: each makes it faster and cheaper. Training is paid once price times calls reaches its cost, and hosting is always cheaper than an API." It tempts because every lever's gain stands on its label; its price is paid elsewhere: in quality, in processor time, in waiting, in idle hours.
            """,
        Says = """
            - There are three levels: the model (size, precision, architecture), the hardware, and the service (batching, routing, scaling).
            - Lower precision improves speed and cost together. Faster hardware can cost more; larger batches can cost latency.
            - Inference is where most time and money goes, up to 90 % of the spending.
            - Training pays when its cost T is at most price p times calls N; for hosts of open models the rule does not hold.
            - Who uses a managed API still gains from understanding what it does.
            """,
        Prediction = """
            - Eight bits for 32 halve the time of a step at least where weights come from memory, and change the logits by a percent or so. The document names only the first.
            - A second thread makes a step faster by less than two, so each token takes more processor time than before.
            - A batch of 16 takes far less processor time per token, and the step that everybody waits for takes longer.
            - A call costs something, so training is paid after T / (p - c) calls: twice as many as the rule says when serving takes half the price.
            - $2 an hour at 100 tokens/s is $5.56 a million when the machine never idles, and four times that at a quarter of the use.
            """,
        Experiments = [Lab.Experiments.Levels, Lab.Experiments.Anatomy, Lab.Experiments.BreakEven, Lab.Experiments.BuyOrHost],
        Why = LevelsAndCostTexts.Why,
        Answer = LevelsAndCostTexts.Answer,
        FollowUps = LevelsAndCostTexts.FollowUps,
    });
}

file static class LevelsAndCostTexts
{
    private static readonly IExperiment s_levels = Experiments.Levels;
    private static readonly IExperiment s_anatomy = Experiments.Anatomy;
    private static readonly IExperiment s_calls = Experiments.BreakEven;
    private static readonly IExperiment s_host = Experiments.BuyOrHost;
    private static readonly string s_plain = Levels.Name(isInt8: false, 1, 1);

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which level would you start with?", f =>
            "With the service, if requests can share a step: batching needs no new model and no new machine. " +
            $"Here a batch of 16 took {Phrase.Number(f, s_levels, Levels.CostRatio, At(Levels.Service))} the processor time for a token. The model comes next, and only with a test of its answers."),
        new("Where does a request's time go?", f =>
            $"On our own server the spans added up to {Phrase.Percent(f.Value(s_anatomy, Anatomy.Covered, ("part", "spans"), ("load", Anatomy.Alone)))} of what the client saw, nearly all of it in the model. " +
            $"In a real log of an overloaded server {Phrase.Percent(f.Value(s_anatomy, Anatomy.QueueShare, ("part", "log")))} of the time to the first token was the queue, and no kernel would have helped."),
        new("Does it pay to train a smaller model for longer?", f =>
            "If it is used enough. By a published fit of the loss a 7B model reaches that of a 13B one with " +
            $"{Phrase.Times(f.Value(s_calls, BreakEvenCalls.ExtraTraining))} the training, and is ahead from {Billions(f)} tokens of use on. That is a model of one family, not a measurement."),
        new("Is inference really 90 % of the spending?", f =>
            $"I cannot check it. It would take calls that cost {Phrase.Of(f.Value(s_host, HostOrBuy.MultipleFor90), "")} times the training, which a popular model reaches and an experiment does not."),
    ];

    public static string Why(Findings f) => $"""
        **A lever moves more than one thing.** With one sequence and one thread a step in 8 bits took {f.Number(s_levels, Levels.StepRatio, At(Levels.Model))} the time of one in 32{Phrase.Unexpected(f.Of(s_levels).Single(Levels.StepRatio, At(Levels.Model)), above: false)}, and its
        logits were off by {f.Number(s_levels, Levels.OutputError, ("variant", "int8"))}. With a second thread a step took {f.Number(s_levels, Levels.StepRatio, At(Levels.Hardware))} the time and {f.Number(s_levels, Levels.CostRatio, At(Levels.Hardware))} the
        processor time. In a batch of 16 a token took {f.Number(s_levels, Levels.CostRatio, At(Levels.Service))} the processor time, and the step {f.Number(s_levels, Levels.StepRatio, At(Levels.Service))} the time of one for a single sequence.

        **Look where the time is first.** A request alone on our server spent it in the model: the server's spans cover {f.Number(s_anatomy, Anatomy.Covered, ("part", "spans"), ("load", Anatomy.Alone))} of what the client waited. Under load the queue
        grows, and in the log of a real, overloaded server it is {f.Number(s_anatomy, Anatomy.QueueShare, ("part", "log"))} of the time to first token.

        **A call costs something.** Revenue p N must pay T and c N. At c / p = 0.5 that takes {f.Headline(s_calls)} the calls of the rule T <= p N, at 0.75 {f.Number(s_calls, BreakEvenCalls.OverRule, ("share", 0.75))}. The rule is the limit
        where serving is free. A host of open weights has T = 0, and what is left of the condition is p > c.

        **A rented machine is as cheap as it is busy.** The document's one makes a million tokens for {Dollars(f, 1)} when it never idles and for {Dollars(f, 0.25)} at a quarter of
        the use. Against tokens at $10 a million it must work {Phrase.Percent(f.Value(s_host, HostOrBuy.BreakEvenShare, ("price", 10)))} of the time. What needs a language model comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "I would first look where the time goes: a long queue is cured by capacity or admission, not by a faster kernel.",
        "Then there are three levels, and each lever has a price somewhere else. Fewer bits save bytes and change the answers. More hardware rarely shortens a step by as much as it costs. Batching shares a step among requests, and each of them waits longer.",
        $"Here eight bits took {Phrase.Number(f, s_levels, Levels.StepRatio, At(Levels.Model))} the time of a step with logits {Phrase.Number(f, s_levels, Levels.OutputError, ("variant", "int8"))} off, and a batch of 16 took {Phrase.Number(f, s_levels, Levels.CostRatio, At(Levels.Service))} the processor time for a token.",
        $"For money: training pays after T over p minus c, not T over p; with serving at half the price that is {Phrase.Number(f, s_calls, BreakEvenCalls.OverRule, ("share", 0.5))} the calls.",
        $"And a machine of one's own is as cheap as it is busy: {Dollars(f, 1)} a million tokens at full use, {Dollars(f, 0.25)} at a quarter.",
        "So I would ask for the utilization before I compare prices.");

    private static (string, ParameterValue)[] At(string lever) => [("variant", lever), ("from", s_plain)];

    private static string Dollars(Findings f, double utilization) =>
        f.Value(s_host, HostOrBuy.PerMillion, ("utilization", utilization)) is var value && double.IsFinite(value) ? value.ToString("$0.00", System.Globalization.CultureInfo.InvariantCulture) : Findings.NotMeasured;

    private static string Billions(Findings f) => Phrase.Of(f.Value(s_calls, BreakEvenCalls.CrossoverTokens) / 1e9, "billion");
}
