namespace HotRow;

/// <summary>Shares from 0 to 1 as colours, dark blue-violet to pale yellow, in even steps of perceived lightness.</summary>
/// <remarks>Source: Björn Ottosson, "A perceptual color space for image processing" (Oklab), 2020, for the conversion.</remarks>
internal static class ColourScale
{
    /// <summary>The colour of a share, and black or white, whichever reads better on it.</summary>
    public static (string Fill, string Text) At(double share)
    {
        share = Math.Clamp(share, 0, 1);
        var hue = (285 - (180 * share)) * Math.PI / 180;
        var lightness = 0.34 + (0.57 * share);
        var chroma = 0.135;
        var colour = ToLinear(lightness, chroma, hue);
        while (!InGamut(colour) && chroma > 0)
        {
            chroma -= 0.005;
            colour = ToLinear(lightness, Math.Max(0, chroma), hue);
        }

        // WCAG relative luminance; 0.179 is where black and white have the same contrast.
        var luminance = (0.2126 * colour.R) + (0.7152 * colour.G) + (0.0722 * colour.B);
        return ($"#{Byte(colour.R):x2}{Byte(colour.G):x2}{Byte(colour.B):x2}", luminance > 0.179 ? "#000000" : "#ffffff");
    }

    private static (double R, double G, double B) ToLinear(double lightness, double chroma, double hue)
    {
        var a = chroma * Math.Cos(hue);
        var b = chroma * Math.Sin(hue);
        var l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return ((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static double Cube(double value) => value * value * value;

    private static bool InGamut((double R, double G, double B) c) => c is { R: >= -1e-4 and <= 1.0001, G: >= -1e-4 and <= 1.0001, B: >= -1e-4 and <= 1.0001 };

    private static int Byte(double linear)
    {
        var held = Math.Clamp(linear, 0, 1);
        var srgb = held <= 0.0031308 ? 12.92 * held : (1.055 * Math.Pow(held, 1 / 2.4)) - 0.055;
        return (int)Math.Round(srgb * 255);
    }
}
