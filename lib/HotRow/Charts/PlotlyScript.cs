using System.Security.Cryptography;
using System.Text;

namespace HotRow;

/// <summary>plotly.js in the one version that the charts are written for: its names, its hash, and a checked copy of its text.</summary>
/// <remarks>The file is not part of this repository: pages load it from <see cref="Url"/>, or hold a copy that was checked here.</remarks>
public sealed class PlotlyScript
{
    /// <summary>The npm package.</summary>
    public const string Package = "plotly.js-cartesian-dist-min";

    /// <summary>The package's version.</summary>
    public const string Version = "4.1.1";

    /// <summary>The script's name inside the package.</summary>
    public const string FileName = "plotly-cartesian.min.js";

    /// <summary>Size of the script in bytes.</summary>
    public const int LengthInBytes = 1_500_041;

    /// <summary>Where pages load it from.</summary>
    public const string Url = $"https://cdn.jsdelivr.net/npm/{Package}@{Version}/{FileName}";

    /// <summary>SHA-384 of the script, as browsers and <see cref="Checked"/> compare it.</summary>
    public const string Integrity = "sha384-zc4SwKObGL/W0M3RUI09UPWjlgIZHfbwMgcZO6713mRh78tfUmIQKhzCyE2LIiUg";

    private PlotlyScript(string text) => Text = text;

    /// <summary>The whole script. It holds nothing that could end a script element.</summary>
    public string Text { get; }

    /// <summary>The script from the bytes of its file; null when they are not exactly the file that the source names.</summary>
    public static PlotlyScript? Checked(ReadOnlySpan<byte> file) =>
        file.Length == LengthInBytes && $"sha384-{Convert.ToBase64String(SHA384.HashData(file))}" == Integrity ? new(Encoding.UTF8.GetString(file)) : null;
}
