using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotRow.Lab;

/// <summary>Writes numbers that are none, NaN and the infinities, as null: JSON has no other word for what is not defined.</summary>
internal sealed class FiniteOrNull : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
