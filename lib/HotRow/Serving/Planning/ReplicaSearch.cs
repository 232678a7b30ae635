namespace HotRow.Serving;

/// <summary>Finds the fewest replicas of a candidate that reach a goal.</summary>
/// <remarks>The answer is a pair: n replicas that do and n - 1 that do not, both simulated. More replicas are taken to be no worse, which round robin obeys up
/// to a request or two; a count below n - 1 that would do by such luck is not looked for.</remarks>
/// <param name="run">Simulates a number of replicas.</param>
/// <param name="trials">Gets every trial.</param>
internal sealed class ReplicaSearch(Func<int, PlanTrial> run, ICollection<PlanTrial> trials)
{
    /// <summary>The trial of the fewest replicas that are enough, or null when <paramref name="most"/> are not.</summary>
    /// <param name="guess">Where to begin.</param>
    /// <param name="most">Most replicas, at least 1.</param>
    internal PlanTrial? Fewest(int guess, int most)
    {
        var at = Math.Clamp(guess, 1, most);
        var first = Try(at);
        return first.IsEnough ? Below(first) : Above(at, most);
    }

    // Doubles the distance downwards until it is not enough.
    private PlanTrial Below(PlanTrial enough)
    {
        var at = enough.Replicas;
        for (var distance = 1; enough.Replicas > 1; distance *= 2)
        {
            var trial = Try(Math.Max(at - distance, 1));
            if (!trial.IsEnough)
            {
                return Between(trial.Replicas, enough);
            }

            enough = trial;
        }

        return enough;
    }

    // Doubles the distance upwards until it is enough.
    private PlanTrial? Above(int at, int most)
    {
        var tooFew = at;
        for (var distance = 1; tooFew < most; distance *= 2)
        {
            var trial = Try((int)Math.Min((long)at + distance, most));
            if (trial.IsEnough)
            {
                return Between(tooFew, trial);
            }

            tooFew = trial.Replicas;
        }

        return null;
    }

    private PlanTrial Between(int tooFew, PlanTrial enough)
    {
        while (enough.Replicas - tooFew > 1)
        {
            var trial = Try(tooFew + ((enough.Replicas - tooFew) / 2));
            (tooFew, enough) = trial.IsEnough ? (tooFew, trial) : (trial.Replicas, enough);
        }

        return enough;
    }

    private PlanTrial Try(int replicas)
    {
        var trial = run(replicas);
        trials.Add(trial);
        return trial;
    }
}
