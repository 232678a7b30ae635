using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotRow.Serving;

/// <summary>A list of accelerators, each figure with its source: the one that comes with HotRow, or a user's own on top of it or in its place.</summary>
/// <remarks>The file is JSON: <c>{ "replace": false, "accelerators": [ { "name", "title", "peaks": [ { "precision", "sparse", "tflops" } ], "bandwidthGBps",
/// "memoryGB", "powerW", "linkGBps", "pricePerHour" } ] }</c>. Each figure is <c>{ "value", "source", "measured" }</c>; link, price and "measured" may be left out.
/// An entry with the name of a shipped one takes its place; with "replace" only the file's own entries are there.</remarks>
public sealed class AcceleratorCatalogue
{
    /// <summary>Largest file that is read. <i>Units:</i> B.</summary>
    internal const int MostBytes = 4 << 20;

    private readonly Accelerator[] _all;

    private AcceleratorCatalogue(IEnumerable<Accelerator> all, string hash)
    {
        _all = [.. all.OrderBy(a => a.Name, StringComparer.Ordinal)];
        Hash = hash;
    }

    /// <summary>All accelerators, sorted by name.</summary>
    public IReadOnlyList<Accelerator> All => _all;

    /// <summary>SHA-256 over the files it was read from: which figures a result rests on.</summary>
    public string Hash { get; }

    /// <summary>The accelerator of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public Accelerator Find(string name) =>
        Array.Find(_all, a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException($"unknown accelerator {PrintableText.Quote(name)}; known: {string.Join(", ", _all.Select(a => a.Name))}");

    /// <summary>The shipped catalogue with a user's file on top of it, or in its place where the file says "replace".</summary>
    /// <exception cref="InputException">The file cannot be read, or an entry lacks a figure or has an impossible one; the line names entry and key.</exception>
    public static AcceleratorCatalogue Read(string path)
    {
        using SafeFileHandle file = InputFile.Open(path, out var length);
        if (length > MostBytes)
        {
            throw new InputException($"'{path}' has {length:N0} bytes; a catalogue of accelerators has at most {MostBytes:N0}");
        }

        var bytes = new byte[length];
        return Parse(bytes.AsMemory(0, InputFile.Read(file, bytes, 0, path)), path);
    }

    /// <summary>The same from bytes that were read already.</summary>
    /// <param name="json">UTF-8, with or without a byte-order mark.</param>
    /// <param name="name">What error lines call it.</param>
    /// <exception cref="InputException">As <see cref="Read"/>.</exception>
    internal static AcceleratorCatalogue Parse(ReadOnlyMemory<byte> json, string name)
    {
        var (entries, replaces) = AcceleratorReader.Read(json, name);
        var hash = HashOf(json.Span);
        if (replaces)
        {
            return new(entries, hash);
        }

        var own = entries.Select(e => e.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(Accelerators.All.Where(a => !own.Contains(a.Name)).Concat(entries), HashOf(Encoding.ASCII.GetBytes(Accelerators.Shipped.Hash + hash)));
    }

    /// <summary>The catalogue that comes with HotRow.</summary>
    internal static AcceleratorCatalogue ReadShipped()
    {
        var bytes = ShippedJson();
        return new(AcceleratorReader.Read(bytes, "accelerators.json").Entries, HashOf(bytes));
    }

    /// <summary>The file of the catalogue that comes with HotRow, as it is.</summary>
    public static byte[] ShippedJson()
    {
        const string Name = "HotRow.Serving.accelerators.json";
        using var stream = typeof(AcceleratorCatalogue).Assembly.GetManifestResourceStream(Name) ?? throw new InvalidOperationException($"the library lacks its resource {Name}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(Sha256.Of(bytes));
}
