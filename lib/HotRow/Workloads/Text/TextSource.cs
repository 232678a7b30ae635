using System.Buffers;
using System.Security.Cryptography;

namespace HotRow;

/// <summary>What counts as one element of a text, where each distinct element is wanted once.</summary>
public enum TextElement
{
    /// <summary>A child of a <c>&lt;member&gt;</c> of XML documentation: summary, param, returns, exception and so on.</summary>
    Documentation,

    /// <summary>A run of lines that are not blank.</summary>
    Paragraph,
}

/// <summary>One file of a text.</summary>
/// <param name="Name">Relative to the text's root, with <c>/</c>.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Markup">Whether tags are blanks and entities are decoded.</param>
public sealed record TextFile(string Name, string Path, bool Markup);

/// <summary>A text made of files, read in the order given.</summary>
/// <param name="Name">What traces of it are called: "docs", or the corpus's file name.</param>
/// <param name="Version">The packs' version of the default text, "" for a user's text.</param>
/// <param name="Element">What counts as one element.</param>
/// <param name="Files">The files in order.</param>
public sealed record TextSource(string Name, string Version, TextElement Element, IReadOnlyList<TextFile> Files)
{
    private string? _sha256;

    /// <summary>SHA-256 over the bytes of all files in order, in lower-case hexadecimal. <i>Cost:</i> reads all files at the first call.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public string Sha256 => _sha256 ??= HashFiles();

    /// <summary>One line for results: what was read, of which version, and its hash.</summary>
    public string Data => $"{Name}{(Version.Length == 0 ? "" : " " + Version)}, {Files.Count} files, sha256 {Sha256}";

    private string HashFiles()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        foreach (var textFile in Files)
        {
            using var file = InputFile.Open(textFile.Path, out var length);
            for (long offset = 0; offset < length;)
            {
                var read = InputFile.Read(file, buffer, offset, textFile.Path);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, read);
                offset += read;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
