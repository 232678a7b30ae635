namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A3: when training has paid off.</summary>
    public static readonly IExperiment BreakEven = Add(new BreakEvenCalls());
}

/// <summary>A3: training pays off after T / (p - c) calls and not after T / p; and when it pays to train longer in order to serve cheaper.</summary>
/// <remarks>Money is in units of the training's cost, so no price is needed: what counts is the serving cost as a share c / p of the price.</remarks>
internal sealed partial class BreakEvenCalls : IExperiment
{
    /// <summary>Training of the example. <i>Units:</i> $.</summary>
    internal const double Training = 1e6;

    /// <summary>Price of a call of the example. <i>Units:</i> $.</summary>
    internal const double Price = 0.01;

    private static readonly double[] s_shares = [0, 0.1, 0.25, 0.5, 0.75, 0.9];
    private static readonly double[] s_calls = [0, 25e6, 50e6, 75e6, 100e6, 150e6, 200e6, 300e6, 400e6];
    private static readonly double[] s_used = [1e10, 1e11, 3e11, 1e12, 3e12, 1e13, 1e14];

    public string Id => "a03-break-even";

    public string Title => "Break-even of training";

    public string Question => "After how many calls has a trained model paid for itself?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "calls" } }, Calls, 0);
        context.Point(new() { { "part", "money" } }, Money, 0);
        context.Point(new() { { "part", "host" } }, Host, 0);
        context.Point(new() { { "part", "longer" } }, Longer, 0);
    }

    private static void Calls(Point point)
    {
        foreach (var share in s_shares)
        {
            point.Value(OverRule, Serving.BreakEven.Calls(Training, Price, share * Price) / Serving.BreakEven.Calls(Training, Price), "", ValueKind.Computed, at: new() { { "share", share } });
        }
    }

    private static void Money(Point point)
    {
        foreach (var calls in s_calls)
        {
            var at = new Parameters { { "calls", calls } };
            point.Value(Dollars, Price * calls, Revenue, ValueKind.Computed, at: at);
            foreach (var share in (ReadOnlySpan<double>)[0, 0.5])
            {
                point.Value(Dollars, Training + (share * Price * calls), CostName(share), ValueKind.Computed, at: at);
            }
        }
    }

    // Somebody who serves another's open weights has trained nothing: the first call already earns p - c.
    private static void Host(Point point)
    {
        point.Value(HostCalls, Serving.BreakEven.Calls(0, Price, 0.5 * Price), "price above cost", ValueKind.Computed);
        point.Value(HostCalls, Serving.BreakEven.Calls(0, Price, 2 * Price), "price below cost", ValueKind.Computed);
    }

    private static void Longer(Point point)
    {
        var large = new TrainedLonger(13e9, 20 * 13e9);
        var small = TrainedLonger.WithLossOf(large, 7e9);
        point.Note = $"13B on {large.Tokens / 1e9:N0}B tokens, 7B on {small.Tokens / 1e9:N0}B, predicted loss {large.Loss:0.0000} and {small.Loss:0.0000}";
        foreach (var used in s_used)
        {
            var at = new Parameters { { "used", used } };
            point.Value(Flops, large.FlopsAfter(used), Large, ValueKind.Modelled, at: at);
            point.Value(Flops, small.FlopsAfter(used), Small, ValueKind.Modelled, at: at);
        }

        point.Value(CrossoverTokens, TrainedLonger.Crossover(large, small), "", ValueKind.Modelled);
        point.Value(ExtraTraining, small.TrainingFlops / large.TrainingFlops, "", ValueKind.Modelled);
    }
}
