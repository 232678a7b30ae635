using HotRow.Lab;

namespace HotRow.Tests.Contracts;

/// <summary>The judges of document 003, as a sceptic meets them: a judge that never says anything else has not looked at the results.</summary>
public sealed class ClaimJudgeTests
{
    // What a name stands for is no result.
    private static readonly string[] s_terms = ["003-flops-name"];

    private static readonly double[] s_factors = [0, 1e-6, 0.1, 0.5, 0.9, 1.1, 2, 10, 1e6];

    public static TheoryData<string> Judged => [.. Experiments.All.Where(e => e.Claims.Any(c => c.Id.StartsWith("003-", StringComparison.Ordinal))).Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Judged))]
    public void Judge_OtherResults_CanSaySomethingElse(string id)
    {
        var experiment = Experiments.Find(id);
        var results = TinyResults.Of(id);

        var stuck = experiment.Claims
            .Where(c => c.Id.StartsWith("003-", StringComparison.Ordinal) && !s_terms.Contains(c.Id))
            .Where(c => c.Judge(results).Kind is VerdictKind.Reproduced or VerdictKind.Contradicted or VerdictKind.Depends)
            .Where(c => !Others(results).Select(r => c.Judge(r).Kind).Any(k => k != VerdictKind.NotRun && k != c.Judge(results).Kind));

        Assert.Equal([], stuck.Select(c => c.Id));
    }

    // All numbers, those of one metric, those of one variant, and each by a factor of its own.
    private static IEnumerable<ResultSet> Others(ResultSet results)
    {
        var metrics = results.Observations.Select(o => o.Metric).Distinct(StringComparer.Ordinal).ToArray();
        var variants = results.Observations.Select(o => o.Variant).Distinct(StringComparer.Ordinal).ToArray();
        foreach (var factor in s_factors)
        {
            yield return Scaled(results, _ => factor);
            foreach (var metric in metrics)
            {
                yield return Scaled(results, o => o.Metric == metric ? factor : 1);
            }

            foreach (var variant in variants)
            {
                yield return Scaled(results, o => o.Variant == variant ? factor : 1);
            }
        }

        var random = new Xoshiro256(5);
        for (var draw = 0; draw < 300; draw++)
        {
            var seed = random.NextUInt64();
            var reach = draw % 3;
            yield return Scaled(results, o => Math.Pow(10, reach * ((2 * Unit(seed, o)) - 1)));
        }
    }

    private static double Unit(ulong seed, Observation o) => new Xoshiro256(seed ^ (ulong)FixedHash($"{o.Metric}|{o.Variant}|{o.Value:R}|{o.Parameters}")).NextDouble();

    private static long FixedHash(string text) => text.Aggregate(17L, (hash, c) => unchecked((hash * 31) + c));

    private static ResultSet Scaled(ResultSet results, Func<Observation, double> by) => new(
    [
        .. results.Points.Select(p => p with { Observations = [.. p.Observations.Select(o => by(o) is var f ? o with { Value = f * o.Value, Low = f * o.Low, High = f * o.High } : o)] }),
    ]);
}
