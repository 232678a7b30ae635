namespace HotRow.Serving;

/// <summary>What a machine costs that is bought, and not rented.</summary>
/// <param name="Purchase">Its price with its share of server and network. <i>Units:</i> $.</param>
/// <param name="Years">How long it serves, above 0.</param>
/// <param name="Watts">Its power at work.</param>
/// <param name="Pue">Cooling and losses of the building: power usage effectiveness, at least 1.</param>
/// <param name="PerKwh">Price of electricity. <i>Units:</i> $/kWh.</param>
/// <param name="Load">Share of the time at work; idle it takes <paramref name="IdleShare"/> of its power.</param>
/// <param name="IdleShare">Power when idle, in units of the power at work.</param>
public sealed record TotalCost(double Purchase, double Years, double Watts, double Pue, double PerKwh, double Load = 1, double IdleShare = 0.1)
{
    /// <summary>Its price spread over its life. <i>Units:</i> $/h.</summary>
    public double CapitalPerHour => Purchase / (Years * EnergyCost.HoursPerYear);

    /// <summary>Electricity with cooling. <i>Units:</i> $/h.</summary>
    public double EnergyPerHour => Watts / 1e3 * (Load + ((1 - Load) * IdleShare)) * Pue * PerKwh;

    /// <summary>Both. <i>Units:</i> $/h of being there.</summary>
    public double PerHour => CapitalPerHour + EnergyPerHour;

    /// <summary>Both, over the hours in which it works. <i>Units:</i> $/h of work.</summary>
    public double PerBusyHour => PerHour / Load;
}
