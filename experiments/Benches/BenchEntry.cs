using System.Text.Json.Nodes;

namespace HotRow.Lab;

/// <summary>One number of <c>hotrow bench</c>: a rate with its 95 % interval.</summary>
/// <param name="Name">What was measured: "gather".</param>
/// <param name="What">What tells it from its siblings, in the order it is shown.</param>
/// <param name="Quantity">What the rate counts.</param>
/// <param name="Rate">The rate of the median time and its interval; NaN ends where there is none.</param>
internal sealed record BenchEntry(string Name, Parameters What, BenchQuantity Quantity, Interval Rate)
{
    /// <summary>What else is to be shown of it, behind what tells it from its siblings.</summary>
    public IReadOnlyList<BenchColumn> Columns { get; init; } = [];

    /// <summary>Payload bandwidth, where bytes say something.</summary>
    public double? GbPerSecond { get; init; }

    /// <summary>Of a ceiling the rate of its fastest sample: noise only lowers it.</summary>
    public double? Best { get; init; }

    /// <summary>The ceiling, or the other contender, that it is compared with, measured in the same rounds.</summary>
    public string? Ceiling { get; init; }

    /// <summary>Rate over that of the ceiling's fastest sample; over the median of another contender.</summary>
    public double? ShareOfCeiling { get; init; }

    /// <summary>How far the same code differs from itself in these rounds (A/A), as a ratio's distance from 1.</summary>
    public double? Noise { get; init; }

    /// <summary>Timed samples.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>The entry as JSON: name, what, further columns, the rate under its quantity's name, further numbers.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name };
        foreach (var (name, value) in What)
        {
            json[name] = value.IsNumber ? value.Number : value.Text;
        }

        foreach (var column in Columns)
        {
            json[column.Name] = column.Value;
        }

        json[Quantity.Name] = Rate.Value;
        AddNumber(json, "gbPerSecond", GbPerSecond);
        AddNumber(json, "low", Rate.Low);
        AddNumber(json, "high", Rate.High);
        AddNumber(json, "best", Best);
        if (Ceiling is not null)
        {
            json["ceiling"] = Ceiling;
        }

        AddNumber(json, "shareOfCeiling", ShareOfCeiling);
        AddNumber(json, "noise", Noise);
        json["samples"] = Samples;
        return json;
    }

    // What is not known is left out: JSON has no NaN.
    private static void AddNumber(JsonObject json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json[name] = number;
        }
    }
}
