using System.Text;

namespace HotRow;

/// <summary>The script that turns static charts into interactive ones where plotly.js can be had.</summary>
internal static class ChartScript
{
    /// <summary>Its text: it declares <c>hotrowChart</c> for the code after it, and only loads something when that is called.</summary>
    public static string Text { get; } = Load();

    private static string Load()
    {
        using var stream = typeof(ChartScript).Assembly.GetManifestResourceStream("HotRow.Charts.chart.js")
            ?? throw new InvalidOperationException("the resource 'chart.js' is not in the assembly");
        using var reader = new StreamReader(stream);
        var colours = ChartTheme.Light.Pairs(ChartTheme.Dark).Select(p => $"'{p.Light}':'{p.Dark}'");
        var text = reader.ReadToEnd();
        return text
            .Replace("{{VERSION}}", Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4)), StringComparison.Ordinal)
            .Replace("{{URL}}", PlotlyScript.Url, StringComparison.Ordinal)
            .Replace("{{INTEGRITY}}", PlotlyScript.Integrity, StringComparison.Ordinal)
            .Replace("{{COLOURS}}", string.Join(',', colours), StringComparison.Ordinal);
    }
}
