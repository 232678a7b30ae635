using System.IO.Enumeration;

namespace HotRow;

/// <summary>A user's own text: a file, or a folder of files.</summary>
public static class CorpusText
{
    // Texts are replayed as single tokens, pairs and triples.
    private const int LongestNgram = 3;

    private static readonly string[] s_markup = [".xml", ".html", ".htm", ".xhtml"];

    /// <summary>The text at a path. Of a folder, all files below it by relative path, ordinal, but none whose name or folder begins with a dot,
    /// and no empty ones. A link to a file is read, a link to a folder is not followed. Tags are taken out of .xml, .html, .htm and .xhtml files only.</summary>
    /// <exception cref="InputException">There is nothing at the path, or nothing in the folder.</exception>
    public static TextSource Find(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (!Directory.Exists(path))
        {
            using var file = InputFile.Open(path, out _);
            return new TextSource(name, "", TextElement.Paragraph, [new TextFile(name, path, IsMarkup(path))]);
        }

        var files = FilesBelow(path);
        return files.Length > 0
            ? new TextSource(name, "", TextElement.Paragraph, files)
            : throw new InputException($"the folder '{path}' holds no text: no file in it that has content and a name without a leading dot");
    }

    /// <summary>The text at a path, read through once: what is wrong with it is said now and not where it is first replayed. <i>Cost:</i> one reading.</summary>
    /// <exception cref="InputException">There is nothing at the path, a file is no UTF-8 text or cannot be read, or there are fewer than three tokens in all.</exception>
    public static TextSource Require(string path)
    {
        var trace = TextTrace.Read(Find(path));
        return trace.Rows.Length >= LongestNgram
            ? trace.Text
            : throw new InputException($"the text '{path}' holds {trace.Rows.Length} of the {LongestNgram} tokens that the shortest usable text has; name a longer one");
    }

    private static TextFile[] FilesBelow(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System, IgnoreInaccessible = false };
        var found = new FileSystemEnumerable<FileInfo>(folder, (ref FileSystemEntry entry) => (FileInfo)entry.ToFileSystemInfo(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(entry),
            // A link to a folder may lead back to one above it, and the walk would never end.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsHidden(entry) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            return [.. found.Where(HasContent)
                .Select(file => new TextFile(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'), file.FullName, IsMarkup(file.Name)))
                .OrderBy(file => file.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read the folder '{folder}': {e.Message}", e);
        }
    }

    private static bool IsHidden(in FileSystemEntry entry) => entry.FileName.StartsWith('.');

    // The length of a link is that of its text.
    private static bool HasContent(FileInfo file) => (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)) is FileInfo { Exists: true, Length: > 0 };

    private static bool IsMarkup(string path) => s_markup.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
