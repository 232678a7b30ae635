using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>After how many calls training is paid, by what a call costs.</summary>
    /// <param name="training">Cost of training, 1 to 10^12 $.</param>
    /// <param name="price">Price of a call, 10^-9 to 10^6 $.</param>
    /// <param name="marginal">Cost of serving a call, 0 to 10^6 $.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BreakEven(double training, double price, double marginal)
    {
        TryLimits.Check("training", training, 1, 1e12);
        TryLimits.Check("price", price, 1e-9, 1e6);
        TryLimits.Check("marginal", marginal, 0, 1e6);
        var points = new TryPoints(new("break-even-calls", "Calls until training is paid", "", false, "T / (p - c)"));
        foreach (var share in (ReadOnlySpan<double>)[0, 0.1, 0.25, 0.5, 0.75, 0.9])
        {
            points.Add("T / (p - c)", share, Serving.BreakEven.Calls(training, price, share * price), ValueKind.Computed);
        }

        var (calls, rule) = (Serving.BreakEven.Calls(training, price, marginal), Serving.BreakEven.Calls(training, price));
        return points.Result(
            FormattableString.Invariant($"Training for ${training:N0}, a call sold for ${price:0.######} and served for ${marginal:0.######}"),
            [
                new("calls until training is paid", calls, "", ValueKind.Computed),
                new("the same by the rule T <= p N", rule, "", ValueKind.Computed),
                new("share of inference in all spending at that point", double.IsFinite(calls) ? Serving.BreakEven.InferenceShare(training, marginal, calls) : 1, "", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Calls until training is paid", "serving cost over price", "Computed. At 1 it is never paid.", logY: true, references: ReferenceLine.Horizontal("T / p", rule)));
    }

    /// <summary>Whether a rented machine or bought tokens are cheaper, by how busy the machine is.</summary>
    /// <param name="pricePerHour">The machine, 0.001 to 100,000 $/h.</param>
    /// <param name="tokensPerSecond">Its rate while it works, 0.001 to 10^9.</param>
    /// <param name="utilization">Share of the time in which it works, 0.001 to 1.</param>
    /// <param name="apiPerMillion">A million bought tokens, 0.000001 to 10^6 $.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult BuyOrHost(double pricePerHour, double tokensPerSecond, double utilization, double apiPerMillion)
    {
        TryLimits.Check("pricePerHour", pricePerHour, 0.001, 100_000);
        TryLimits.Check("tokensPerSecond", tokensPerSecond, 0.001, 1e9);
        TryLimits.Check("utilization", utilization, 0.001, 1);
        TryLimits.Check("apiPerMillion", apiPerMillion, 1e-6, 1e6);
        var points = new TryPoints(new("hosted-per-million", "Cost of a million tokens", "$", false, "price per hour / 3,600 / (tokens/s x utilization) x 10^6"));
        foreach (var share in (ReadOnlySpan<double>)[0.02, 0.05, 0.1, 0.25, 0.5, 1])
        {
            points.Add("hosted", share, TokenCost.PerMillion(pricePerHour, tokensPerSecond, share), ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"${pricePerHour:0.###}/h, {tokensPerSecond:0.###} tokens/s, busy {100 * utilization:0.#} % of the time, against ${apiPerMillion:0.######} a million"),
            [
                new("a million tokens on the machine", TokenCost.PerMillion(pricePerHour, tokensPerSecond, utilization), "$", ValueKind.Computed),
                new("utilization from which it is cheaper", Serving.BuyOrHost.BreakEvenUtilization(pricePerHour, tokensPerSecond, apiPerMillion), "", ValueKind.Computed),
                new("tokens a day from which it is cheaper", Serving.BuyOrHost.BreakEvenTokensPerDay(pricePerHour, apiPerMillion), "tokens", ValueKind.Computed),
                new("tokens a day that it can make", 86_400 * tokensPerSecond, "tokens", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "Cost of a million tokens by use", "share of the time in which the machine works", "Computed; people, storage and networks are left out.", logX: true, logY: true, references: ReferenceLine.Horizontal("bought", apiPerMillion)));
    }

    /// <summary>What an hour of an owned machine costs.</summary>
    /// <param name="purchase">Its price with its share of server and network, 1 to 10^8 $.</param>
    /// <param name="years">How long it serves, 0.1 to 20.</param>
    /// <param name="watts">Its power at work, 1 to 100,000 W.</param>
    /// <param name="pue">Overhead of the building, 1 to 3.</param>
    /// <param name="perKwh">Electricity, 0 to 10 $/kWh.</param>
    /// <param name="load">Share of the time at work, 0.01 to 1.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult OwnedMachine(double purchase, double years, double watts, double pue, double perKwh, double load)
    {
        TryLimits.Check("purchase", purchase, 1, 1e8);
        TryLimits.Check("years", years, 0.1, 20);
        TryLimits.Check("watts", watts, 1, 100_000);
        TryLimits.Check("pue", pue, 1, 3);
        TryLimits.Check("perKwh", perKwh, 0, 10);
        TryLimits.Check("load", load, 0.01, 1);
        var points = new TryPoints(new("busy-hour", "Cost of an hour of work", "$/h", false, "(price / life + power x PUE x price of electricity) / load"));
        foreach (var at in (ReadOnlySpan<double>)[0.5, 1, 2, 3, 4, 5, 6])
        {
            points.Add("an hour of work", at, new TotalCost(purchase, at, watts, pue, perKwh, load).PerBusyHour, ValueKind.Computed);
        }

        var cost = new TotalCost(purchase, years, watts, pue, perKwh, load);
        return points.Result(
            FormattableString.Invariant($"${purchase:N0} over {years:0.#} years, {watts:0} W, PUE {pue:0.##}, ${perKwh:0.###}/kWh, busy {100 * load:0.#} % of the time"),
            [
                new("an hour of work", cost.PerBusyHour, "$", ValueKind.Computed),
                new("an hour of being there", cost.PerHour, "$", ValueKind.Computed),
                new("of that the machine", cost.CapitalPerHour, "$", ValueKind.Computed),
                new("of that electricity with cooling", cost.EnergyPerHour, "$", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A longer life makes an hour cheaper", "years in service", "Computed; idle it takes a tenth of its power.", logY: true));
    }
}
