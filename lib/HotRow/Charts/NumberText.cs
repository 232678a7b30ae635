using System.Globalization;
using System.Text;

namespace HotRow;

/// <summary>Numbers as people read them, always with a decimal point: the one place where charts, tables and summaries format figures.</summary>
public static class NumberText
{
    private const string NotThere = "-";

    /// <summary>A figure for tables: four significant digits, thousands separated by commas, powers of ten outside 0.0001 to 1e15; "-" when undefined.</summary>
    public static string Figure(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? NotThere : value > 0 ? "infinite" : "-infinite";

        var size = Math.Abs(value);
        if (size is > 0 and (< 1e-4 or >= 1e15))
            return PowerOfTen(value);

        return WithDecimals(value, Math.Max(0, 3 - Exponent(size)), trim: true);
    }

    /// <summary>A figure with its 95 % interval: "4.71 [4.65, 4.78]"; the figure alone when it has none.</summary>
    public static string WithInterval(double value, double low, double high)
    {
        if (!double.IsFinite(value) || !double.IsFinite(low) || !double.IsFinite(high))
            return Figure(value);

        var size = Math.Abs(value);
        if (size is > 0 and (< 1e-4 or >= 1e15))
            return $"{PowerOfTen(value)} [{PowerOfTen(low)}, {PowerOfTen(high)}]";

        // The interval's half-width says how many digits mean something: one digit of it, or two when it begins with 1 or 2.
        var half = (high - low) / 2;
        var wanted = half > 0 ? (half / Math.Pow(10, Exponent(half)) < 3 ? 1 : 0) - Exponent(half) : 3 - Exponent(size);
        var decimals = Math.Clamp(wanted, 0, Math.Max(0, 4 - Exponent(size)));
        return $"{WithDecimals(value, decimals, trim: false)} [{WithDecimals(low, decimals, trim: false)}, {WithDecimals(high, decimals, trim: false)}]";
    }

    /// <summary>A unit as it follows a figure, blank included: " ns", "x" as a multiplication sign, "" for a plain ratio.</summary>
    public static string UnitSuffix(string unit) => unit switch
    {
        "" => "",
        "x" => "\u00d7",
        _ => "\u00a0" + unit,
    };

    /// <summary>A value along an axis: three significant digits with k, M, G or T; powers of ten outside 0.0001 to 1e15.</summary>
    internal static string Tick(double value)
    {
        var size = Math.Abs(value);
        if (size == 0)
            return "0";

        if (size is < 0.99e-4 or >= 0.99e15)
            return PowerOfTen(value);

        return size switch
        {
            >= 0.9995e12 => Scaled(value, 1e12, "T"),
            >= 0.9995e9 => Scaled(value, 1e9, "G"),
            >= 0.9995e6 => Scaled(value, 1e6, "M"),
            >= 999.5 => Scaled(value, 1e3, "k"),
            _ => WithDecimals(value, Math.Clamp(2 - Exponent(size), 0, 8), trim: true),
        };
    }

    /// <summary>A value along an even axis: all ticks share the unit of the largest and the decimals that the step needs.</summary>
    internal static string Tick(double value, double largest, double step)
    {
        if (value == 0 && largest >= 1e4)
            return "0";

        if (largest is < 1e-3 or >= 1e15)
        {
            var exponent = Exponent(largest);
            var mantissa = value / Math.Pow(10, exponent);
            return value == 0 ? "0" : $"{WithDecimals(mantissa, Math.Max(0, exponent - Exponent(step)), trim: false)}\u00d710{Superscript(exponent)}";
        }

        var (unit, suffix) = largest >= 1e4 ? Unit(largest) : (1, "");
        return WithDecimals(value / unit, Math.Max(0, Exponent(unit) - Exponent(step)), trim: false) + suffix;
    }

    /// <summary>A parameter's value in a label: whole numbers stay exact ("4,096", "1M"), others have four digits.</summary>
    internal static string Label(double value)
    {
        var size = Math.Abs(value);
        if (size is < 1e4 or >= 1e15 || value != Math.Floor(value))
            return Figure(value);

        var (unit, suffix) = Unit(size);
        return value % (unit / 1e3) == 0 && (size >= 1e6 || value % unit == 0)
            ? WithDecimals(value / unit, 3, trim: true) + suffix
            : value.ToString("#,0", CultureInfo.InvariantCulture);
    }

    /// <summary>A parameter's value in a label: numbers by <see cref="Label(double)"/>, words as they are.</summary>
    internal static string Label(ParameterValue value) => value.IsNumber ? Label(value.Number) : value.Text;

    /// <summary>A number with a fixed count of decimals, thousands separated by commas.</summary>
    internal static string WithDecimals(double value, int decimals, bool trim)
    {
        var text = value.ToString("#,0." + new string(trim ? '#' : '0', decimals), CultureInfo.InvariantCulture);
        return text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : text;
    }

    /// <summary>The exponent of ten of a positive number: 2 for 100 to 999.</summary>
    internal static int Exponent(double size) => size > 0 ? (int)Math.Floor(Math.Log10(size) + 1e-9) : 0;

    private static (double Unit, string Suffix) Unit(double size) => size switch
    {
        >= 1e12 => (1e12, "T"),
        >= 1e9 => (1e9, "G"),
        >= 1e6 => (1e6, "M"),
        _ => (1e3, "k"),
    };

    private static string Scaled(double value, double unit, string suffix)
    {
        var scaled = value / unit;
        return WithDecimals(scaled, Math.Max(0, 2 - Exponent(Math.Abs(scaled))), trim: true) + suffix;
    }

    private static string PowerOfTen(double value)
    {
        if (value == 0)
            return "0";

        var exponent = Exponent(Math.Abs(value));
        var mantissa = value / Math.Pow(10, exponent);
        if (!double.IsFinite(mantissa))
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);

        var head = WithDecimals(mantissa, 2, trim: true);
        var power = "10" + Superscript(exponent);
        return head switch
        {
            "1" => power,
            "-1" => "-" + power,
            _ => $"{head}\u00d7{power}",
        };
    }

    private static string Superscript(int number)
    {
        const string Digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
        var text = new StringBuilder();
        foreach (var digit in number.ToString(CultureInfo.InvariantCulture))
        {
            text.Append(digit == '-' ? '\u207b' : Digits[digit - '0']);
        }

        return text.ToString();
    }
}
