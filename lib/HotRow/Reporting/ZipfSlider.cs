namespace HotRow;

/// <summary>A live slider: which Zipf exponent would make a document's coverage figures true?</summary>
/// <remarks>Coverage of the top k of N rows is the closed form H(k, alpha) / H(N, alpha), with generalised harmonic numbers
/// summed to 1,000 and continued by the Euler-Maclaurin formula.</remarks>
public static class ZipfSlider
{
    /// <summary>The widget's HTML, for <see cref="IReportWidget.WidgetHtml"/>.</summary>
    public static string Html => ReportResource.Text("zipf-slider.html");
}
