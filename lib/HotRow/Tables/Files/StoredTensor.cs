namespace HotRow;

/// <summary>A tensor that lies in a file, as the file describes it.</summary>
/// <param name="Name">Its name, any text at all; empty where the format knows no names.</param>
/// <param name="Shape">Elements along each dimension, the slowest first: <c>[rows, elements]</c>.</param>
/// <param name="Type">The file's own name of the element type.</param>
/// <param name="Format">The row format of that type; null when no codec stores it so.</param>
/// <param name="Offset">Where it begins, from the file's start. <i>Units:</i> bytes.</param>
/// <param name="Bytes">How long it is. <i>Units:</i> bytes.</param>
public sealed record StoredTensor(string Name, IReadOnlyList<long> Shape, string Type, RowFormat? Format, long Offset, long Bytes)
{
    /// <summary>Name, shape and type on one line, in printable characters.</summary>
    public override string ToString() => $"{(Name.Length == 0 ? "" : PrintableText.Quote(Name) + " ")}{DescribeShape()} {Type}";

    /// <summary>The shape: "[1000, 64]".</summary>
    public string DescribeShape() => $"[{string.Join(", ", Shape)}]";

    /// <summary>Bytes of that many elements in whole blocks, or -1 when the shape overflows or its rows are no whole blocks.</summary>
    internal static long BytesOf(IReadOnlyList<long> shape, int blockElements, int blockBits)
    {
        long elements = 1;
        foreach (var length in shape)
        {
            if (length < 0 || (length > 0 && elements > long.MaxValue / length))
            {
                return -1;
            }

            elements *= length;
        }

        var inRow = shape.Count == 0 ? 1 : shape[^1];
        if (inRow % blockElements != 0 || (Int128)(elements / blockElements) * blockBits > long.MaxValue)
        {
            return -1;
        }

        var bits = elements / blockElements * blockBits;
        return bits % 8 == 0 ? bits / 8 : -1;
    }

    /// <summary>The tensors by place; throws when two share bytes.</summary>
    /// <exception cref="InputException">Two overlap.</exception>
    internal static IReadOnlyList<StoredTensor> InOrder(string path, IEnumerable<StoredTensor> tensors)
    {
        var sorted = tensors.OrderBy(t => t.Offset).ThenBy(t => t.Bytes).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            var (before, after) = (sorted[i - 1], sorted[i]);
            if (after.Offset - before.Offset < before.Bytes)
            {
                throw new InputException($"'{path}': the tensors {PrintableText.Quote(before.Name)} (bytes {before.Offset} to {before.Offset + before.Bytes}) "
                    + $"and {PrintableText.Quote(after.Name)} (from byte {after.Offset} on) overlap; the file is faulty");
            }
        }

        return sorted;
    }
}
