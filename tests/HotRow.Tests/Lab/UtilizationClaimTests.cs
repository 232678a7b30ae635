using HotRow.Lab;

namespace HotRow.Tests;

public sealed class UtilizationClaimTests
{
    [Theory]
    [InlineData(5.6, 0.5, VerdictKind.Contradicted)]
    [InlineData(0.8, 0.1, VerdictKind.Depends)]
    [InlineData(1.1, 0.3, VerdictKind.NotTestableHere)]
    public void Formula_ByWhatItClaimsAtALargeBatch_HoldsOrNot(double byTokens, double reach, VerdictKind expected)
    {
        var results = Batches().Add(ModelBandwidthUse.Mbu, At(64), ModelBandwidthUse.TokenFormula, byTokens, reach);

        Assert.Equal(expected, results.Judge(Experiments.ModelBandwidthUse, "003-mbu-formula"));
    }

    [Theory]
    [InlineData(0.9, 0.02, VerdictKind.Contradicted)]
    [InlineData(1.3, 0.1, VerdictKind.Depends)]
    public void FewerBits_ByTheirShareOfTheBandwidth_RaiseItOrNot(double change, double reach, VerdictKind expected)
    {
        var results = Bits(0.68, 0.42).Add(ModelBandwidthUse.MbuChange, [], "", change, reach);

        Assert.Equal(expected, results.Judge(Experiments.ModelBandwidthUse, "003-fewer-bytes-mbu"));
    }

    [Fact]
    public void FewerBits_ReportedToRiseAsWell_IsReproduced()
    {
        var results = Bits(0.42, 0.68).Add(ModelBandwidthUse.MbuChange, [], "", 1.5, 0.1);

        Assert.Equal(VerdictKind.Reproduced, results.Judge(Experiments.ModelBandwidthUse, "003-fewer-bytes-mbu"));
    }

    [Theory]
    [InlineData(0.13, 0.01, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.01, VerdictKind.Contradicted)]
    [InlineData(0.75, 0.1, VerdictKind.NotTestableHere)]
    public void Users_ByTheShareOfManyAndOne_LowerItOrNot(double many, double reach, VerdictKind expected)
    {
        var results = Batches().Add(ModelBandwidthUse.Mbu, At(64), ModelBandwidthUse.StepFormula, many, reach);

        Assert.Equal(expected, results.Judge(Experiments.ModelBandwidthUse, "003-mbu-falls-with-users"));
    }

    [Theory]
    [InlineData(0.2, 0.7, VerdictKind.Reproduced)]
    [InlineData(0.7, 0.2, VerdictKind.Contradicted)]
    [InlineData(0.5, 0.5, VerdictKind.NotTestableHere)]
    public void Table_ByBothSharesOfALargeBatch_HoldsOrNot(double bandwidth, double arithmetic, VerdictKind expected)
    {
        var results = Batches()
            .Add(ModelBandwidthUse.Mfu, At(1), ModelBandwidthUse.ArithmeticName, 0.06, 0.01)
            .Add(ModelBandwidthUse.Mbu, At(64), ModelBandwidthUse.StepFormula, bandwidth, 0.02)
            .Add(ModelBandwidthUse.Mfu, At(64), ModelBandwidthUse.ArithmeticName, arithmetic, 0.02);

        Assert.Equal(expected, results.Judge(Experiments.ModelBandwidthUse, "003-bound-table"));
    }

    [Theory]
    [InlineData(8, 0.15, VerdictKind.Depends)]
    [InlineData(1.1, 0.75, VerdictKind.Reproduced)]
    public void Proportion_ByTokensAndShare_HoldsOrNot(double tokens, double share, VerdictKind expected)
    {
        var results = Batches()
            .Add(ModelBandwidthUse.TokenGain, At(64), "", tokens, 0.05)
            .Add(ModelBandwidthUse.Mbu, At(64), ModelBandwidthUse.StepFormula, share, 0.02);

        Assert.Equal(expected, results.Judge(Experiments.ModelBandwidthUse, "003-linear"));
    }

    // 7e9 weights of 2 bytes a hundred times a second; and once for 64 tokens.
    [Fact]
    public void Formulas_OneSequenceAndMany_PartByTheBatch()
    {
        Assert.Equal(1.4e12, ModelBandwidthUse.ByTokens(7e9, 2, 100));
        Assert.Equal(ModelBandwidthUse.ByTokens(7e9, 2, 100), ModelBandwidthUse.BySteps(14e9, 0, 1 / 100.0), 1);
        Assert.Equal(ModelBandwidthUse.ByTokens(7e9, 2, 100) / 64, ModelBandwidthUse.BySteps(14e9, 0, 64 / 100.0), 1);
    }

    [Theory]
    [InlineData(0.1, 0.8, 0.02, VerdictKind.Reproduced)]
    [InlineData(0.9, 0.5, 0.02, VerdictKind.Contradicted)]
    [InlineData(0.5, 0.6, 0.2, VerdictKind.NotTestableHere)]
    public void Decode_ByItsShareBesidePrefill_IsLowerOrNot(double decode, double prefill, double reach, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(ModelFlopsUse.Mfu, Tokens(1), ModelFlopsUse.OneCore, decode, reach)
            .Add(ModelFlopsUse.Mfu, Tokens(1_024), ModelFlopsUse.OneCore, prefill, reach);

        Assert.Equal(expected, results.Judge(Experiments.ModelFlopsUse, "003-inference-mfu-lower"));
    }

    [Theory]
    [InlineData(1.0, 0.96, 0.5, VerdictKind.Depends)]
    [InlineData(0.5, 0.5, 0.5, VerdictKind.Reproduced)]
    public void Definition_ByItsDenominators_IsOneNumberOrNot(double dense, double without, double sparse, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var (variant, share) in new[] { (ModelFlopsUse.Dense, dense), (ModelFlopsUse.DenseWithout, without), (ModelFlopsUse.Sparse, sparse) })
        {
            results.Add(ModelFlopsUse.Mfu, new() { { "part", "profiled" }, { "tokens", 2_048 } }, variant, share);
        }

        Assert.Equal(expected, results.Judge(Experiments.ModelFlopsUse, "003-mfu-definition"));
    }

    private static DoctoredResults Batches() => new DoctoredResults()
        .Add(ModelBandwidthUse.Mbu, At(1), ModelBandwidthUse.StepFormula, 0.74, 0.02)
        .Add(ModelBandwidthUse.Mbu, At(32), ModelBandwidthUse.StepFormula, 0.3, 0.02)
        .Add(ModelBandwidthUse.Mbu, At(1), ModelBandwidthUse.TokenFormula, 0.74, 0.02)
        .Add(ModelBandwidthUse.Mbu, At(32), ModelBandwidthUse.TokenFormula, 3, 0.02);

    private static DoctoredResults Bits(double sixteen, double eight) => new DoctoredResults()
        .Add(ModelBandwidthUse.Mbu, new() { { "part", "reported" }, { "weight", "16 bit" } }, "one A100, one sequence", sixteen)
        .Add(ModelBandwidthUse.Mbu, new() { { "part", "reported" }, { "weight", "8 bit" } }, "one A100, one sequence", eight)
        .Add(ModelBandwidthUse.TokenGain, new() { { "part", "bits" }, { "weight", "8 bit" } }, "", 3.8, 0.1);

    private static Parameters At(int batch) => new() { { "part", "batch" }, { "batch", batch } };

    private static Parameters Tokens(int tokens) => new() { { "part", "measured" }, { "tokens", tokens } };
}
