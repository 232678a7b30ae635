using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>F9: electricity of accelerators.</summary>
    public static readonly IExperiment EnergyLedger = Add(new EnergyLedger());
}

/// <summary>F9: a year of a device's electricity against a household's, peaks against the board's limit, energy of a token over the batch, and what a remote site costs in latency.</summary>
/// <remarks><i>Source:</i> board limits of the catalogue; households from the U.S. Energy Information Administration, 2022: 10,791 kWh a year; peaks of splitwise-sim's measurements,
/// as multiples of the board's limit.
/// <para><i>Shape:</i> light in fibre covers 200 km in a millisecond, so a round trip of 1,000 km each way takes 10 ms; routes are longer than the distance on the map.</para></remarks>
internal sealed partial class EnergyLedger : IExperiment
{
    /// <summary>The document's figure of a year. <i>Units:</i> kWh.</summary>
    internal const double StatedKwh = 7_000;

    /// <summary>The document's household. <i>Units:</i> kWh a year.</summary>
    internal const double StatedHousehold = 10_000;

    /// <summary>The household that was counted. <i>Units:</i> kWh a year.</summary>
    internal const double CountedHousehold = 10_791;

    private const double KmPerMs = 200;

    private static readonly double[] s_pues = [1, 1.142, 1.3, 1.56];
    private static readonly int[] s_batches = [1, 2, 4, 8, 16, 32, 64];
    private static readonly double[] s_distances = [10, 100, 500, 1_000, 3_000, 10_000];
    private static readonly int[] s_devices = [2, 4, 8];
    private static readonly string[] s_drawn = ["rtx4090", "a100-80gb", "h100-sxm", "l4"];

    public string Id => "f09-energy";

    public string Title => "Energy";

    public string Question => "What does an accelerator's electricity come to, in a year and per token?";

    public double Weight => 0.3;

    public void Declare(RunContext context)
    {
        context.Point(new() { { "part", "year" } }, Year, 0);
        context.Point(new() { { "part", "token" } }, Token, 0);
        context.Point(new() { { "part", "site" } }, Site, 0);
        context.Point(new() { { "part", "peaks" } }, Peaks, 0);
    }

    /// <summary>Time of a round trip over a fibre of that length each way. <i>Units:</i> ms.</summary>
    internal static double RoundTripMs(double km) => 2 * km / KmPerMs;

    private static void Year(Point point)
    {
        foreach (var device in Accelerators.All)
        {
            foreach (var pue in s_pues)
            {
                point.Value(KwhYear, EnergyCost.KwhPerYear(device.PowerW.Value, pue: pue), device.Name, ValueKind.Computed, at: new() { { "pue", pue } });
            }
        }

        var h100 = EnergyCost.KwhPerYear(Accelerators.Find("h100-sxm").PowerW.Value);
        point.Value(HouseholdShare, h100 / StatedHousehold, "of 10,000 kWh", ValueKind.Computed);
        point.Value(HouseholdShare, h100 / CountedHousehold, "of 10,791 kWh", ValueKind.Computed);
        point.Value(NeededWatts, EnergyCost.WattsOf(StatedKwh), "", ValueKind.Computed);
        point.Value(NeededPue, StatedKwh / h100, "", ValueKind.Computed);
    }

    // The least that a step of decoding can take is the reading of the weights; the board takes its limit meanwhile.
    private static void Token(Point point)
    {
        var shape = ModelShapes.Llama31With8B;
        foreach (var device in s_drawn.Select(Accelerators.Find))
        {
            foreach (var batch in s_batches.Concat([128, 256, 512, 1_024]))
            {
                var seconds = Math.Max(shape.WeightBytes / (device.BandwidthGBps.Value * 1e9), batch * shape.FlopsPerToken / (device.DenseTflops * 1e12));
                point.Value(JoulesPerToken, EnergyCost.JoulesPerToken(device.PowerW.Value, batch / seconds), device.Name, ValueKind.Modelled, at: new() { { "batch", batch } });
            }
        }
    }

    private static void Site(Point point)
    {
        foreach (var km in s_distances)
        {
            point.Value(RoundTrip, RoundTripMs(km), "", ValueKind.Computed, at: new() { { "km", km } });
        }
    }

    private static void Peaks(Point point)
    {
        if (RealData.Open(point, SplitwiseTable.FileName) is not { } path)
        {
            return;
        }

        var rows = SplitwiseTable.Read(path).Rows.Where(r => r.PeakPower > 0).ToArray();
        var peaks = rows.Select(r => r.PeakPower).Order().ToArray();
        point.Note = $"{peaks.Length} measurements with a peak, devices: {string.Join(", ", rows.Select(r => r.Device).Distinct())}; zeros are not measurements";
        point.Value(PeakToLimit, PercentileDefinitions.Linear.Quantile(peaks, 0.5), "median", ValueKind.Counted);
        point.Value(PeakToLimit, peaks[^1], "largest", ValueKind.Counted);
        point.Value(PeakCount, peaks.Length, "", ValueKind.Counted);
        foreach (var devices in s_devices)
        {
            foreach (var batch in s_batches)
            {
                var found = rows.Where(r => r.Devices == devices && r.Batch == batch && r.AnswerTokens == SplitwiseTable.AnswerTokens && r.PromptTokens == 512).Select(r => r.PeakPower).ToArray();
                if (found.Length > 0)
                {
                    point.Value(PeakToLimit, Statistics.Median(found).Value, $"{devices} devices", ValueKind.Counted, at: new() { { "batch", batch } });
                }
            }
        }
    }
}
