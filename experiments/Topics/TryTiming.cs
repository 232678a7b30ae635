namespace HotRow.Lab;

/// <summary>Quick timings for tries: a few rounds in which every contender comes once, after a warm-up. What a claim rests on is measured by the harness instead.</summary>
internal static class TryTiming
{
    private const int Rounds = 7;
    private const double SampleMs = 4;
    private const double BudgetMs = 1_500;

    /// <summary>The median time of a call of each contender. <i>Units:</i> ns.</summary>
    /// <remarks><i>Cost:</i> about a second and a half, or four calls of each contender when these take longer.</remarks>
    public static double[] MedianNs(params IReadOnlyList<Action> contenders)
    {
        var clock = Elapsed.Clock();
        var calls = new int[contenders.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            contenders[i]();
            var once = Math.Max(1e-4, Elapsed.Of(contenders[i]).TotalMilliseconds);
            calls[i] = (int)Math.Ceiling(SampleMs / once);
        }

        var samples = contenders.Select(_ => new List<TimeSpan>()).ToArray();
        for (var round = 0; round < Rounds && (round < 2 || clock().TotalMilliseconds < BudgetMs); round++)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                var (contender, count) = (contenders[i], calls[i]);
                samples[i].Add(Elapsed.Of(() => Repeat(contender, count)));
            }
        }

        return [.. samples.Select((s, i) => Elapsed.Median(s).TotalNanoseconds / calls[i])];
    }

    private static void Repeat(Action action, int count)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }
}
