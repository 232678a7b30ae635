using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>What judges make of results as they might be, on our own server: streaming, time to publish, anatomy, the exam, causes of outliers.</summary>
public sealed class OwnServerClaimTests
{
    private static readonly Parameters s_measured = new() { { "part", "measured" } };

    [Theory]
    [InlineData(1.00, 0.02, 8.0, VerdictKind.Contradicted)]
    [InlineData(1.50, 0.10, 8.0, VerdictKind.Reproduced)]
    [InlineData(1.00, 0.40, 8.0, VerdictKind.Depends)]
    [InlineData(1.00, 0.02, 1.0, VerdictKind.Depends)]
    public void StreamingTtft_JudgesByTheServersFirstToken(double made, double reach, double seen, VerdictKind expected)
    {
        var results = new DoctoredResults().Add(Streaming.ServerRatio, s_measured, "", made, reach).Add(Streaming.VisibleRatio, s_measured, "", seen, 0.1);

        Assert.Equal(expected, results.Judge(Experiments.Streaming, "003-streaming-ttft"));
    }

    [Theory]
    [InlineData(16, 0, VerdictKind.Depends)]
    [InlineData(16, 3, VerdictKind.Reproduced)]
    [InlineData(0, 0, VerdictKind.Contradicted)]
    public void StreamingUnverified_JudgesByWhatIsOut(double atOnce, double held, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Streaming.Exposed, new() { { "part", "computed" }, { "window", 0 } }, "", atOnce)
            .Add(Streaming.Exposed, new() { { "part", "computed" }, { "window", 20 } }, "", held);

        Assert.Equal(expected, results.Judge(Experiments.Streaming, "003-streaming-unverified"));
    }

    [Theory]
    [InlineData(3.0, 6.0, VerdictKind.Reproduced)]
    [InlineData(1.1, 1.2, VerdictKind.Contradicted)]
    [InlineData(1.1, 6.0, VerdictKind.Depends)]
    public void UserTtft_JudgesByTheFactor(double few, double many, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(TimeToPublish.Later, new() { { "part", "measured" }, { "hidden", 0 } }, TimeToPublish.Measured, 1)
            .Add(TimeToPublish.Later, new() { { "part", "measured" }, { "hidden", 20 } }, TimeToPublish.Measured, few)
            .Add(TimeToPublish.Later, new() { { "part", "measured" }, { "hidden", 60 } }, TimeToPublish.Measured, many);

        Assert.Equal(expected, results.Judge(Experiments.TimeToPublish, "003-user-ttft-larger"));
    }

    [Theory]
    [InlineData(0.999, 0.998, VerdictKind.Reproduced)]
    [InlineData(0.90, 0.91, VerdictKind.Contradicted)]
    [InlineData(0.999, 0.90, VerdictKind.Depends)]
    public void Phases_JudgeByTheSpansSum(double alone, double loaded, VerdictKind expected)
    {
        var results = new DoctoredResults()
            .Add(Anatomy.Covered, new() { { "part", "spans" }, { "load", Anatomy.Alone } }, "", alone, 0.001)
            .Add(Anatomy.Covered, new() { { "part", "spans" }, { "load", "load 0.5" } }, "", loaded, 0.001);

        Assert.Equal(expected, results.Judge(Experiments.Anatomy, "003-latency-of-phases"));
    }

    [Theory]
    [InlineData(2, 1, 0, 0.1, VerdictKind.Reproduced)]
    [InlineData(7, 1, 0, 0.1, VerdictKind.Contradicted)]
    [InlineData(-7, 1, 0, 0.1, VerdictKind.Contradicted)]
    [InlineData(2, 6, 0, 0.1, VerdictKind.NotTestableHere)]
    [InlineData(2, 1, 0.02, 0.1, VerdictKind.NotTestableHere)]
    [InlineData(7, 1, 0, 3, VerdictKind.NotTestableHere)]
    public void Exam_ErrorNoiseLatenessAndOverrun_DecideInThatOrder(double error, double again, double late, double overrun, VerdictKind expected)
    {
        var results = Exam(error, again, late, overrun).Results;

        Assert.Equal(expected, OwnServerExam.Judge(results, 0.5).Kind);
        Assert.Equal(VerdictKind.NotRun, OwnServerExam.Judge(results, 0.7).Kind);
        Assert.Equal(expected == VerdictKind.NotTestableHere, double.IsNaN(OwnServerExam.Checked(results, 0.5, "TTFT mean")));
    }

    [Theory]
    [InlineData(3.0, VerdictKind.Reproduced)]
    [InlineData(1.0, VerdictKind.Contradicted)]
    public void FourCauses_JudgeByHowMuchSlower(double slower, VerdictKind expected)
    {
        Assert.Equal(expected, Causes(slower, slower).Judge(Experiments.OutlierCauses, "003-four-causes"));
    }

    [Fact]
    public void FourCauses_OneTooSmall_Depends()
    {
        Assert.Equal(VerdictKind.Depends, Causes(3, 1.1).Judge(Experiments.OutlierCauses, "003-four-causes"));
    }

    [Theory]
    [InlineData(0.1, 0.2, 0.9, 0.8, VerdictKind.Reproduced)]
    [InlineData(0.5, 0.9, 0.4, 0.1, VerdictKind.Contradicted)]
    [InlineData(0.1, 0.9, 0.4, 0.05, VerdictKind.Depends)]
    public void Alerts_JudgeByWhatIsFound(double mean, double median, double p95, double p99, VerdictKind expected)
    {
        var results = new DoctoredResults();
        foreach (var state in new[] { RegressionAlerts.Shift, RegressionAlerts.TailOnly })
        {
            foreach (var (name, value) in new[] { ("mean", mean), ("p50", median), ("p95", p95), ("p99", p99) })
            {
                results.Add(RegressionAlerts.Alarms, new() { { "part", "alert" }, { "window", 300 }, { "state", state } }, name, value);
            }
        }

        Assert.Equal(expected, results.Judge(Experiments.OutlierCauses, "003-alert-percentiles"));
    }

    private static DoctoredResults Exam(double error, double again, double late, double overrun)
    {
        var at = new Parameters { { "part", OwnServerExam.Part }, { "load", 0.5 } };
        var results = new DoctoredResults().Add(OwnServerExam.Late, at, "", late).Add(OwnServerExam.Overrun, at, "", overrun);
        foreach (var (quantity, _) in OwnServerExam.Quantities)
        {
            var with = at.With(new() { { "quantity", quantity } });
            results.Add(OwnServerExam.Error, with, "", error).Add(OwnServerExam.Again, with, "", again);
        }

        return results;
    }

    private static DoctoredResults Causes(double most, double last)
    {
        var results = new DoctoredResults();
        foreach (var (cause, stage) in new[] { ("network", "Accept"), ("long prompt", "Prefill"), ("starvation", "Decode"), ("cold start", "Queue") })
        {
            var at = new Parameters { { "part", "cause" }, { "cause", cause } };
            results.Add(OutlierCauses.Slower, at, "", cause == "cold start" ? last : most, 0.05).Add(OutlierCauses.GrowthMs, at.With(new() { { "stage", stage } }), "", 100);
        }

        return results;
    }
}
