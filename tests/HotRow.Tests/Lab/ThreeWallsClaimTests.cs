using HotRow.Lab;

namespace HotRow.Tests;

public sealed class ThreeWallsClaimTests
{
    [Theory]
    [InlineData(1.0, 0.98, 0.97, 0.01, VerdictKind.Reproduced)]
    [InlineData(1.0, 0.78, 0.24, 0.02, VerdictKind.Depends)]
    [InlineData(0.5, 0.5, 0.2, 0.02, VerdictKind.Contradicted)]
    [InlineData(0.95, 0.9, 0.85, 0.3, VerdictKind.NotTestableHere)]
    public void Passwords_ByWhoNoticesMemory_AreOneThingOrNot(double pbkdf2, double scrypt, double light, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (work, speed) in new[] { (ThreeWalls.Pbkdf2Name, pbkdf2), (ThreeWalls.ScryptName, scrypt), (ThreeWalls.LightName, light) })
        {
            results.Add(ThreeWalls.Detector, new() { { "detector", ThreeWalls.LargeSet } }, work, speed, reach);
            results.Add(ThreeWalls.Detector, new() { { "detector", ThreeWalls.AnotherCore } }, work, 1.8, reach);
        }

        Assert.Equal(expected, results.Judge(Experiments.ThreeWalls, "003-password-compute-bound"));
    }

    [Theory]
    [InlineData(50, 1.02, 0.1, VerdictKind.Reproduced)]
    [InlineData(50, 1.8, 0.1, VerdictKind.Depends)]
    [InlineData(0.5, 1.0, 0.1, VerdictKind.Contradicted)]
    public void Offload_ByBytesOverBandwidths_IsBandwidthOrNot(double slower, double half, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(ThreeWalls.Slowdown, [], "", slower, reach)
            .Add(ThreeWalls.ToPrediction, new() { { "spilled", 0.5 } }, "", half, reach);

        Assert.Equal(expected, results.Judge(Experiments.ThreeWalls, "003-oom-becomes-bandwidth"));
    }

    [Fact]
    public void Offload_NoFileHere_SaysWhatIsMissing()
    {
        var results = new DoctoredResults().Add(ThreeWalls.OffloadMs, new() { { "gigabytes", 16 } }, "", 1_000);

        Assert.Equal(VerdictKind.NotTestableHere, results.Judge(Experiments.ThreeWalls, "003-oom-becomes-bandwidth"));
    }

    [Theory]
    [InlineData(0.23, 0.02, VerdictKind.Reproduced)]
    [InlineData(1.0, 0.02, VerdictKind.Contradicted)]
    [InlineData(0.9, 0.2, VerdictKind.NotTestableHere)]
    public void Meanings_ByTheRead_AreTwoOrNot(double read, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(ThreeWalls.Detector, new() { { "detector", ThreeWalls.LargeSet } }, ThreeWalls.ReadName, read, reach)
            .Add(ThreeWalls.TokensAtRefusal, new() { { "sequences", 16 } }, "", 4_000);

        Assert.Equal(expected, results.Judge(Experiments.ThreeWalls, "003-memory-bound-two-meanings"));
    }

    [Fact]
    public void Vectors_OfTheStandards_ComeOut()
    {
        Assert.True(PasswordOracle.Pbkdf2().Passed);
        Assert.True(PasswordOracle.Scrypt().Passed);
        Assert.True(PasswordOracle.Light(3).Passed);
    }
}
