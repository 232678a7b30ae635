using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace HotRow;

public static partial class TableFiles
{
    /// <summary>Named tensors behind a JSON header.</summary>
    public static readonly TableFileInfo Safetensors = Add(new("safetensors", [".safetensors"],
        "Hugging Face safetensors, README, section \"Format\"", (file, _) => new SafetensorsFile(file).Read()));
}

/// <summary>Reads the header of a safetensors file: 8 bytes of length, a JSON object, then the tensors without gaps.</summary>
/// <remarks><i>Cost:</i> the header in memory, at most 25 MB, and at most 2^18 tensors. <i>Deviation:</i> the format allows headers of 100 MB;
/// unknown fields of a tensor are skipped, as the format's own reader does.</remarks>
internal sealed class SafetensorsFile(FileBytes file)
{
    internal const int MostHeaderBytes = 25_000_000;
    internal const int MostTensors = 1 << 18;
    private const int LengthBytes = 8;
    private const int MostDimensions = 16;
    private const int MostDepth = 16;

    private readonly List<StoredTensor> _tensors = [];
    private readonly HashSet<string> _names = [];
    private long _bodyStart;

    internal IReadOnlyList<StoredTensor> Read()
    {
        var header = ReadHeader();
        try
        {
            ReadTensors(header);
        }
        catch (JsonException e)
        {
            throw Faulty($"the header is no JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}", e);
        }
        catch (InvalidOperationException e)
        {
            // What the JSON reader throws for a text that is no text.
            throw Faulty("a text in the header escapes half a surrogate pair", e);
        }

        var sorted = StoredTensor.InOrder(file.Path, _tensors);
        var end = _bodyStart;
        foreach (var tensor in sorted)
        {
            if (tensor.Offset != end)
            {
                throw Faulty($"nothing describes the {tensor.Offset - end} bytes before tensor {PrintableText.Quote(tensor.Name)}");
            }

            end += tensor.Bytes;
        }

        return end == file.Length ? sorted : throw Faulty($"nothing describes the last {file.Length - end} bytes");
    }

    private byte[] ReadHeader()
    {
        Span<byte> start = stackalloc byte[LengthBytes];
        file.Fill(start, 0, "the length of its header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > MostHeaderBytes)
        {
            throw Faulty($"its first 8 bytes ask for a header of {length} bytes, and at most {MostHeaderBytes} are read; is it a safetensors file?");
        }

        _bodyStart = LengthBytes + (long)length;
        if (_bodyStart > file.Length)
        {
            throw Faulty($"the header should have {length} bytes, and the file ends {_bodyStart - file.Length} bytes before its end");
        }

        var header = new byte[length];
        file.Fill(header, LengthBytes, "the header");
        return header.Length > 0 && header[0] == (byte)'{' && Utf8.IsValid(header)
            ? header
            : throw Faulty("the header must be UTF-8 text that begins with '{'");
    }

    private void ReadTensors(byte[] header)
    {
        var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MostDepth });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (!_names.Add(name))
            {
                throw Faulty($"two entries of the header are named {PrintableText.Quote(name)}");
            }

            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw Faulty($"entry {PrintableText.Quote(name)} of the header is no object");
            }

            if (name == "__metadata__")
            {
                SkipMetadata(ref json);
                continue;
            }

            _tensors.Add(ReadTensor(ref json, name));
            if (_tensors.Count > MostTensors)
            {
                throw Faulty($"it has more than {MostTensors} tensors, the most that are read");
            }
        }

        // What follows the object must be blanks; anything else throws.
        json.Read();
    }

    private void SkipMetadata(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.String)
            {
                throw Faulty("__metadata__ holds something that is no text");
            }
        }
    }

    private StoredTensor ReadTensor(ref Utf8JsonReader json, string name)
    {
        string? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("dtype"u8) && type is null)
            {
                json.Read();
                type = json.TokenType == JsonTokenType.String ? json.GetString() : throw Faulty($"the dtype of tensor {PrintableText.Quote(name)} is no text");
            }
            else if (json.ValueTextEquals("shape"u8) && shape is null)
            {
                shape = Numbers(ref json, name, "shape");
            }
            else if (json.ValueTextEquals("data_offsets"u8) && offsets is null)
            {
                offsets = Numbers(ref json, name, "data_offsets");
            }
            else if (json.ValueTextEquals("dtype"u8) || json.ValueTextEquals("shape"u8) || json.ValueTextEquals("data_offsets"u8))
            {
                throw Faulty($"tensor {PrintableText.Quote(name)} gives a field twice");
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        return type is not null && shape is not null && offsets is [var begin, var end]
            ? Place(name, type, shape, begin, end)
            : throw Faulty($"tensor {PrintableText.Quote(name)} lacks its dtype, its shape or its two data_offsets");
    }

    private StoredTensor Place(string name, string type, List<long> shape, long begin, long end)
    {
        if (!SafetensorsType.All.TryGetValue(type, out var element))
        {
            throw Faulty($"tensor {PrintableText.Quote(name)} has the unknown dtype {PrintableText.Quote(type)}; known: {string.Join(", ", SafetensorsType.All.Keys)}");
        }

        var body = file.Length - _bodyStart;
        if (begin > end || end > body)
        {
            throw Faulty($"tensor {PrintableText.Quote(name)} should lie at {begin} to {end} of the {body} bytes behind the header; is the file cut off?");
        }

        var tensor = new StoredTensor(name, shape, type, element.RowFormat, _bodyStart + begin, end - begin);
        return StoredTensor.BytesOf(shape, 1, element.Bits) == tensor.Bytes
            ? tensor
            : throw Faulty($"tensor {PrintableText.Quote(name)} has {tensor.Bytes} bytes, which is not what {tensor.DescribeShape()} {type} elements take");
    }

    private List<long> Numbers(ref Utf8JsonReader json, string name, string field)
    {
        var numbers = new List<long>();
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            while (json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= 0 && numbers.Count < MostDimensions)
            {
                numbers.Add(number);
            }
        }

        return json.TokenType == JsonTokenType.EndArray
            ? numbers
            : throw Faulty($"the {field} of tensor {PrintableText.Quote(name)} must be at most {MostDimensions} whole numbers from 0 to {long.MaxValue}");
    }

    private InputException Faulty(string what, Exception? cause = null) => new($"'{file.Path}' is no valid safetensors file: {what}", cause!);
}
