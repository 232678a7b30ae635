using HotRow.Lab;

namespace HotRow.Tests;

public sealed class StaticImagesTests
{
    // 2 x 2 pixels: red, green / blue, white; 8 bits of red, green, blue and alpha, no filter.
    private const string FourColours = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4nGP4z8DwHwyBNBgAAEnICff5q7YNAAAAAElFTkSuQmCC";

    [Fact]
    public void Pixels_FourColours_AreRead()
    {
        var pixels = PalettePng.Pixels(Convert.FromBase64String(FourColours), out var width, out var height);

        Assert.Equal((2, 2), (width, height));
        Assert.Equal([0xff0000, 0x00ff00, 0x0000ff, 0xffffff], pixels!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4nGP4z8DwHwyBNBgAAEnIFL")]
    public void Smaller_NoImage_IsReturnedAsItIs(string text) => Assert.Equal(text, PalettePng.Smaller(text));

    [Fact]
    public void BrowserFrom_NamedOrOnPath_IsFoundAndAMissingOneIsNot()
    {
        using var folder = new TempFolder();
        var browser = folder.Write(OperatingSystem.IsWindows() ? "chromium.exe" : "chromium", "");

        Assert.Equal(browser, StaticImages.BrowserFrom(v => v == "PATH" ? folder.Path : null));
        Assert.Equal(browser, StaticImages.BrowserFrom(v => v == "CHROME_PATH" ? browser : null));
        Assert.Null(StaticImages.BrowserFrom(v => v == "HOTROW_BROWSER" ? browser + "-missing" : v == "PATH" ? folder.Path : null));
        Assert.Null(StaticImages.BrowserFrom(_ => null));
    }

    [Fact]
    public void Png_Charts_AreDrawnInOneRunAndSmall()
    {
        Assert.SkipWhen(StaticImages.Browser is null, "no Chromium, Chrome or Edge: name one in HOTROW_BROWSER");
        var told = new List<string>();
        var charts = ChartSamples.All.Select(c => SvgChart.Render(c.Spec, ChartSamples.Data(c.Spec, c.Numbers))).ToArray();

        var images = new StaticImages(told.Add).Png(charts);

        Assert.Empty(told);
        Assert.Equal(charts.Length, images!.Count);
        Assert.All(images, image =>
        {
            var bytes = Convert.FromBase64String(image);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
            Assert.Equal([0, 0, 6, 0x40], bytes[16..20]);
            Assert.InRange(bytes.Length, 1_000, 90_000);
        });
    }

    [Fact]
    public void Png_BrowserThatIsNone_SaysSoOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "uses a shell script in place of the browser");
        using var folder = new TempFolder();
        var told = new List<string>();
        var images = new StaticImages(told.Add, folder.Write("not-a-browser", "nothing to run"));

        Assert.Null(images.Png(["<x/>"]));
        Assert.Null(images.Png(["<x/>"]));
        Assert.Single(told);
        Assert.Equal([], images.Png([]));
    }
}
