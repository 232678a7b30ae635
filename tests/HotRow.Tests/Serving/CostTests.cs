using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The calculators of cost and bytes give the document's arithmetic, and where it is wrong the right one.</summary>
public sealed class CostTests
{
    [Fact]
    public void TokenCost_IsTheDocumentsExample()
    {
        Assert.Equal(5.5556, TokenCost.PerMillion(2, 100), 5e-5);
        Assert.Equal(22.2222, TokenCost.PerMillion(2, 100, 0.25), 5e-5);
        Assert.Equal(1.1111, TokenCost.DecodePerThousand(2, 100, 200), 5e-5);
        Assert.Equal(0.3333, TokenCost.PrefillPerThousand(2, 100), 5e-5);
        Assert.Equal(1.4444, TokenCost.DecodePerThousand(2, 100, 200) + TokenCost.PrefillPerThousand(2, 100), 5e-5);
        Assert.Equal(2.2222, TokenCost.PairPerThousand(2, 0.6, 2), 5e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenCost.PerMillion(2, 100, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenCost.PerMillion(2, 0));
    }

    [Fact]
    public void BreakEven_DoublesWhenServingCostsHalfThePrice()
    {
        Assert.Equal(2, BreakEven.Calls(1e6, 0.01, 0.005) / BreakEven.Calls(1e6, 0.01), 1e-12);
        Assert.Equal(double.PositiveInfinity, BreakEven.Calls(1, 1, 1));
        Assert.Equal(0, BreakEven.Calls(0, 1, 0.5));
        Assert.Equal(0.9, BreakEven.InferenceShare(100, 2, BreakEven.CallsForShare(100, 2, 0.9)), 1e-12);
        Assert.Equal(9 * 100 / 2, BreakEven.CallsForShare(100, 2, 0.9), 1e-9);
    }

    [Fact]
    public void BuyOrHost_MeetAtTheBreakEven()
    {
        var share = BuyOrHost.BreakEvenUtilization(2, 100, 10);

        Assert.Equal(10, TokenCost.PerMillion(2, 100, share), 1e-9);
        Assert.Equal(BuyOrHost.BreakEvenTokensPerDay(2, 10), 100 * 86_400 * share, 1e-6);
    }

    [Theory]
    [InlineData(1, -0.25)]
    [InlineData(2, 0.325)]
    [InlineData(3, 0.5167)]
    [InlineData(10, 0.785)]
    [InlineData(100, 0.8885)]
    public void CacheSaving_IsTheClosedForm(int uses, double saving)
    {
        Assert.Equal(saving, CacheSaving.ByReads.Saving(uses), 5e-5);
    }

    [Fact]
    public void CacheSaving_BreaksEven_WhereItSavesNothing()
    {
        Assert.Equal(1.2778, CacheSaving.ByReads.BreakEvenUses(), 5e-5);
        Assert.Equal(0, CacheSaving.ByStorage.Saving(CacheSaving.ByStorage.BreakEvenUses(2), 2), 1e-12);
        Assert.Equal(0.9, CacheSaving.ByReads.Saving(1e12), 1e-9);
        Assert.Equal(0.9, CacheSaving.ByReads.Limit, 1e-12);
        Assert.Equal(double.PositiveInfinity, new CacheSaving(1, 1).BreakEvenUses());
    }

    [Fact]
    public void Energy_IsTheArithmeticOfAYear()
    {
        Assert.Equal(6_132, EnergyCost.KwhPerYear(700), 1e-9);
        Assert.Equal(799.1, EnergyCost.WattsOf(7_000), 0.05);
        Assert.Equal(7_000, EnergyCost.KwhPerYear(700, pue: 7_000 / 6_132.0), 1e-9);
        Assert.Equal(7, EnergyCost.JoulesPerToken(700, 100), 1e-12);
        Assert.Equal(1.0, new TotalCost(8_760, 1, 1_000, 1, 0).PerHour, 1e-12);
        Assert.Equal(2.3, new TotalCost(8_760, 1, 1_000, 1.2, 0.25, Load: 0.5, IdleShare: 0).PerBusyHour, 1e-12);
    }

    [Fact]
    public void KvSize_IsTheDocumentsExample_AndTheReportedThreeTerabytesNeedOtherHeads()
    {
        Assert.Equal(53_687_091_200, KvSize.BytesByHidden(32, 2_048, 40, 5_120, 2));
        Assert.Equal(53_687_091_200, KvSize.Bytes(ModelShapes.Llama2With13B, 32, 2_048));
        Assert.Equal(9.12, KvSize.BytesByHidden(512, 2_048, 118, 18_432, 2) / 1e12, 0.005);
        Assert.Equal(6.08, KvSize.Bytes(512, 2_048, 118, 48, 256, 2) / 1e12, 0.005);
        Assert.Equal(3.04, KvSize.Bytes(512, 2_048, 118, 48, 128, 2) / 1e12, 0.005);
        Assert.Equal(8, ModelShapes.Llama2With70B.Heads / (double)ModelShapes.Llama2With70B.KvHeads);
        Assert.Equal(1.97, KvSize.NetReduction(8, 128, 16), 0.005);
        Assert.Equal(3.76, KvSize.NetReduction(4, 64, 16), 0.005);
        Assert.Equal(0.1, KvSize.WindowShare([10_000, 10_000], 1_000), 1e-12);
    }

    [Fact]
    public void Ledger_IsSixteenBytesAgainstTwo()
    {
        Assert.Equal((16.0, 16.0, 2.0, 0.5), (MemoryLedger.TrainFp32.PerParameter, MemoryLedger.TrainMixed.PerParameter, MemoryLedger.Infer(16).PerParameter, MemoryLedger.Infer(4).PerParameter));
        Assert.Equal(0.75, BatchDiscount.BreakEven(25, 100), 1e-12);
        Assert.Equal(163.4, ExchangeRate.Of(54.9, 688.1 / 2_048), 0.05);
        Assert.Equal(Accelerators.Find("a100-80gb").Ridge, ExchangeRate.Roofline(Accelerators.Find("a100-80gb"), 2), 1e-9);
    }

    [Fact]
    public void FortyGB_HoldNeitherOne34BNorThree13B_In16Bits()
    {
        Assert.False(Packing.Fits([68], 40, 1));
        Assert.False(Packing.Fits([26, 26, 26], 40, 1));
        Assert.True(Packing.Fits([34], 40, 1));
        Assert.True(Packing.Fits([13, 13, 13], 40, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Packing.FirstFitDecreasing([68], 40));
        Assert.Equal(0, Packing.Fewest([], 40));
    }

    [Fact]
    public void FirstFit_IsNotAlwaysBest_ExactIs()
    {
        // First fit decreasing opens a third device: 6 + 4, then 3 + 3 + 2 leaves the last 2 without room.
        double[] sizes = [6, 4, 4, 2, 2, 2];
        double[] trap = [5, 4, 4, 3, 2, 2];

        Assert.Equal(2, Packing.Fewest(sizes, 10));
        Assert.Equal(2, Packing.Fewest(trap, 10));
        Assert.Equal(3, Packing.FirstFitDecreasing(trap, 10).Max() + 1);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    public void Exact_AgreesWithBruteForce(ulong seed)
    {
        var random = new Xoshiro256(seed);
        var sizes = Enumerable.Range(0, 7).Select(_ => 1.0 + random.NextInt32(9)).ToArray();

        Assert.Equal(BruteForce(sizes, 10), Packing.Fewest(sizes, 10));
        Assert.InRange(Packing.FirstFitDecreasing(sizes, 10).Max() + 1, Packing.Fewest(sizes, 10), (11 * Packing.Fewest(sizes, 10) / 9) + 1);
    }

    private static int BruteForce(double[] sizes, double capacity)
    {
        for (var devices = 1; ; devices++)
        {
            for (var code = 0; code < Math.Pow(devices, sizes.Length); code++)
            {
                var load = new double[devices];
                var rest = code;
                foreach (var size in sizes)
                {
                    load[rest % devices] += size;
                    rest /= devices;
                }

                if (load.Max() <= capacity)
                {
                    return devices;
                }
            }
        }
    }
}
