using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>D2: what a thousand requests cost.</summary>
    public static readonly IExperiment CostModel = Add(new CostModel());
}

/// <summary>D2: the document's cost of a thousand requests, recomputed, and what it takes for granted: full use, and machines that never wait for each other.</summary>
internal sealed partial class CostModel : IExperiment
{
    /// <summary>The document's machine. <i>Units:</i> $/h.</summary>
    internal const double PricePerHour = 2;

    /// <summary>Its rate of answers. <i>Units:</i> tokens/s.</summary>
    internal const double TokensPerSecond = 100;

    /// <summary>Tokens of an answer.</summary>
    internal const double AnswerTokens = 200;

    /// <summary>Prompts that a machine takes in a minute.</summary>
    internal const double PromptsPerMinute = 100;

    private static readonly double[] s_answers = [10, 50, 100, 200, 500, 1_000, 2_000];

    // Each input at a low and a high value, the others as in the document.
    private static readonly (string Factor, Inputs Low, Inputs High)[] s_swings =
    [
        ("utilization 100 % to 25 %", new(), new(Utilization: 0.25)),
        ("price $1 to $4", new(Price: 1), new(Price: 4)),
        ("rate 200 to 50 tokens/s", new(Rate: 200), new(Rate: 50)),
        ("answer 100 to 400 tokens", new(Answer: 100), new(Answer: 400)),
        ("prompts 200 to 50 a minute", new(Prompts: 200), new(Prompts: 50)),
    ];

    public string Id => "d02-cost-model";

    public string Title => "Cost model";

    public string Question => "What do a thousand requests cost, and which input decides?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "document" } }, Document, 0);
        context.Point(new() { { "part", "swing" } }, Swing, 0);
        context.Point(new() { { "part", "machines" } }, Machines, 0);
        context.Point(new() { { "part", "mix" } }, Mix, 0);
    }

    private static void Document(Point point)
    {
        var (decode, prefill) = (new Inputs().Decode, new Inputs().Prefill);
        point.Value(PerMillion, TokenCost.PerMillion(PricePerHour, TokensPerSecond), "", ValueKind.Computed);
        point.Value(PerThousand, decode, Answers, ValueKind.Computed);
        point.Value(PerThousand, prefill, Prompts, ValueKind.Computed);
        point.Value(PerThousand, decode + prefill, Total, ValueKind.Computed);
    }

    private static void Swing(Point point)
    {
        foreach (var (factor, low, high) in s_swings)
        {
            var at = new Parameters { { "factor", factor } };
            point.Value(PerThousand, low.Both, CheapEnd, ValueKind.Computed, at: at);
            point.Value(PerThousand, high.Both, DearEnd, ValueKind.Computed, at: at);
        }
    }

    private static void Machines(Point point)
    {
        var (prompt, answer) = (60 / PromptsPerMinute, AnswerTokens / TokensPerSecond);
        point.Value(PerThousand, 1_000 * TokenCost.OfSeconds(PricePerHour, prompt + answer), OneMachine, ValueKind.Computed);
        point.Value(PerThousand, TokenCost.PairPerThousand(PricePerHour, prompt, answer), TwoMachines, ValueKind.Computed);

        // Three for prompts and ten for answers have equal pace: 5 requests a second each.
        point.Value(PerThousand, 13 * 1_000 * TokenCost.OfSeconds(PricePerHour, 1 / (10 / answer)), Balanced, ValueKind.Computed);
    }

    private static void Mix(Point point)
    {
        foreach (var answer in s_answers)
        {
            var at = new Parameters { { "answer", answer } };
            var inputs = new Inputs(Answer: answer);
            point.Value(PerThousand, inputs.Decode, Answers, ValueKind.Computed, at: at);
            point.Value(PerThousand, inputs.Prefill, Prompts, ValueKind.Computed, at: at);
        }
    }

    private sealed record Inputs(double Price = PricePerHour, double Rate = TokensPerSecond, double Answer = AnswerTokens, double Prompts = PromptsPerMinute, double Utilization = 1)
    {
        internal double Decode => TokenCost.DecodePerThousand(Price, Rate, Answer, Utilization);

        internal double Prefill => TokenCost.PrefillPerThousand(Price, Prompts, Utilization);

        internal double Both => Decode + Prefill;
    }
}
