using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotRow;

/// <summary>The JSON of one result line: generated code, undefined numbers as "NaN", one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(ParametersConverter)])]
[JsonSerializable(typeof(PointResult))]
[JsonSerializable(typeof(MachineCard))]
internal sealed partial class ResultJson : JsonSerializerContext;

/// <summary>Parameters as a JSON object: numbers stay numbers, words stay words, the order is kept.</summary>
internal sealed class ParametersConverter : JsonConverter<Parameters>
{
    public override Parameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("parameters must be an object");
        }

        var parameters = new Parameters();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (parameters.TryGet(name, out _))
            {
                throw new JsonException($"parameter '{name}' is given twice");
            }

            parameters.Add(name, reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : reader.GetString() ?? "");
        }

        return parameters;
    }

    public override void Write(Utf8JsonWriter writer, Parameters value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, parameter) in value)
        {
            if (parameter.IsNumber)
            {
                writer.WriteNumber(name, parameter.Number);
            }
            else
            {
                writer.WriteString(name, parameter.Text);
            }
        }

        writer.WriteEndObject();
    }
}
