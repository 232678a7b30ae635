using System.Text;

namespace HotRow;

/// <summary>The colours of charts. The series colours start from Okabe and Ito's set; each stands out at 3:1 or more from its card.</summary>
/// <remarks>Marks name a class and take its colour (currentColor), so one SVG text serves light and dark pages.</remarks>
internal sealed record ChartTheme(string Card, string Ink, string Muted, string Grid, string Reference, IReadOnlyList<string> Series)
{
    /// <summary>On a white card.</summary>
    public static ChartTheme Light { get; } = new("#ffffff", "#1c2430", "#5a6472", "#e4e8ed", "#3d4653",
        ["#0072b2", "#d55e00", "#00875f", "#b5479b", "#a87400", "#3391cf", "#3f3096", "#6b6b6b"]);

    /// <summary>On a dark card.</summary>
    public static ChartTheme Dark { get; } = new("#171c23", "#e8ecf1", "#a2adba", "#2b333d", "#cdd5de",
        ["#4fa8e0", "#ff8a4c", "#3cc79b", "#e38cc9", "#e6b43c", "#8ccbf5", "#a99bf5", "#b5b5b5"]);

    /// <summary>Font families, the reader's own first.</summary>
    public const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

    /// <summary>Each of this theme's colours with the one that takes its place in another.</summary>
    public IEnumerable<(string Light, string Dark)> Pairs(ChartTheme other) =>
        [(Card, other.Card), (Ink, other.Ink), (Muted, other.Muted), (Grid, other.Grid), (Reference, other.Reference), .. Series.Zip(other.Series)];

    /// <summary>The style rules of every chart, colours included.</summary>
    public string Css => Colours + $$"""
        .hr{font-family:{{Fonts}};font-size:12px}
        .hr .title{font-size:16px;font-weight:600}
        .hr .grid,.hr .axis,.hr .minor,.hr .whisker,.hr .line,.hr .ref,.hr .leader,.hr .hatch{fill:none}
        .hr .axis,.hr .minor{stroke-width:1}
        .hr .line{stroke:currentColor;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .hr .thin{stroke-width:1.25}
        .hr .dash{stroke-dasharray:6 5;stroke-linecap:butt}
        .hr .whisker{stroke:currentColor;stroke-width:1.25}
        .hr .band{fill:currentColor;fill-opacity:.16}
        .hr .leader{stroke:currentColor;stroke-width:1;stroke-dasharray:1 2.5}
        .hr .hatch{stroke:currentColor;stroke-width:1.1}
        .hr .ref{stroke-width:1.5;stroke-dasharray:2 4;stroke-linecap:round}
        .hr .solid,.hr .dot{fill:currentColor}
        .hr .dot{stroke-width:.8}
        .hr .claim{stroke-width:14;stroke-opacity:.3;fill:none}
        .hr .minor{stroke-opacity:.45}
        .hr .hollow{stroke:currentColor;stroke-width:1.6}
        .hr .pale{fill:currentColor;fill-opacity:.25;stroke:currentColor;stroke-width:1.25}
        .hr .halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
        .hr .reftext{font-style:italic}
        .hr .end{text-anchor:end}.hr .mid{text-anchor:middle}

        """;

    /// <summary>Only the rules that name colours: what a dark page puts over the light rules.</summary>
    public string Colours
    {
        get
        {
            var css = new StringBuilder();
            for (var i = 0; i < Series.Count; i++)
            {
                css.Append($".hr .s{i}{{color:{Series[i]}}}");
            }

            return css.Append($$"""

                .hr .card{fill:{{Card}};stroke:{{Grid}}}.hr text,.hr .ink{fill:{{Ink}}}.hr .muted,.hr .tick{fill:{{Muted}}}
                .hr .grid{stroke:{{Grid}}}.hr .axis,.hr .minor{stroke:{{Muted}}}.hr .hollow,.hr .eye{fill:{{Card}}}
                .hr .ref,.hr .claim{stroke:{{Reference}}}.hr .dot{stroke:{{Card}}}.hr .reftext{fill:{{Reference}}}.hr .halo{stroke:{{Card}}}.hr .gap{fill:{{Grid}}}

                """).ToString();
        }
    }
}
