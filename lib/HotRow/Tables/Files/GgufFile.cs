namespace HotRow;

public static partial class TableFiles
{
    /// <summary>Named tensors behind binary metadata, as llama.cpp stores models.</summary>
    public static readonly TableFileInfo Gguf = Add(new("gguf", [".gguf"], "ggml, docs/gguf.md, versions 2 and 3, little-endian", (file, _) => new GgufFile(file).Read())
    {
        UsualTensor = "token_embd.weight",
    });
}

/// <summary>Reads the header of a GGUF file: metadata, of which only the alignment matters here, then what tensors there are, then the tensors.</summary>
/// <remarks><i>Cost:</i> a buffer of 16 KiB, 16 MiB of names and 2^18 tensors at most; metadata values are walked over, at most 256 MiB with all else
/// before the tensors. <i>Deviation:</i> tensors may have gaps between them; they may not overlap.</remarks>
internal sealed class GgufFile
{
    internal const int MostTensors = 1 << 18;
    internal const int MostPairs = 1 << 16;
    internal const int MostNameBytes = 1 << 24;
    internal const int MostDepth = 8;
    private const int MostKeyBytes = ushort.MaxValue;
    private const int MostTensorNameBytes = 256;
    private const int MostDimensions = 4;
    private const uint DefaultAlignment = 32;
    private const uint UInt32Value = 4;
    private const uint StringValue = 8;
    private const uint ArrayValue = 9;
    private const string AlignmentKey = "general.alignment";

    private readonly FileBytes _file;
    private readonly GgufCursor _cursor;
    private readonly List<StoredTensor> _tensors = [];
    private readonly HashSet<string> _names = [];
    private long _nameBytes;
    private uint _alignment = DefaultAlignment;

    internal GgufFile(FileBytes file)
    {
        _file = file;
        _cursor = new(file);
    }

    internal IReadOnlyList<StoredTensor> Read()
    {
        if (_cursor.UInt32("its first four bytes") != 0x46554747)
        {
            throw Faulty("its first four bytes are not \"GGUF\"");
        }

        var version = _cursor.UInt32("its version");
        if (version is not (2 or 3))
        {
            throw Faulty(version is 0x2000000 or 0x3000000 ? "it is big-endian; only little-endian files are read" : $"its version is {version}; read are 2 and 3");
        }

        var tensors = Count("tensors", MostTensors);
        var pairs = Count("metadata entries", MostPairs);
        for (var i = 0; i < pairs; i++)
        {
            ReadPair();
        }

        _names.Clear();
        for (var i = 0; i < tensors; i++)
        {
            _tensors.Add(ReadTensor());
        }

        // Offsets count from the first multiple of the alignment behind the last description.
        var body = (_cursor.Position + _alignment - 1) / _alignment * _alignment;
        return StoredTensor.InOrder(_file.Path, _tensors.Select(t => Place(t, body)).ToArray());
    }

    private int Count(string what, int most)
    {
        var count = _cursor.UInt64($"the number of its {what}");
        return count <= (ulong)most ? (int)count : throw Faulty($"it says it has {count} {what}; read are at most {most}");
    }

    private void ReadPair()
    {
        var key = Name("the name of a metadata entry", MostKeyBytes);
        var type = _cursor.UInt32("the type of a metadata entry");
        if (key != AlignmentKey)
        {
            SkipValue(key, type, 0);
            return;
        }

        if (type != UInt32Value)
        {
            throw Faulty($"{AlignmentKey} is of type {type}; it must be a uint32 ({UInt32Value})");
        }

        _alignment = _cursor.UInt32("the alignment");
        if (!uint.IsPow2(_alignment))
        {
            throw Faulty($"{AlignmentKey} is {_alignment}; it must be a power of two");
        }
    }

    private void SkipValue(string key, uint type, int depth)
    {
        if (type == StringValue)
        {
            _cursor.Skip(_cursor.UInt64("the length of a text"), 1, key);
        }
        else if (type == ArrayValue)
        {
            SkipArray(key, depth);
        }
        else
        {
            _cursor.Skip(1, BytesOf(key, type), key);
        }
    }

    private void SkipArray(string key, int depth)
    {
        if (depth == MostDepth)
        {
            throw Faulty($"{PrintableText.Quote(key)} nests arrays more than {MostDepth} deep");
        }

        var type = _cursor.UInt32("the type of an array");
        var count = _cursor.UInt64("the length of an array");
        if (type is not (StringValue or ArrayValue))
        {
            _cursor.Skip(count, BytesOf(key, type), key);
            return;
        }

        // Every element takes at least eight bytes, so a false count ends at the header's end.
        for (ulong i = 0; i < count; i++)
        {
            SkipValue(key, type, depth + 1);
        }
    }

    private int BytesOf(string key, uint type) => type switch
    {
        0 or 1 or 7 => sizeof(byte),
        2 or 3 => sizeof(ushort),
        4 or 5 or 6 => sizeof(uint),
        10 or 11 or 12 => sizeof(ulong),
        _ => throw Faulty($"{PrintableText.Quote(key)} is of the unknown type {type}"),
    };

    private StoredTensor ReadTensor()
    {
        var name = Name("the name of a tensor", MostTensorNameBytes);
        var dimensions = _cursor.UInt32("the number of a tensor's dimensions");
        if (dimensions is < 1 or > MostDimensions)
        {
            throw Faulty($"tensor {PrintableText.Quote(name)} has {dimensions} dimensions; 1 to {MostDimensions} are possible");
        }

        // The file gives the fastest dimension first.
        var shape = new long[dimensions];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            var length = _cursor.UInt64("a tensor's shape");
            shape[i] = length <= long.MaxValue ? (long)length : throw Faulty($"tensor {PrintableText.Quote(name)} should have {length} elements along a dimension");
        }

        var type = GgmlType.Of(_cursor.UInt32("a tensor's type"));
        var offset = _cursor.UInt64("a tensor's offset");
        var bytes = StoredTensor.BytesOf(shape, type.BlockElements, type.BlockBytes * 8);
        if (bytes < 0)
        {
            throw Faulty($"tensor {PrintableText.Quote(name)} cannot have the shape [{string.Join(", ", shape)}]: it overflows, or its rows are no whole blocks of {type.BlockElements} {type.Name} elements");
        }

        return offset <= (ulong)_file.Length && offset % _alignment == 0
            ? new(name, shape, type.Name, type.RowFormat, (long)offset, bytes)
            : throw Faulty($"tensor {PrintableText.Quote(name)} has the offset {offset}; it must be a multiple of the alignment, {_alignment}, within the file's {_file.Length} bytes");
    }

    private StoredTensor Place(StoredTensor tensor, long body)
    {
        var room = _file.Length - body - tensor.Offset;
        return tensor.Bytes <= room || tensor.Bytes == 0
            ? tensor with { Offset = body + tensor.Offset }
            : throw Faulty($"tensor {PrintableText.Quote(tensor.Name)} has {tensor.Bytes} bytes from byte {body + tensor.Offset} on, and the file ends at {_file.Length}; is it cut off?");
    }

    private string Name(string what, int most)
    {
        var name = _cursor.Text(what, most);
        _nameBytes += name.Length;
        if (_nameBytes > MostNameBytes)
        {
            throw Faulty($"its names have more than {MostNameBytes} characters, the most that are read");
        }

        return _names.Add(name) ? name : throw Faulty($"{what}, {PrintableText.Quote(name)}, occurs twice");
    }

    private InputException Faulty(string what) => new($"'{_file.Path}' is no GGUF file that can be read: {what}");
}
