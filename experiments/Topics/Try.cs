namespace HotRow.Lab;

/// <summary>Small measured or computed experiments with parameters, for the exercises of the notebooks. Each topic's file holds its own part of this class.</summary>
/// <remarks>Every entry checks its parameters (<see cref="InputException"/>, one line with the allowed range), ends within seconds, and measures compiled code, never code of a cell.</remarks>
public static partial class Try;

/// <summary>One number of a try.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit, "" for none.</param>
/// <param name="Kind">Where it comes from.</param>
public sealed record TryNumber(string Label, double Value, string Unit, ValueKind Kind);

/// <summary>What a try gave.</summary>
/// <param name="Title">One line that names the parameters.</param>
/// <param name="Numbers">The numbers, the asked one first.</param>
/// <param name="Chart">A chart over the parameter, or null.</param>
/// <param name="Data">The chart's numbers, or null.</param>
public sealed record TryResult(string Title, IReadOnlyList<TryNumber> Numbers, ChartSpec? Chart = null, ChartData? Data = null);
