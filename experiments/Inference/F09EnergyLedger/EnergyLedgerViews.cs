namespace HotRow.Lab;

/// <summary>What is made of F9's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class EnergyLedger
{
    internal static readonly Metric KwhYear = new("kwh-per-year", "Electricity of a year", "kWh", false, "board limit x 8,760 h x PUE");
    internal static readonly Metric HouseholdShare = new("household-share", "Share of a household's electricity", "", false, "kWh of a year / kWh of a household");
    internal static readonly Metric NeededWatts = new("needed-watts", "Power that 7,000 kWh stand for", "W", null, "7,000 kWh / 8,760 h");
    internal static readonly Metric NeededPue = new("needed-pue", "PUE that makes it 7,000 kWh", "", null, "7,000 kWh / (700 W x 8,760 h)");
    internal static readonly Metric JoulesPerToken = new("joules-per-token", "Energy of an output token", "J", false, "board limit x step time / batch");
    internal static readonly Metric RoundTrip = new("round-trip-ms", "Round trip over fibre", "ms", false, "2 x distance / 200 km per ms");
    internal static readonly Metric PeakToLimit = new("peak-to-limit", "Peak power over the board's limit", "", null, "largest power of a run / board limit");
    internal static readonly Metric PeakCount = new("peak-count", "Measurements with a peak", "", null, "rows whose peak is above 0");

    private const string H100 = "h100-sxm";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Bar, "A year at full power: 700 W are 6,132 kWh, not 7,000", "variant", KwhYear, "part",
            [ReferenceLine.Horizontal("document 003: 7,000 kWh", StatedKwh), ReferenceLine.Horizontal("household: 10,791 kWh", CountedHousehold)], XLabel: "accelerator",
            Caption: "Computed from the board's limit, all year, without the building. With a PUE of 1.142 the 700 W make 7,000 kWh.", Where: new Dictionary<string, string> { ["part"] = "year", ["pue"] = "1" }),
        new(ChartKind.Line, "A batch shares a step's energy until arithmetic is the limit", "batch", JoulesPerToken, "variant", [], LogX: true, LogY: true, XLabel: "sequences in the batch",
            Caption: "Modelled: Llama 3.1 8B in 16 bits, board limit times the least time of a decode step (weights over bandwidth, or operations over dense peak), keys and values left out.",
            Where: new Dictionary<string, string> { ["part"] = "token" }),
        new(ChartKind.Line, "A remote site costs ten milliseconds for every 1,000 km", "km", RoundTrip, "part", [ReferenceLine.Horizontal("an objective of 200 ms to the first token", 200)], LogX: true, LogY: true, XLabel: "fibre one way (km)",
            Caption: "Computed for light in fibre, 200 km a millisecond; switches and the protocol's own round trips come on top.", Where: new Dictionary<string, string> { ["part"] = "site" }),
        new(ChartKind.Line, "Measured peaks stay within nine percent of the board's limit", "batch", PeakToLimit, "variant", [ReferenceLine.Horizontal("document: 1.1", 1.1), ReferenceLine.Horizontal("document: 1.5", 1.5)], LogX: true, XLabel: "sequences in the batch",
            Caption: "Counted in splitwise-sim's measurements of A100 boards, prompts of 512 and answers of 128 tokens; settings without a measurement are left out.", Where: new Dictionary<string, string> { ["part"] = "peaks", ["batch"] = "1|2|4|8|16|32|64" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        new("a year of 700 W", "closed form", 6_132, 0.5, "kWh", r => OfH100(r)),
        new("share of 10,000 kWh", "closed form", 0.613, 0.0005, "", r => r.Value(HouseholdShare, ("variant", "of 10,000 kWh"))),
        new("share of 10,791 kWh", "closed form", 0.568, 0.0005, "", r => r.Value(HouseholdShare, ("variant", "of 10,791 kWh"))),
        new("power behind 7,000 kWh", "closed form", 799.1, 0.05, "W", r => r.Value(NeededWatts)),
        new("PUE behind 7,000 kWh", "closed form", 1.1416, 0.0005, "", r => r.Value(NeededPue)),
        new("largest peak over the board's limit", "splitwise-sim's table", 1.0875, 0.0005, "", r => r.Value(PeakToLimit, ("variant", "largest"))),
        new("measurements with a peak", "splitwise-sim's table", 260, 0, "", r => r.Value(PeakCount)),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-h100-7000", "003, power consumption", "An H100 at full power takes about 7,000 kWh a year.", JudgeYear),
        new("003-70-percent", "003, power consumption", "That is about 70 % of a household.", JudgeHousehold),
        new("003-thousands-kwh", "003, selecting accelerators, summary", "A modern GPU takes thousands of kWh a year.", JudgeThousands),
        new("003-us-household", "003, power consumption", "A household in the United States takes about 10,000 kWh a year.", r => double.IsNaN(OfH100(r)) ? Verdict.NotRun
            : Verdict.NotTestableHere("reported by the U.S. Energy Information Administration; nothing here counts households", $"{CountedHousehold:N0} kWh in 2022")),
        new("003-peak-1.1-1.5", "003, maximum power and TDP", "Peak power is 1.1 to 1.5 times the thermal design power.", JudgePeaks),
        new("003-cooling-electricity", "003, power consumption", "Cooling takes electricity too, so power costs more than the chip's.", JudgeCooling),
        new("003-remote-latency", "003, electricity as a constraint", "Remote sites have cheaper electricity and more latency, which low-latency inference may not bear.", JudgeSite),
        new("003-transistors", "003, power consumption", "The A100 has 54 and the H100 80 billion transistors.", _ => Verdict.NotTestableHere("reported by the maker; nothing here can count them", "54.2 and 80 billion in the white papers")),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("a year of an H100 at its limit of 700 W", results.Single(KwhYear, ("variant", H100), ("pue", 1)), "kWh");

    private static double OfH100(ResultSet results, double pue = 1) => results.Value(KwhYear, ("variant", H100), ("pue", pue));

    private static Verdict JudgeYear(ResultSet results)
    {
        var (kwh, watts, pue) = (OfH100(results), results.Value(NeededWatts), results.Value(NeededPue));
        var figure = $"{kwh:N0} kWh at the board's limit of 700 W";
        return double.IsNaN(kwh + watts + pue) ? Verdict.NotRun
            : Math.Abs((kwh / StatedKwh) - 1) <= 0.05 ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure, $"7,000 kWh need {watts:0} W, or a building with a PUE of {pue:0.00}");
    }

    private static Verdict JudgeThousands(ResultSet results)
    {
        var boards = results.Where(KwhYear, ("part", "year"), ("pue", 1)).OrderBy(o => o.Value).ToArray();
        if (boards.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"at the board's limit all year: {boards[0].Variant} {boards[0].Value:N0} kWh to {boards[^1].Variant} {boards[^1].Value:N0} kWh";
        return boards[0].Value >= 1_000 ? Verdict.Reproduced(figure)
            : boards[^1].Value < 1_000 ? Verdict.Contradicted(figure)
            : Verdict.Depends("the board, and how long it runs at its limit", figure);
    }

    private static Verdict JudgeHousehold(ResultSet results)
    {
        var (stated, counted) = (results.Value(HouseholdShare, ("variant", "of 10,000 kWh")), results.Value(HouseholdShare, ("variant", "of 10,791 kWh")));
        var figure = $"{100 * stated:0.0} % of 10,000 kWh, {100 * counted:0.0} % of the reported 10,791";
        return double.IsNaN(stated + counted) ? Verdict.NotRun
            : Math.Abs(stated - 0.7) <= 0.035 ? Verdict.Reproduced(figure)
            : Verdict.Contradicted(figure);
    }

    private static Verdict JudgePeaks(ResultSet results)
    {
        var (median, largest, count) = (results.Value(PeakToLimit, ("variant", "median")), results.Value(PeakToLimit, ("variant", "largest")), results.Value(PeakCount));
        var figure = $"median {median:0.000}, largest {largest:0.000} of {count:0} measurements on A100 boards";
        return double.IsNaN(median + largest + count) ? Verdict.NotRun
            : largest < 1.1 ? Verdict.Contradicted(figure, "boards hold their limit; for other processors it was not measured here")
            : median >= 1.1 && largest <= 1.5 ? Verdict.Reproduced(figure)
            : Verdict.Depends("the load and the board", figure);
    }

    private static Verdict JudgeCooling(ResultSet results)
    {
        var (bare, building) = (OfH100(results), OfH100(results, 1.3));
        return double.IsNaN(bare + building) ? Verdict.NotRun
            : building > bare ? Verdict.Reproduced($"{bare:N0} kWh become {building:N0} with a PUE of 1.3", "any PUE above 1 says so; which one a site has is its own figure")
            : Verdict.Contradicted($"{bare:N0} and {building:N0} kWh");
    }

    private static Verdict JudgeSite(ResultSet results)
    {
        var (near, far) = (results.Value(RoundTrip, ("km", 1_000)), results.Value(RoundTrip, ("km", 10_000)));
        var figure = $"{near:0} ms at 1,000 km, {far:0} ms at 10,000 km, of an objective of 200 ms to the first token";
        return double.IsNaN(near + far) ? Verdict.NotRun
            : near > 200 ? Verdict.Reproduced(figure, "prices of electricity are not looked at")
            : far < 0.05 * 200 ? Verdict.Contradicted(figure, "the way is too short to matter")
            : Verdict.Depends("the objective and the distance: it is paid once a request and not once a token; prices of electricity are not looked at", figure);
    }
}
