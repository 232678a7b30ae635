namespace HotRow;

/// <summary>What a table file holds.</summary>
/// <param name="FileFormat">The format it was read as.</param>
/// <param name="Path">The file.</param>
/// <param name="FileBytes">How long it is. <i>Units:</i> bytes.</param>
/// <param name="Tensors">Everything in it, in the order of its places.</param>
public sealed record TableFileContents(TableFileInfo FileFormat, string Path, long FileBytes, IReadOnlyList<StoredTensor> Tensors)
{
    /// <summary>How many tensors a message lists.</summary>
    public const int MostListed = 20;

    /// <summary>The tensor of that name as a table.</summary>
    /// <param name="tensor">Null takes the format's usual tensor, or the only one of two dimensions.</param>
    /// <exception cref="InputException">There is no such tensor, or it is no table that can be read.</exception>
    public StoredTable Table(string? tensor = null)
    {
        var chosen = Choose(tensor);
        var what = chosen.Name.Length == 0 ? $"'{Path}'" : $"'{Path}': tensor {PrintableText.Quote(chosen.Name)}";
        if (chosen.Shape.Count != 2)
        {
            throw new InputException($"{what} has the shape {chosen.DescribeShape()}; a table has two dimensions, [rows, elements of a row]");
        }

        if (chosen.Format is not { } format)
        {
            throw new InputException($"{what} stores {chosen.Type}, for which there is no row format; known: {string.Join(", ", RowFormats.All)}; convert the file to one of them");
        }

        if (chosen.Shape[0] is < 1 or > int.MaxValue || chosen.Shape[1] is < 1 or > StoredTable.MostElements || !format.Fits((int)chosen.Shape[1]))
        {
            throw new InputException($"{what} has the shape {chosen.DescribeShape()}; a table of {format} has 1 to {int.MaxValue} rows of 1 to {StoredTable.MostElements} elements"
                + (format.ElementsPerBlock > 1 ? $", in multiples of {format.ElementsPerBlock}" : ""));
        }

        var table = new StoredTable(Path, chosen.Offset, (int)chosen.Shape[0], (int)chosen.Shape[1], format);
        if (table.Bytes != chosen.Bytes)
        {
            throw new InputException($"{what} has {chosen.Bytes} bytes, but {table.RowCount} rows of {table.EmbeddingDim} {format} elements have {table.Bytes}");
        }

        table.RequireWithin(FileBytes);
        return table;
    }

    private StoredTensor Choose(string? tensor)
    {
        if (tensor is not null && Tensors is [{ Name: "" }])
        {
            throw new InputException($"'{Path}' is a {FileFormat.Name} file, whose one table has no name; leave --tensor {PrintableText.Quote(tensor)} out");
        }

        if (tensor is not null)
        {
            return Named(tensor) ?? throw new InputException($"'{Path}' has no tensor {PrintableText.Quote(tensor)}; it has {Listed(Tensors)}");
        }

        if (FileFormat.UsualTensor is { } usual && Named(usual) is { } found)
        {
            return found;
        }

        StoredTensor[] candidates = Tensors.Count == 1 ? [Tensors[0]] : [.. Tensors.Where(t => t.Shape.Count == 2)];
        return candidates.Length switch
        {
            1 => candidates[0],
            0 => throw new InputException($"'{Path}' has no tensor of two dimensions; it has {Listed(Tensors)}"),
            _ => throw new InputException($"'{Path}' has {candidates.Length} tensors of two dimensions; say which with --tensor NAME: {Listed(candidates)}"),
        };
    }

    private StoredTensor? Named(string name) => Tensors.FirstOrDefault(t => t.Name == name);

    private static string Listed(IReadOnlyCollection<StoredTensor> tensors) => tensors.Count == 0
        ? "none at all"
        : string.Join(", ", tensors.Take(MostListed)) + (tensors.Count > MostListed ? $" and {tensors.Count - MostListed} more" : "");
}
