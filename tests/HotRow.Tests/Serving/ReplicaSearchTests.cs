using HotRow.Serving;

namespace HotRow.Tests.Serving;

public sealed class ReplicaSearchTests
{
    [Fact]
    public void Fewest_EveryAnswerFromEveryGuess_WithTheTrialBelowIt()
    {
        const int Most = 21;
        for (var answer = 1; answer <= Most + 2; answer++)
        {
            for (var guess = 1; guess <= Most + 2; guess++)
            {
                var trials = new List<PlanTrial>();

                var found = new ReplicaSearch(n => PlanWorld.Trial(n, isEnough: n >= answer), trials).Fewest(guess, Most);

                Assert.Equal(answer <= Most ? answer : null, found?.Replicas);
                Assert.Equal(trials.Count, trials.Select(t => t.Replicas).Distinct().Count());
                Assert.True(trials.Count <= 10, $"{trials.Count} trials for {answer} from {guess}");
                Assert.Contains(trials, t => t.Replicas == Math.Min(answer - 1, Most) || answer == 1);
            }
        }
    }
}
