using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace HotRow.Lab;

/// <summary>Options that take a number of a range, with a decimal point where it needs one.</summary>
internal static class DecimalNumber
{
    /// <summary>An option that may be left out: null then.</summary>
    public static Option<double?> Option(string name, string description, double least, double most) =>
        new(name) { Description = description, HelpName = "X", Arity = ArgumentArity.ExactlyOne, CustomParser = result => TryRead(result, name, least, most, out var value) ? value : null };

    /// <summary>An option that has a value when it is left out.</summary>
    public static Option<double> Option(string name, string description, double least, double most, double otherwise) =>
        new(name) { Description = description, HelpName = "X", DefaultValueFactory = _ => otherwise, Arity = ArgumentArity.ExactlyOne, CustomParser = result => TryRead(result, name, least, most, out var value) ? value : otherwise };

    private static bool TryRead(ArgumentResult result, string name, double least, double most, out double value)
    {
        value = double.NaN;
        if (result.Tokens.Count == 0)
        {
            return false;
        }

        var text = result.Tokens[^1].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && value >= least && value <= most)
        {
            return true;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} {PrintableText.Quote(text)} is no number from {least:0.############} to {most:0.############}"));
        return false;
    }
}
