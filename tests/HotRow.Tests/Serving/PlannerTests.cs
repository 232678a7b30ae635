using HotRow.Serving;

namespace HotRow.Tests.Serving;

public sealed class PlannerTests
{
    private static readonly ServiceObjectives s_objectives = ServiceObjectives.OfMs(ttft: 1_000, tpot: 50);

    // 20 requests a second; one replica of "big" serves 9, one of "small" 4. Nine in ten must be in time: 18 a second.
    private static readonly Func<Candidate, double> s_capacity = c => c.Accelerator.Name == "big" ? 9 : 4;

    [Fact]
    public void Find_WithoutPrices_TakesTheFewestAccelerators()
    {
        var plan = Find(new PlanWorld(s_capacity), new(s_objectives, 0.9));

        // 18 / 9 = 2 of big, 18 / 4 = 4.5 of small.
        Assert.Equal(("big", 2), (plan.Cheapest!.Candidate.Accelerator.Name, plan.Cheapest.Replicas));
        Assert.Equal(("small", 5), (plan.RunnerUp!.Candidate.Accelerator.Name, plan.RunnerUp.Replicas));
        Assert.Equal(2 / 5.0, plan.PriceAtWhichRunnerUpWins);
        Assert.Equal(0.9, plan.Cheapest.Attainment, 9);
        Assert.False(plan.IsCutShort);
    }

    [Fact]
    public void Find_WithPrices_TakesTheCheapest_AndThePriceThatTurnsItDoesTurnIt()
    {
        ServingPlan At(double small) => Find(new PlanWorld(s_capacity), new(s_objectives, 0.9, Price: a => a.Name == "big" ? 3 : small));

        var plan = At(1);

        // 2 x 3 = 6 $/h against 5 x 1.
        Assert.Equal(("small", 5), (plan.Cheapest!.Candidate.Accelerator.Name, plan.Cheapest.Replicas));
        Assert.Equal(2.5, plan.PriceAtWhichRunnerUpWins);
        Assert.Equal("big", At(1.21).Cheapest!.Candidate.Accelerator.Name);
        Assert.Equal(1.2, At(1.21).PriceAtWhichRunnerUpWins, 9);
    }

    [Fact]
    public void Find_SaysWhatTheNextCheaperPlanWouldNeed()
    {
        var plan = Find(new PlanWorld(s_capacity), new(s_objectives, 0.9, Price: a => a.Name == "big" ? 3 : 1));

        // Four of small are 16 a second of 20: 80 % in time, the others after 3 s.
        Assert.Equal((4, 0.8), (plan.NextCheaper!.Replicas, plan.NextCheaper.Attainment));
        var ttft = plan.NextCheaper.Binding!;
        Assert.Equal((ObjectiveKind.Ttft, SimTime.FromSeconds(3), SimTime.FromSeconds(3)), (ttft.Kind, ttft.Needed, ttft.Quantile));
        Assert.Equal(SimTime.Never, plan.NextCheaper.Objectives.Single(o => o.Kind == ObjectiveKind.Tpot).Needed);
    }

    [Fact]
    public void Find_RateAtWhichItFails_IsTheRateThatTheReplicasServe()
    {
        var plan = Find(new PlanWorld(s_capacity), new(s_objectives, 0.9, Price: a => a.Name == "big" ? 3 : 1));

        // Five of small serve 20 a second in time: 20 / 0.9 = 22.2 offered, 1.111 times as many.
        var (holds, fails) = plan.RateMultiple!.Value;
        Assert.InRange(1.111, holds, fails);
        Assert.InRange(fails / holds, 1, 1.021);
    }

    [Fact]
    public void Find_RobustPlan_HoldsWhenStepsAreSlower()
    {
        var plan = Find(new PlanWorld(s_capacity), new(s_objectives, 0.9));

        // A model that was compared with nothing may be off by 1.25: 18 x 1.25 / 9 = 2.5 replicas of big. Small would be 5.6 of them.
        Assert.False(plan.Uncertainty!.IsRobust);
        Assert.Equal(7, plan.Uncertainty.Scenarios.Count);
        Assert.Equal(0.72, plan.Uncertainty.Low, 2);
        Assert.Equal(("big", 3), (plan.Robust!.Trial.Candidate.Accelerator.Name, plan.Robust.Trial.Replicas));
        Assert.True(plan.Robust.IsRobust);
    }

    [Fact]
    public void Find_WhatNoNumberOfReplicasReaches_IsNotSimulated()
    {
        var world = new PlanWorld(s_capacity);

        // One step alone takes 1.2 s.
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), world).Find([PlanWorld.Candidate("big", stepNs: 1_200_000_000)], TestContext.Current.CancellationToken);

        Assert.True(plan.IsImpossible);
        Assert.Null(plan.Cheapest);
        Assert.Equal(0, world.Runs);
        Assert.Equal((0, 0.0), (plan.Nearest!.Replicas, plan.Nearest.Attainment));
        Assert.Equal(SimTime.FromSeconds(1.2), plan.Nearest.Objectives[0].Quantile);
    }

    [Fact]
    public void Find_NothingReachesIt_AtEqualSharesTheQuickestIsTheNearest()
    {
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(s_capacity)).Find(
            [PlanWorld.Candidate("slow", stepNs: 3_000_000_000), PlanWorld.Candidate("quick", stepNs: 1_200_000_000), PlanWorld.Candidate("slower", stepNs: 4_000_000_000)], TestContext.Current.CancellationToken);

        Assert.Equal(("quick", 1.2), (plan.Nearest!.Candidate.Accelerator.Name, Math.Round(plan.Nearest.Excess(plan.Goal), 9)));
    }

    [Fact]
    public void Find_EqualCost_TheOneThatHoldsWhenStepsAreSlowerWins()
    {
        // Both need two; only "zebra" keeps 18 requests a second in time when its steps take 1.25 times as long.
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(c => c.Accelerator.Name == "zebra" ? 12 : 9.5)).Find(
            [PlanWorld.Candidate("ape"), PlanWorld.Candidate("zebra")], TestContext.Current.CancellationToken);

        Assert.Equal(("zebra", 2), (plan.Cheapest!.Candidate.Accelerator.Name, plan.Cheapest.Replicas));
        Assert.Equal("ape", plan.RunnerUp!.Candidate.Accelerator.Name);
        Assert.Same(plan.Cheapest, plan.Robust!.Trial);
    }

    [Theory]
    [InlineData(9.5)]
    [InlineData(30)]
    public void Find_EqualCostAndEquallyRobust_ComparedStepTimesWin(double capacity)
    {
        Candidate[] candidates = [PlanWorld.Candidate("ape"), PlanWorld.Candidate("zebra", isCompared: true), PlanWorld.Candidate("zebra", tensorParallel: 2)];

        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(_ => capacity)).Find(candidates, TestContext.Current.CancellationToken);

        Assert.Equal(("zebra", true), (plan.Cheapest!.Candidate.Accelerator.Name, plan.Cheapest.IsCalibrated));
    }

    [Fact]
    public void Find_RobustPlan_IsTheCheapestOfAllWaysToServe()
    {
        // Two of these together are the cheapest plan, 22 a second, and 17.6 when steps are slower: two such pairs would hold, and so would three alone, at 27 and 21.6.
        Candidate[] candidates = [PlanWorld.Candidate("big", tensorParallel: 2), PlanWorld.Candidate("big")];

        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(c => c.TensorParallel == 2 ? 22 : 8.9)).Find(candidates, TestContext.Current.CancellationToken);

        Assert.Equal((2, 2), (plan.Cheapest!.Devices, plan.Cheapest.Candidate.TensorParallel));
        Assert.Equal((3, 1), (plan.Robust!.Trial.Devices, plan.Robust.Trial.Candidate.TensorParallel));
    }

    [Fact]
    public void Find_TooFewAcceleratorsAllowed_SaysHowNearTheyCome()
    {
        var plan = Find(new PlanWorld(s_capacity), new(s_objectives, 0.9, MaxDevices: 1));

        Assert.Null(plan.Cheapest);
        Assert.False(plan.IsImpossible);
        Assert.Equal(("big", 1, 0.45), (plan.Nearest!.Candidate.Accelerator.Name, plan.Nearest.Replicas, plan.Nearest.Attainment));
    }

    [Fact]
    public void Find_GroupsOfAccelerators_CountByTheGroup()
    {
        var candidates = new[] { PlanWorld.Candidate("big"), PlanWorld.Candidate("big", tensorParallel: 4) };

        // Four together serve 21 a second: one replica, but four accelerators; two alone do.
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(c => c.TensorParallel == 4 ? 21 : 9)).Find(candidates, TestContext.Current.CancellationToken);

        Assert.Equal((2, 2), (plan.Cheapest!.Replicas, plan.Cheapest.Devices));
    }

    [Fact]
    public void Find_TimeIsOver_SaysWhatWasNotLookedAt()
    {
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(s_capacity)) { TimeIsOver = new(canceled: true) }.Find([PlanWorld.Candidate("big"), PlanWorld.Candidate("small")], TestContext.Current.CancellationToken);

        Assert.Equal((true, 2), (plan.IsCutShort, plan.NotLookedAt));
        Assert.Null(plan.Cheapest);
        Assert.Null(plan.Nearest);
        Assert.False(plan.IsImpossible);
    }

    [Fact]
    public void Find_TimeEndsDuringATrial_KeepsWhatWasSeenToBeEnough()
    {
        using var over = new CancellationTokenSource();
        var runs = 0;
        var world = new PlanWorld(c =>
        {
            if (++runs == 4)
            {
                over.Cancel();
            }

            return s_capacity(c);
        });

        // 40 x 0.9 / 9 = 4 replicas are needed. The guess is 1, then 2, 3 and 5 are tried; the next would be 4, and time ends before it.
        var plan = new Planner(new(s_objectives, 0.9), PlanWorld.Requests(40), world) { TimeIsOver = over.Token }.Find([PlanWorld.Candidate("big")], TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 5], plan.Trials.Select(t => t.Replicas));
        Assert.Equal((5, 1, true), (plan.Cheapest!.Replicas, plan.NotLookedAt, plan.IsCutShort));
        Assert.Null(plan.Uncertainty);
    }

    [Fact]
    public void Find_Stopped_GivesNoAnswer()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => new Planner(new(s_objectives, 0.9), PlanWorld.Requests(20), new PlanWorld(s_capacity)).Find([PlanWorld.Candidate("big")], stop.Token));
    }

    [Theory]
    [InlineData(0.9, 10, 9)]
    [InlineData(0.9, 11, 10)]
    [InlineData(1, 7, 7)]
    [InlineData(0.7, 10, 7)]
    [InlineData(0.001, 10, 1)]
    public void Needed_IsTheSmallestNumberThatIsTheShare(double attain, int requests, int expected) => Assert.Equal(expected, new PlanGoal(s_objectives, attain).Needed(requests));

    private static ServingPlan Find(PlanWorld world, PlanGoal goal) =>
        new Planner(goal, PlanWorld.Requests(20), world).Find([PlanWorld.Candidate("big"), PlanWorld.Candidate("small")], TestContext.Current.CancellationToken);
}
