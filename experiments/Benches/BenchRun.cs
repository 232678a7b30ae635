namespace HotRow.Lab;

/// <summary>Runs benches one after another, each group's contenders in interleaved rounds, within one wall-clock budget.</summary>
internal sealed class BenchRun
{
    // Below this a group's set-up alone would overrun; one that has begun makes the fewest rounds all the same.
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(20);

    /// <summary>Wall time for all of it, shared out by weight. A group that has begun makes its fewest rounds; one whose bench has used its share up is not begun.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>The numbers of threads to measure with.</summary>
    public required IReadOnlyList<int> Threads { get; init; }

    /// <summary>Tiny only proves correctness.</summary>
    public Scale Scale { get; init; } = Scale.Smoke;

    /// <summary>How long the run has lasted.</summary>
    public Func<TimeSpan> Clock { get; init; } = Elapsed.Clock();

    /// <summary>Told before each group, and before something large is taken or written.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>What was finished so far.</summary>
    public List<BenchEntry> Entries { get; } = [];

    /// <summary>What a reader must know: groups that were not run and why, smaller tables, engines.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether an oracle check failed, or a group broke.</summary>
    public bool Failed { get; private set; }

    /// <summary>Why the first group that this machine cannot run was not run; null when there is none.</summary>
    public string? WhyNotRun { get; private set; }

    /// <summary>Runs the benches.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; <see cref="Entries"/> holds what was finished.</exception>
    public void Run(IReadOnlyList<Bench> benches, CancellationToken cancel)
    {
        var harness = Scale == Scale.Tiny ? Harness.Tiny : new Harness();
        var weightLeft = benches.Sum(b => b.Weight);
        foreach (var bench in benches)
        {
            var deadline = Clock() + ((Budget - Clock()) * (bench.Weight / weightLeft));
            weightLeft -= bench.Weight;
            using var context = new BenchContext(Scale, Threads, Tell);
            bench.Declare(context);
            var groupsLeft = context.Groups.Sum(g => g.Weight);
            var late = new List<Parameters>();
            foreach (var group in context.Groups)
            {
                if (Clock() >= deadline)
                {
                    late.Add(group.Parameters);
                    continue;
                }

                Tell($"[{Clock().TotalSeconds:0} of {Budget.TotalSeconds:0} s] {bench.Name}: {group.Parameters}");
                var share = (deadline - Clock()) * (group.Weight / groupsLeft);
                groupsLeft -= group.Weight;
                context.GroupTime = share > s_least ? share : s_least;
                Measure(harness, bench, context, group, context.GroupTime, cancel);
            }

            if (late.Count > 0)
            {
                Notes.Add($"{bench.Name}: not run in this budget: {string.Join("; ", late)}; give --time more");
            }
        }
    }

    // A group that this machine cannot run, or that breaks, must not take the others with it.
    private void Measure(Harness harness, Bench bench, BenchContext context, DeclaredPoint group, TimeSpan share, CancellationToken cancel)
    {
        PointResult result;
        try
        {
            cancel.ThrowIfCancellationRequested();
            result = harness.Run(bench.Name, group, Scale, seed: 1, share, cancel);
        }
        catch (InputException e)
        {
            Notes.Add($"{bench.Name}, {group.Parameters}: not run: {e.Message}");
            WhyNotRun ??= e.Message;
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed = true;
            var cause = e is AggregateException ? e.GetBaseException() : e;
            Notes.Add($"{bench.Name}, {group.Parameters}: BROKE, no time shown: {cause.Message} ({cause.GetType().Name})");
            return;
        }

        if (result.Status == PointStatus.CheckFailed)
        {
            Failed = true;
            Notes.Add($"{bench.Name}, {group.Parameters}: WRONG RESULT, no time shown: {result.Note}");
            return;
        }

        if (result.Note.Length > 0 && !Notes.Contains(Said(result.Note)))
        {
            Notes.Add(Said(result.Note));
        }

        if (result.Status == PointStatus.Done)
        {
            Entries.AddRange(context.Current!.Entries(result));
        }

        string Said(string note) => $"{bench.Name}: {note}";
    }
}
