using HotRow.Lab;

namespace HotRow.Tests.Contracts;

/// <summary>The judges of document 003, as a sceptic meets them: a judge that never says anything else has not looked at the results.</summary>
public sealed class ClaimJudgeTests
{
    // What a name stands for is no result, and two ranges are held against the catalogue of accelerators, which is none either.
    private static readonly string[] s_noResult = ["003-flops-name", "003-gpu-1.5TB", "003-hbm-24-80"];

    private static readonly double[] s_numbers = [0, 1e-6, 0.1, 0.5, 0.9, 1, 1.1, 2, 10, 1e6];

    public static TheoryData<string> Judged => [.. Experiments.All.Where(e => e.Claims.Any(c => c.Id.StartsWith("003-", StringComparison.Ordinal))).Select(e => e.Id)];

    [Theory]
    [MemberData(nameof(Judged))]
    public void Judge_OtherResults_CanSaySomethingElse(string id)
    {
        var experiment = Experiments.Find(id);
        var results = TinyResults.Of(id);

        var stuck = experiment.Claims
            .Where(c => c.Id.StartsWith("003-", StringComparison.Ordinal) && !s_noResult.Contains(c.Id))
            .Where(c => c.Judge(results).Kind is VerdictKind.Reproduced or VerdictKind.Contradicted or VerdictKind.Depends)
            .Where(c => !Others(results).Select(r => c.Judge(r).Kind).Any(k => k != VerdictKind.NotRun && k != c.Judge(results).Kind));

        Assert.Equal([], stuck.Select(c => c.Id));
    }

    // All numbers, those of one metric, of one variant, and of both, by one factor, set to one value, or left out; and each by a factor of its own.
    private static IEnumerable<ResultSet> Others(ResultSet results)
    {
        var choices = results.Observations.Select(o => (o.Metric, o.Variant)).Distinct().ToArray();
        Func<Observation, bool>[] groups =
        [
            _ => true,
            .. choices.Select(c => c.Metric).Distinct(StringComparer.Ordinal).Select(m => new Func<Observation, bool>(o => o.Metric == m)),
            .. choices.Select(c => c.Variant).Distinct(StringComparer.Ordinal).Select(v => new Func<Observation, bool>(o => o.Variant == v)),
            .. choices.Select(c => new Func<Observation, bool>(o => o.Metric == c.Metric && o.Variant == c.Variant)),
        ];
        foreach (var group in groups)
        {
            yield return Changed(results, o => group(o) ? null : o);
            foreach (var number in s_numbers)
            {
                yield return Changed(results, o => group(o) ? Times(o, number) : o);
                yield return Changed(results, o => group(o) ? o with { Value = number, Low = number, High = number } : o);
            }
        }

        var random = new Xoshiro256(5);
        for (var draw = 0; draw < 300; draw++)
        {
            var (seed, reach) = (random.NextUInt64(), draw % 3);
            yield return Changed(results, o => Times(o, Math.Pow(10, reach * ((2 * Unit(seed, o)) - 1))));
        }
    }

    private static Observation Times(Observation o, double factor) => o with { Value = factor * o.Value, Low = factor * o.Low, High = factor * o.High };

    private static double Unit(ulong seed, Observation o) => new Xoshiro256(seed ^ (ulong)FixedHash($"{o.Metric}|{o.Variant}|{o.Value:R}|{o.Parameters}")).NextDouble();

    private static long FixedHash(string text) => text.Aggregate(17L, (hash, c) => unchecked((hash * 31) + c));

    private static ResultSet Changed(ResultSet results, Func<Observation, Observation?> to) =>
        new([.. results.Points.Select(p => p with { Observations = [.. p.Observations.Select(to).OfType<Observation>()] })]);
}
