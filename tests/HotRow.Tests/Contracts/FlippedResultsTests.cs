using System.Globalization;
using System.Text.RegularExpressions;
using HotRow.Lab;
using TopicCatalog = HotRow.Lab.Topics;

namespace HotRow.Tests.Contracts;

/// <summary>Every topic on a machine where the other side wins: no text may say what its number contradicts.</summary>
public sealed partial class FlippedResultsTests
{
    // What each experiment's ratios are on this machine is of no account: they are set, wide apart and surely on one side.
    private static readonly (double Value, double Low, double High)[] s_invented = [(0.4, 0.35, 0.45), (2.5, 2.2, 2.8)];

    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var topic in TopicCatalog.All)
            {
                data.Add(topic.Name, false);
                data.Add(topic.Name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MeasuredRatios_OnEitherSide_NoTextClaimsTheOther(string name, bool above)
    {
        var topic = TopicCatalog.Find(name);
        var found = new Findings([.. topic.Experiments.Select(e => (e, Invented(TinyResults.Of(e.Id), s_invented[above ? 1 : 0])))]);

        Assert.All(new[] { topic.Why(found), topic.Answer(found) }.Concat(topic.FollowUps.Select(f => f.Answer(found))), text => Assert.All(Judged(text), Agrees));
    }

    [Theory]
    [InlineData(0.4, false)]
    [InlineData(2.5, true)]
    public void LruDesign_ShardsThatPayOrNot_DecideWhatIsRecommended(double gain, bool shard)
    {
        var found = new Findings([(Experiments.LruDesigns, Invented(TinyResults.Of(Experiments.LruDesigns.Id), (gain, gain - 0.05, gain + 0.05)))]);

        var answer = TopicCatalog.LruDesign.Answer(found);

        Assert.Equal(shard, answer.Contains("So for threads I would shard.", StringComparison.Ordinal));
        Assert.Equal(!shard, answer.Contains("leave the bookkeeping to one thread", StringComparison.Ordinal));
    }

    [Fact]
    public void Judged_FindsANumberAndItsWord()
    {
        Assert.Equal([(0.4, "a loss")], Judged("In memory it ran at 0.40 [0.35, 0.45]×, a loss. A table is a table."));
        Assert.Equal([(2.5, "(against the prediction)")], Judged("blocks ran at 2.5 times the speed of a gather (against the prediction) and so on"));
        Assert.Equal([(0.58, "it did not pay")], Judged("they reach 0.58 times the speed of one (it did not pay here)."));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Agrees((0.4, "a gain")));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Agrees((2.5, "it did not pay")));
    }

    // Only ratios of times: what a clock gave, without a unit.
    private static ResultSet Invented(ResultSet results, (double Value, double Low, double High) to) => new(
    [
        .. results.Points.Select(p => p with { Observations = [.. p.Observations.Select(o => o.Kind == ValueKind.Measured && IsRatio(o) ? o with { Value = to.Value, Low = to.Low, High = to.High } : o)] }),
    ]);

    private static bool IsRatio(Observation o) => s_ratios.Contains((o.Experiment, o.Metric));

    private static readonly HashSet<(string, string)> s_ratios =
    [
        .. TopicCatalog.All.SelectMany(t => t.Experiments).SelectMany(e => e.Charts.Select(c => (e.Id, c.Y)).Where(c => c.Y.Unit == "x").Select(c => (c.Id, c.Y.Id))),
        .. TopicCatalog.All.SelectMany(t => t.Experiments).Select(e => (e.Id, Metrics.Speedup.Id)),
        (Experiments.CompleteFlow.Id, CompleteFlow.ConsumerGain.Id),
        (Experiments.RuntimePath.Id, RuntimePath.Gain.Id),
        (Experiments.LruDesigns.Id, LruDesigns.TimeOverLru.Id),
        (Experiments.LruDesigns.Id, LruDesigns.ThreadGain.Id),
    ];

    private static IEnumerable<(double Ratio, string Word)> Judged(string text) => Words().Matches(text.ReplaceLineEndings(" "))
        .Select(m => (double.Parse(m.Groups["ratio"].Value, NumberStyles.Float, CultureInfo.InvariantCulture), m.Groups["word"].Value));

    private static void Agrees((double Ratio, string Word) said)
    {
        if (said.Word is "a gain" or "no harm" or "it paid")
        {
            Assert.True(said.Ratio > 1, $"'{said.Word}' after {said.Ratio}");
        }
        else if (said.Word is "a loss" or "it became slower" or "it did not pay")
        {
            Assert.True(said.Ratio < 1, $"'{said.Word}' after {said.Ratio}");
        }
    }

    // A ratio, and the first word of judgement in the same sentence with no other ratio between.
    [GeneratedRegex(@"(?<ratio>\d+(?:\.\d+)?)(?: \[[^\]]*\])?(?:\u00d7| times)(?:(?!\d+(?:\.\d+)?(?: \[[^\]]*\])?(?:\u00d7| times))[^.])*?(?<word>a gain|a loss|no harm|it paid|it did not pay|it became slower|\(against the prediction\))", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
