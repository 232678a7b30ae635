using System.Globalization;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>plotly.js as the product gets it: from the cache folder, fetched by npm if it is not there.</summary>
internal static class FetchedPlotly
{
    // Once for all tests; they may run at the same time.
    private static readonly Lazy<(PlotlyScript? Script, string Why)> s_plotly = new(() =>
    {
        using var why = new StringWriter(CultureInfo.InvariantCulture);
        return (PlotlyCopy.Get(why), why.ToString().TrimEnd());
    });

    /// <summary>The script; the test is skipped, with the product's own reason, where it cannot be had.</summary>
    public static PlotlyScript Script()
    {
        Assert.SkipWhen(s_plotly.Value.Script is null, s_plotly.Value.Why);
        return s_plotly.Value.Script!;
    }
}
