using System.Text;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace HotRow.Notebook;

/// <summary>The summary of a symbol as plain text: from the comment in the cell that declares it, or from the XML file beside its assembly.</summary>
internal static class XmlSummary
{
    private const int MostFileBytes = 64 << 20;
    private const int MostUnits = 4000;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostFileBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The summary; null when there is none, or when what should hold it is broken.</summary>
    internal static string? Of(ISymbol symbol, Compilation compilation, CancellationToken cancel)
    {
        var original = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        original = original.OriginalDefinition;
        try
        {
            if (original.GetDocumentationCommentXml(cancellationToken: cancel) is { Length: > 0 } comment)
            {
                using var reader = XmlReader.Create(new StringReader(comment), s_settings);
                return reader.ReadToFollowing("summary") ? Text(reader) : null;
            }
            return original.GetDocumentationCommentId() is { } id && FileBeside(original, compilation) is { } file ? FromFile(file, id, cancel) : null;
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? FileBeside(ISymbol symbol, Compilation compilation) =>
        symbol.ContainingAssembly is { } assembly && compilation.GetMetadataReference(assembly) is PortableExecutableReference { FilePath: { } path } ? Path.ChangeExtension(path, ".xml") : null;

    private static string? FromFile(string path, string id, CancellationToken cancel)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MostFileBytes || (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != FileAttributes.None)
            return null;
        using var stream = file.OpenRead();
        using var reader = XmlReader.Create(stream, s_settings);
        while (reader.ReadToFollowing("member"))
        {
            cancel.ThrowIfCancellationRequested();
            if (!string.Equals(reader.GetAttribute("name"), id, StringComparison.Ordinal))
                continue;
            using var member = reader.ReadSubtree();
            return member.ReadToFollowing("summary") ? Text(member) : null;
        }
        return null;
    }

    // Words with single blanks; a reference is the last part of its name, a paragraph begins a new line.
    private static string? Text(XmlReader reader)
    {
        var text = new StringBuilder();
        using var summary = reader.ReadSubtree();
        while (summary.Read() && text.Length < MostUnits)
        {
            if (summary.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                Append(text, summary.Value);
            else if (summary.NodeType == XmlNodeType.Element && summary.Name is "para" or "br")
                text.Append('\n');
            else if (summary.NodeType == XmlNodeType.Element && summary.IsEmptyElement)
                Append(text, Referred(summary));
        }
        if (text.Length > MostUnits)
            text.Length = MostUnits;
        var result = text.ToString().Trim();
        return result.Length > 0 ? result : null;
    }

    private static string Referred(XmlReader element)
    {
        var name = element.GetAttribute("cref") ?? element.GetAttribute("name") ?? element.GetAttribute("langword") ?? element.GetAttribute("href") ?? "";
        if (element.GetAttribute("cref") is null)
            return name;
        var end = name.AsSpan().IndexOfAny('(', '`', '~') is >= 0 and var cut ? cut : name.Length;
        var start = name.AsSpan(0, end).LastIndexOfAny('.', ':') + 1;
        return name[start..end];
    }

    private static void Append(StringBuilder text, string more)
    {
        foreach (var unit in more)
        {
            if (!char.IsWhiteSpace(unit))
                text.Append(unit);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                text.Append(' ');
        }
    }
}
