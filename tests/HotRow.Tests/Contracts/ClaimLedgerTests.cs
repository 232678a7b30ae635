using HotRow.Lab;

namespace HotRow.Tests.Contracts;

/// <summary>The ledger of document 003: each of the 22 claims that a recalculation finds wrong has an experiment, and its judge does not pass it.</summary>
public sealed class ClaimLedgerTests
{
    private static readonly (string Number, string Claim)[] s_wrong =
    [
        ("W1", "003-mbu-700"), ("W1", "003-mbu-35"),
        ("W2", "003-fewer-bytes-mbu"),
        ("W3", "003-mbu-formula"),
        ("W4", "003-book-cost-86"), ("W4", "003-many-shot-cost"),
        ("W5", "003-latency-75"),
        ("W6", "003-kv-3tb"),
        ("W7", "003-total-latency-formula"),
        ("W8", "003-t-le-pn"),
        ("W9", "003-h100-7000"), ("W9", "003-70-percent"),
        ("W10", "003-sequence-parallelism"),
        ("W11", "003-gqa-llama2"),
        ("W12", "003-service-same-output"),
        ("W13", "003-kv-no-quality"),
        ("W14", "003-dynamic-standard"),
        ("W15", "003-stack-multiplicatively"),
        ("W16", "003-later-tokens"),
        ("W17", "003-34b-or-3x13b"),
        ("W18", "003-hbm-lower-latency"),
        ("W19", "003-spec-2x"),
        ("W20", "003-password-compute-bound"),
        ("W21", "003-streaming-ttft"),
        ("W22", "003-y-over-x"),
    ];

    // What two samples of a loaded machine say of these is noise; doctored results test their judges.
    private static readonly string[] s_timed = ["W2", "W20", "W21"];

    public static TheoryData<string, string> Wrong
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (number, claim) in s_wrong)
            {
                data.Add(number, claim);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongClaim_StandsInTheLedger_AndIsNotPassed(string number, string claim)
    {
        var experiment = Experiments.All.SingleOrDefault(e => e.Claims.Any(c => c.Id == claim));
        Assert.True(experiment is not null, $"{number}: no experiment judges {claim}");

        var verdict = experiment.Claims.Single(c => c.Id == claim).Judge(TinyResults.Of(experiment.Id));

        if (s_timed.Contains(number))
        {
            Assert.NotEqual(VerdictKind.NotRun, verdict.Kind);
            return;
        }

        Assert.Contains(verdict.Kind, new[] { VerdictKind.Contradicted, VerdictKind.Depends, VerdictKind.NotTestableHere });
        Assert.True(verdict.Kind == VerdictKind.Contradicted || verdict.Reason.Length > 0, $"{number}, {claim}: '{verdict.Kind}' without a reason");
    }

    [Fact]
    public void AllTwentyTwo_AreListed()
    {
        Assert.Equal(Enumerable.Range(1, 22).Select(n => $"W{n}"), s_wrong.Select(w => w.Number).Distinct());
    }

    [Fact]
    public void EveryClaimOfTheDocument_NamesItAndItsSection()
    {
        var claims = Experiments.All.SelectMany(e => e.Claims).Where(c => c.Id.StartsWith("003-", StringComparison.Ordinal)).ToArray();

        Assert.InRange(claims.Length, 80, 300);
        Assert.All(claims, c => Assert.Matches("^003, .+", c.Document));
    }
}
