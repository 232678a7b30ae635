using System.Globalization;

namespace HotRow.Lab;

/// <summary>The capacities a user names: "184,922,5%".</summary>
internal static class CapacityList
{
    private const string Allowed = "give rows, 1 or more (184), or a share of the distinct ids above 0 % and up to 100 % (5% or 0.5%), separated by commas";

    /// <summary>The capacities in rows, one for each that was named; N % is max(1, floor(N / 100 * distinct)).</summary>
    /// <exception cref="InputException">One is not a capacity.</exception>
    internal static IReadOnlyList<int> Parse(string list, int distinct) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries).Select(text => ParseOne(text, distinct))];

    private static int ParseOne(string text, int distinct)
    {
        if (text.EndsWith('%'))
        {
            return decimal.TryParse(text[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100
                ? TraceProfile.RowsOfPercent(percent, distinct)
                : throw Bad(text);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows >= 1 ? rows : throw Bad(text);
    }

    private static InputException Bad(string text) => new($"'{text}' is no cache capacity; {Allowed}");
}
