using System.Text;

namespace HotRow;

/// <summary>The text of a <c>.npy</c> header: a Python dictionary with the keys descr, fortran_order and shape in any order.</summary>
/// <param name="text">The text, and no more.</param>
/// <param name="path">The file, for messages.</param>
internal ref struct NpyHeaderText(ReadOnlySpan<byte> text, string path)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private string? _descr;
    private bool? _fortranOrder;
    private List<long>? _shape;
    private long _count;

    /// <summary>The header.</summary>
    /// <param name="dataOffset">Where the numbers begin, as its length says.</param>
    /// <exception cref="InputException">The text is no such dictionary, or the type or the shape is refused.</exception>
    internal NpyHeader Parse(long dataOffset)
    {
        Expect('{', "a dictionary");
        while (!Took('}'))
        {
            var key = TakeString("a key");
            Expect(':', $"a colon behind the key '{key}'");
            TakeValue(key);
            if (!Took(','))
            {
                Expect('}', "a comma or the closing brace");
                break;
            }
        }

        if (Peek() is not '\0' || _at < _text.Length)
        {
            throw Bad("nothing but blanks behind the closing brace");
        }

        if (_descr is null || _fortranOrder is null || _shape is null)
        {
            throw new InputException($"'{path}': its .npy header lacks the key '{(_descr is null ? "descr" : _fortranOrder is null ? "fortran_order" : "shape")}'");
        }

        if (_count > long.MaxValue / int.Parse(_descr.AsSpan(2)))
        {
            throw TooLarge();
        }

        return new NpyHeader(_descr, _fortranOrder.Value, _shape, _count, dataOffset);
    }

    private void TakeValue(string key)
    {
        switch (key)
        {
            case "descr" when _descr is null:
                _descr = TakeDescr();
                break;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = TakeTruth();
                break;
            case "shape" when _shape is null:
                _shape = TakeShape();
                break;
            default:
                var fault = key is "descr" or "fortran_order" or "shape" ? "twice" : "that is unknown";
                throw new InputException($"'{path}': its .npy header has the key '{key}' {fault}; the keys are descr, fortran_order and shape, once each");
        }
    }

    private string TakeDescr()
    {
        if (Peek() is '[' or '(')
        {
            throw new InputException($"'{path}' holds records of several fields; only arrays of plain numbers are read: save each field by itself");
        }

        var descr = TakeString("a type such as '<f4'");
        if (descr is not [('<' or '>' or '|'), ('i' or 'u' or 'f' or 'c' or 'b'), ..]
            || descr[1..] is not ("i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "f2" or "f4" or "f8" or "c8" or "c16" or "b1")
            || (descr[0] == '|' && descr[2..] != "1"))
        {
            throw new InputException($"'{path}' is of type '{descr}', which is not read; those of plain numbers are: i1 to i8, u1 to u8, f2 to f8, c8, c16 and b1, behind < or > for the byte order");
        }

        return descr;
    }

    private bool TakeTruth()
    {
        Peek();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (_text[_at..].StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                _at += word.Length;
                return value;
            }
        }

        throw Bad("True or False for fortran_order");
    }

    private List<long> TakeShape()
    {
        var shape = new List<long>();
        Expect('(', "a shape such as (3, 4)");
        var hadComma = true;
        while (!Took(')'))
        {
            if (!hadComma)
            {
                throw Bad("a comma between the sizes of a shape");
            }

            if (shape.Count == NpyHeader.MostDimensions)
            {
                throw new InputException($"'{path}' has more than {NpyHeader.MostDimensions} dimensions, which are the most that are read");
            }

            shape.Add(TakeSize());
            hadComma = Took(',');
        }

        if (shape.Count == 1 && !hadComma)
        {
            throw Bad("a comma behind the only size of a shape, as in (3,)");
        }

        _count = shape.Contains(0) ? 0 : 1;
        foreach (var size in shape)
        {
            if (_count > long.MaxValue / Math.Max(size, 1))
            {
                throw TooLarge();
            }

            _count *= size;
        }

        return shape;
    }

    private long TakeSize()
    {
        Peek();
        var begin = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }

        var digits = _text[begin.._at];
        if (digits.IsEmpty || (digits.Length > 1 && digits[0] == '0'))
        {
            _at = begin;
            throw Bad("a size of 0 or more, in decimal");
        }

        return long.TryParse(digits, out var size) ? size : throw TooLarge();
    }

    private string TakeString(string what)
    {
        var quote = Peek();
        var rest = _at < _text.Length ? _text[(_at + 1)..] : [];
        var end = quote is '\'' or '"' ? rest.IndexOf((byte)quote) : -1;
        if (end < 0 || rest[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest[..end].Contains((byte)'\\'))
        {
            throw Bad($"{what} in quotes");
        }

        _at += end + 2;
        return Encoding.ASCII.GetString(rest[..Math.Min(end, 60)]);
    }

    private void Expect(char character, string what)
    {
        if (!Took(character))
        {
            throw Bad(what);
        }
    }

    private bool Took(char character)
    {
        var met = Peek() == character;
        _at += met ? 1 : 0;
        return met;
    }

    /// <summary>The next character that is no blank, or 0 at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }

        return _at < _text.Length ? (char)_text[_at] : '\0';
    }

    private readonly InputException Bad(string expected) => new(_at < _text.Length
        ? $"'{path}': its .npy header has byte 0x{_text[_at]:x2} at its offset {_at}, where {expected} is expected"
        : $"'{path}': its .npy header ends where {expected} is expected");

    private readonly InputException TooLarge() => new($"'{path}': the shape in its .npy header is larger than any file can be");
}
