using System.Collections;
using System.Globalization;

namespace HotRow;

/// <summary>The value of one parameter: a number or a word.</summary>
/// <param name="Number">The number, NaN for a word.</param>
/// <param name="Text">The word, or the number as text (invariant).</param>
public readonly record struct ParameterValue(double Number, string Text)
{
    /// <summary>Whether the value is a number.</summary>
    public bool IsNumber => !double.IsNaN(Number);

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(int value) => FromNumber(value);

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(long value) => FromNumber(value);

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(double value) => FromNumber(value);

    /// <summary>A word.</summary>
    public static implicit operator ParameterValue(string value) => FromText(value);

    /// <summary>A number.</summary>
    public static ParameterValue FromNumber(double value) => new(value, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A word.</summary>
    public static ParameterValue FromText(string value) => new(double.NaN, value);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The named parameters of one point, in the order they were given.</summary>
public sealed class Parameters : IEnumerable<KeyValuePair<string, ParameterValue>>
{
    private readonly List<KeyValuePair<string, ParameterValue>> _values = [];

    /// <summary>The identity of the point: "trace=docs;capacity=922".</summary>
    public string Key => string.Join(';', _values.Select(p => $"{p.Key}={p.Value.Text}"));

    /// <summary>The value of a parameter, or an empty word when the point has no such parameter.</summary>
    public ParameterValue this[string name] => TryGet(name, out var value) ? value : ParameterValue.FromText("");

    /// <summary>Adds a parameter; collection initializers call it.</summary>
    /// <exception cref="ArgumentException">The name is given twice.</exception>
    public void Add(string name, ParameterValue value)
    {
        if (TryGet(name, out _))
        {
            throw new ArgumentException($"parameter '{name}' is given twice", nameof(name));
        }

        _values.Add(new(name, value));
    }

    /// <summary>These parameters followed by others; these themselves when there are none.</summary>
    /// <exception cref="ArgumentException">A name stands in both.</exception>
    public Parameters With(Parameters? others)
    {
        if (others is null)
        {
            return this;
        }

        var both = new Parameters();
        foreach (var (name, value) in this.Concat(others))
        {
            both.Add(name, value);
        }

        return both;
    }

    /// <summary>Whether the point has that parameter, and its value.</summary>
    public bool TryGet(string name, out ParameterValue value)
    {
        foreach (var pair in _values)
        {
            if (pair.Key == name)
            {
                value = pair.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ParameterValue>> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _values.Select(p => $"{p.Key} {p.Value.Text}"));
}
