using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace HotRow.Lab;

/// <summary>Options that take a whole number of a range; what is wrong with one is said in the words of the option, not of a type.</summary>
internal static class WholeNumber
{
    /// <summary>An option that may be left out: null then.</summary>
    public static Option<T?> Option<T>(string name, string description, T least, T most)
        where T : struct, IBinaryInteger<T> =>
        new(name) { Description = description, HelpName = "N", Arity = ArgumentArity.ExactlyOne, CustomParser = result => TryRead(result, name, least, most, out var value) ? value : null };

    /// <summary>An option that has a value when it is left out.</summary>
    public static Option<T> Option<T>(string name, string description, T least, T most, T otherwise)
        where T : struct, IBinaryInteger<T> =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise, Arity = ArgumentArity.ExactlyOne, CustomParser = result => TryRead(result, name, least, most, out var value) ? value : otherwise };

    private static bool TryRead<T>(ArgumentResult result, string name, T least, T most, out T value)
        where T : struct, IBinaryInteger<T>
    {
        value = default;
        if (result.Tokens.Count == 0)
        {
            return false;
        }

        var text = result.Tokens[^1].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most)
        {
            return true;
        }

        result.AddError(BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? $"{name} {text} is out of range; give {least} to {most}"
            : $"{name} '{text}' is no whole number; give {least} to {most}");
        return false;
    }
}
