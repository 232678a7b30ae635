using MathNet.Numerics.Distributions;

namespace HotRow.Lab;

/// <summary>The part of L15 that has a closed form: a loop, on which a set-associative cache misses exactly the rows of crowded sets.</summary>
internal sealed partial class LruDesigns
{
    private static readonly double[] s_fills = [0.25, 0.5, 0.75, 0.9, 1];

    private static void Loop(Point point, RunContext context)
    {
        var capacity = context.ByScale(800, 16_000, 16_000);
        point.Note = $"{capacity:N0} slots; the same rows again and again, in order; misses of the third round";
        foreach (var fill in s_fills)
        {
            var rows = Enumerable.Range(0, (int)(fill * capacity)).ToArray();
            Round(point, rows, new LruPolicy(new(capacity, capacity * 2)), "all slots one set", fill);
            foreach (var ways in s_ways)
            {
                var policy = new SetAssociativePolicy(new(capacity, capacity * 2), ways);
                var misses = Round(point, rows, policy, SetsOf(ways), fill);

                // The other rows' homes are independent draws to a good hash; a row is in a crowded set when at least as many others as a set has slots share it.
                point.Value(LoopMisses, 1 - Binomial.CDF(1.0 / policy.SetCount, rows.Length - 1, ways - 1), $"{SetsOf(ways)}, closed form", ValueKind.Computed, at: new() { { "fill", fill } });
                var crowded = rows.GroupBy(policy.SetOf).Where(set => set.Count() > policy.SlotsOf(set.Key)).Sum(set => set.Count());
                point.Check($"{SetsOf(ways)}, {fill:0 %} full: exactly the rows of crowded sets miss", () => (misses == crowded, $"{misses:N0} misses, {crowded:N0} rows in crowded sets"));
            }
        }
    }

    private static long Round(Point point, int[] rows, ICachePolicy policy, string name, double fill)
    {
        CacheSimulator.Run(policy, rows);
        CacheSimulator.Run(policy, rows);
        var misses = rows.Length - CacheSimulator.Run(policy, rows);
        point.Value(LoopMisses, (double)misses / rows.Length, name, at: new() { { "fill", fill } });
        return misses;
    }
}
