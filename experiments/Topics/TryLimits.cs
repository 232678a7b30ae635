namespace HotRow.Lab;

/// <summary>The ranges of a try's parameters: what is outside ends in one line that names the parameter, the value and the range.</summary>
internal static class TryLimits
{
    /// <summary>Checks a number.</summary>
    /// <exception cref="InputException">It is outside the range or not a number.</exception>
    public static void Check(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            throw new InputException($"{name} is {NumberText.Figure(value)}; allowed: {NumberText.Figure(least)} to {NumberText.Figure(most)}");
        }
    }

    /// <summary>Checks a whole number.</summary>
    /// <exception cref="InputException">It is outside the range.</exception>
    public static void Check(string name, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw new InputException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value:N0}; allowed: {least:N0} to {most:N0}"));
        }
    }

    /// <summary>Checks a word.</summary>
    /// <exception cref="InputException">It is none of the known ones.</exception>
    public static void Check(string name, string value, params IReadOnlyList<string> known)
    {
        if (!known.Contains(value))
        {
            throw new InputException($"{name} is {PrintableText.Quote(value ?? "")}; allowed: {string.Join(", ", known)}");
        }
    }
}
