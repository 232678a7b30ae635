namespace HotRow;

/// <summary>Where a number comes from. Charts and tables draw the four kinds differently.</summary>
public enum ValueKind
{
    /// <summary>A clock on this machine.</summary>
    Measured,

    /// <summary>Counted exactly by replaying a trace.</summary>
    Counted,

    /// <summary>A closed form.</summary>
    Computed,

    /// <summary>A model fed with counted or measured numbers: hardware that is not here, or a prediction.</summary>
    Modelled,
}

/// <summary>One number of one point: what charts, tables, claims and comparisons are made from.</summary>
/// <param name="Experiment">Experiment id.</param>
/// <param name="Parameters">The point's parameters.</param>
/// <param name="Variant">Which contender, "" when the point has only one.</param>
/// <param name="Metric">Metric id.</param>
/// <param name="Kind">Where the number comes from.</param>
/// <param name="Value">The median, or the exact value. <i>Units:</i> the metric's.</param>
/// <param name="Low">Lower end of the 95 % interval; NaN when there is none.</param>
/// <param name="High">Upper end of the 95 % interval; NaN when there is none.</param>
/// <param name="Samples">How many samples the value rests on; 1 for exact values.</param>
public sealed record Observation(string Experiment, Parameters Parameters, string Variant, string Metric, ValueKind Kind, double Value, double Low, double High, int Samples)
{
    /// <summary>A parameter by name; "variant" names the variant.</summary>
    public ParameterValue this[string name] => name == "variant" ? ParameterValue.FromText(Variant) : Parameters[name];

    /// <summary>Whether the observation has that parameter; every one has "variant".</summary>
    public bool Has(string name) => name == "variant" || Parameters.TryGet(name, out _);
}
