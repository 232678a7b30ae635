using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>A4: buy tokens or host the model.</summary>
    public static readonly IExperiment BuyOrHost = Add(new HostOrBuy());
}

/// <summary>A4: a rented machine is as cheap as its utilization allows, and a bought one as its lifespan, electricity and cooling allow.</summary>
/// <remarks>The document's machine: $2 an hour, 100 tokens/s. Prices of bought tokens, of a machine and of electricity are parameters of the Try; the ones here are round
/// figures of the example and not quotations.</remarks>
internal sealed partial class HostOrBuy : IExperiment
{
    /// <summary>The document's machine. <i>Units:</i> $/h.</summary>
    internal const double PricePerHour = 2;

    /// <summary>Its rate. <i>Units:</i> tokens/s.</summary>
    internal const double TokensPerSecond = 100;

    /// <summary>Example of an owned machine, with its share of server and network. <i>Units:</i> $.</summary>
    internal const double Purchase = 40_000;

    /// <summary>Example of a price of electricity. <i>Units:</i> $/kWh.</summary>
    internal const double PerKwh = 0.10;

    /// <summary>Example of a building's overhead for cooling and losses.</summary>
    internal const double Pue = 1.3;

    private static readonly double[] s_utilizations = [0.05, 0.1, 0.25, 0.5, 0.75, 1];
    private static readonly double[] s_prices = [6, 10, 20, 50, 100];
    private static readonly double[] s_multiples = [0.1, 0.5, 1, 2, 5, 9, 20, 100];
    private static readonly int[] s_years = [1, 2, 3, 4, 5, 6];

    public string Id => "a04-buy-or-host";

    public string Title => "Buy tokens or host";

    public string Question => "When is a machine of one's own cheaper than tokens by the million?";

    public double Weight => 0.2;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "utilization" } }, Utilizations, 0);
        context.Point(new() { { "part", "price" } }, Prices, 0);
        context.Point(new() { { "part", "share" } }, Shares, 0);
        context.Point(new() { { "part", "owned" } }, Owned, 0);
    }

    private static void Utilizations(Point point)
    {
        foreach (var share in s_utilizations)
        {
            point.Value(PerMillion, TokenCost.PerMillion(PricePerHour, TokensPerSecond, share), "", ValueKind.Computed, at: new() { { "utilization", share } });
        }
    }

    private static void Prices(Point point)
    {
        foreach (var price in s_prices)
        {
            var at = new Parameters { { "price", price } };
            point.Value(BreakEvenShare, Serving.BuyOrHost.BreakEvenUtilization(PricePerHour, TokensPerSecond, price), "", ValueKind.Computed, at: at);
            point.Value(BreakEvenPerDay, Serving.BuyOrHost.BreakEvenTokensPerDay(PricePerHour, price), "", ValueKind.Computed, at: at);
        }
    }

    // Money in units of the training's cost: what the calls have cost in all, over T.
    private static void Shares(Point point)
    {
        foreach (var multiple in s_multiples)
        {
            point.Value(InferenceShare, Serving.BreakEven.InferenceShare(1, 1, multiple), "", ValueKind.Computed, at: new() { { "multiple", multiple } });
        }

        point.Value(MultipleFor90, Serving.BreakEven.CallsForShare(1, 1, 0.9), "", ValueKind.Computed);
    }

    private static void Owned(Point point)
    {
        foreach (var years in s_years)
        {
            var at = new Parameters { { "years", years } };
            var cost = new TotalCost(Purchase, years, Accelerators.Find("h100-sxm").PowerW.Value, Pue, PerKwh);
            point.Value(PerHour, cost.CapitalPerHour, "machine", ValueKind.Computed, at: at);
            point.Value(PerHour, cost.EnergyPerHour / Pue, "electricity of the device", ValueKind.Computed, at: at);
            point.Value(PerHour, cost.EnergyPerHour - (cost.EnergyPerHour / Pue), "cooling and losses", ValueKind.Computed, at: at);
        }
    }
}
