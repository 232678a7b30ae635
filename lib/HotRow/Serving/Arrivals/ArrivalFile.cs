using System.Text;

namespace HotRow.Serving;

/// <summary>Files of arrivals of any known format.</summary>
public static class ArrivalFile
{
    // Enough for the first line of every format but one with a very long first object, of which only the first byte is looked at.
    private const int StartBytes = 1 << 16;

    /// <summary>Reads a file of a format that is named, or told by its first line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Name of the format; null to tell it.</param>
    /// <exception cref="InputException">There is no such file, its format is not known, or it is damaged.</exception>
    public static RecordedRequests Read(string path, string? format = null) => (format is null ? Tell(path) : ArrivalFormats.Find(format)).Read(path);

    /// <summary>The format of a file, told by its first line with text in it.</summary>
    /// <exception cref="InputException">It is of none; the message lists them.</exception>
    public static ArrivalFormat Tell(string path)
    {
        var start = new byte[StartBytes];
        using var handle = InputFile.Open(path, out _);
        var bytes = start.AsSpan(0, InputFile.Read(handle, start, 0, path));
        var known = string.Join("; ", ArrivalFormats.All.Select(f => $"{f.Name}: {f.Definition}"));
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes.Contains((byte)0))
        {
            throw new InputException($"'{path}' is no text in UTF-8; save it as such. Known formats of arrivals are {known}");
        }

        var text = bytes.TrimStart(" \t\r\n"u8);
        var end = text.IndexOf((byte)'\n');
        var line = (end < 0 ? text : text[..end]).TrimEnd("\r"u8);
        foreach (var format in ArrivalFormats.All)
        {
            if (format.LooksLike(line))
            {
                return format;
            }
        }

        throw new InputException($"'{path}' begins with {PrintableText.Quote(Encoding.UTF8.GetString(line[..Math.Min(line.Length, 200)]))}, which is no known format of arrivals: {known}");
    }
}
