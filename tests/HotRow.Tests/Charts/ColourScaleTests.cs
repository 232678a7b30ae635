using System.Globalization;

namespace HotRow.Tests;

public class ColourScaleTests
{
    [Fact]
    public void At_RisingShare_GetsLighterAndTextStaysReadable()
    {
        var before = 0.0;
        for (var i = 0; i <= 50; i++)
        {
            var (fill, text) = ColourScale.At(i / 50.0);
            var luminance = Luminance(fill);

            Assert.True(luminance > before, $"{i}: {fill}");
            Assert.True(Contrast(luminance, Luminance(text)) >= 4.5, $"{i}: {text} on {fill}");
            before = luminance;
        }
    }

    [Fact]
    public void Themes_SeriesAndText_StandOutFromTheirCard()
    {
        // WCAG 2.2: 3:1 for graphics, 4.5:1 for text.
        foreach (var theme in new[] { ChartTheme.Light, ChartTheme.Dark })
        {
            var card = Luminance(theme.Card);
            Assert.All(theme.Series, c => Assert.True(Contrast(Luminance(c), card) >= 3, c));
            Assert.All([theme.Ink, theme.Muted, theme.Reference], c => Assert.True(Contrast(Luminance(c), card) >= 4.5, c));
        }
    }

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    // WCAG 2.2, relative luminance.
    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }
}
