using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>F9's judges on other figures than the expected ones.</summary>
public sealed class EnergyLedgerClaimTests
{
    [Theory]
    [InlineData(6_132, VerdictKind.Contradicted)]
    [InlineData(6_900, VerdictKind.Reproduced)]
    public void Year_FollowsTheBoardsLimit(double kwh, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(EnergyLedger.KwhYear, new() { { "pue", 1 } }, "h100-sxm", kwh).Add(EnergyLedger.NeededWatts, new(), "", 799).Add(EnergyLedger.NeededPue, new(), "", 1.14);

        Assert.Equal(expected, results.Judge(Experiments.EnergyLedger, "003-h100-7000"));
    }

    [Theory]
    [InlineData(0.61, VerdictKind.Contradicted)]
    [InlineData(0.69, VerdictKind.Reproduced)]
    public void Household_FollowsTheShare(double share, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(EnergyLedger.HouseholdShare, new(), "of 10,000 kWh", share).Add(EnergyLedger.HouseholdShare, new(), "of 10,791 kWh", share * 0.93);

        Assert.Equal(expected, results.Judge(Experiments.EnergyLedger, "003-70-percent"));
    }

    [Theory]
    [InlineData(1.0, 1.087, VerdictKind.Contradicted)]
    [InlineData(1.2, 1.4, VerdictKind.Reproduced)]
    [InlineData(1.0, 1.3, VerdictKind.Depends)]
    public void Peaks_FollowTheTable(double median, double largest, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(EnergyLedger.PeakToLimit, new(), "median", median).Add(EnergyLedger.PeakToLimit, new(), "largest", largest).Add(EnergyLedger.PeakCount, new(), "", 260);

        Assert.Equal(expected, results.Judge(Experiments.EnergyLedger, "003-peak-1.1-1.5"));
    }

    [Fact]
    public void RoundTrip_IsTenMillisecondsForAThousandKilometres()
    {
        Assert.Equal(10, EnergyLedger.RoundTripMs(1_000));
    }
}
