using System.Diagnostics;

namespace HotRow;

/// <summary>How far a run has come.</summary>
/// <param name="Experiment">The experiment at work.</param>
/// <param name="Point">Its point, in words.</param>
/// <param name="Done">Points behind us, over all experiments.</param>
/// <param name="Total">Points in all.</param>
/// <param name="Elapsed">Time since the run began.</param>
public readonly record struct RunProgress(IExperiment Experiment, string Point, int Done, int Total, TimeSpan Elapsed);

/// <summary>Runs experiments within one wall-clock budget: stored points are taken over, the others share the time by weight, what does not fit is listed.</summary>
/// <param name="store">Where finished points go.</param>
/// <param name="build">Identity of the code.</param>
/// <param name="harness">How a point is timed.</param>
public sealed class ExperimentRunner(ResultStore store, BuildIdentity build, Harness harness)
{
    /// <summary>Seconds below which a point with timing is not begun: its set-up alone would overrun.</summary>
    private const double SmallestShare = 0.02;

    /// <summary>Wall time for all experiments together; the rest of the program's time is the caller's.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Seed of every generator.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Run points again that are stored for the same parameters, scale, machine and build.</summary>
    public bool Force { get; init; }

    /// <summary>The user's own text, or null.</summary>
    public string? Corpus { get; init; }

    /// <summary>Whether a stored point's data is what would be read today; a point of other data is run again.</summary>
    public Func<string, bool> DataIsCurrent { get; init; } = _ => true;

    /// <summary>Told before each point.</summary>
    public Action<RunProgress>? Progress { get; init; }

    /// <summary>How many points of the last run were taken from the store.</summary>
    public int Reused { get; private set; }

    /// <summary>Runs the experiments and gives each one's results, points in the order they were declared.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; finished points are stored.</exception>
    public IReadOnlyList<(IExperiment Experiment, ResultSet Results)> Run(IReadOnlyList<IExperiment> experiments, Scale scale, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var declared = experiments.Select(e => (Experiment: e, Context: Declare(e, scale))).ToArray();
        var total = declared.Sum(d => d.Context.Points.Count);
        var done = 0;
        var weightLeft = experiments.Sum(e => e.Weight);
        var results = new List<(IExperiment, ResultSet)>();
        Reused = 0;

        // Read before anything is measured: a file that cannot be read must not cost the user a run.
        var storedOf = experiments.ToDictionary(e => e.Id, e => Force ? [] : Stored(e, scale));
        foreach (var (experiment, context) in declared)
        {
            using var shared = context;
            var stored = storedOf[experiment.Id];
            var points = context.Points.Select(p => stored.GetValueOrDefault(p.Parameters.Key)).ToArray();
            Reused += points.Count(p => p is not null);
            done += points.Count(p => p is not null);
            var deadline = clock.Elapsed + ((Budget - clock.Elapsed) * (experiment.Weight / Math.Max(weightLeft, double.Epsilon)));
            weightLeft -= experiment.Weight;
            var pointWeightLeft = context.Points.Where((_, i) => points[i] is null).Sum(p => p.Weight);
            for (var i = 0; i < points.Length; i++)
            {
                if (points[i] is not null)
                {
                    continue;
                }

                var point = context.Points[i];
                Progress?.Invoke(new(experiment, point.Parameters.ToString(), done, total, clock.Elapsed));
                points[i] = RunPoint(experiment, point, scale, deadline, pointWeightLeft, clock, cancel);
                pointWeightLeft -= point.Weight;
                done++;
            }

            results.Add((experiment, new(points!)));
        }

        return results;
    }

    private RunContext Declare(IExperiment experiment, Scale scale)
    {
        var context = new RunContext(scale, Seed, Corpus);
        experiment.Declare(context);
        return context;
    }

    private PointResult RunPoint(IExperiment experiment, DeclaredPoint point, Scale scale, TimeSpan deadline, double weightLeft, Stopwatch clock, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var left = deadline - clock.Elapsed;
        var share = point.Weight == 0 ? left : left * (point.Weight / Math.Max(weightLeft, double.Epsilon));
        if (share.TotalSeconds < SmallestShare)
        {
            return new() { Experiment = experiment.Id, Parameters = point.Parameters, Scale = scale, Status = PointStatus.NotRun, Note = "not run in this budget", Seed = Seed };
        }

        var result = Measure(experiment, point, scale, share, cancel) with { Machine = store.Machine, Build = build.Build, Commit = build.Commit };
        if (result.Status == PointStatus.Done)
        {
            store.Append(result);
        }

        return result;
    }

    // One point that breaks must not take the others with it: what it wanted and did not get is said in its place.
    private PointResult Measure(IExperiment experiment, DeclaredPoint point, Scale scale, TimeSpan share, CancellationToken cancel)
    {
        try
        {
            return harness.Run(experiment.Id, point, scale, Seed, share, cancel);
        }
        catch (InputException e)
        {
            return Ended(PointStatus.Skipped, e.Message);
        }
#pragma warning disable CA1031 // Whatever it was, it is reported as this point's end and makes the run fail.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Ended(PointStatus.Failed, $"{e.Message.ReplaceLineEndings(" ")} ({e.GetType().Name})");
        }

        PointResult Ended(PointStatus status, string note) => new() { Experiment = experiment.Id, Parameters = point.Parameters, Scale = scale, Status = status, Note = note, Seed = Seed };
    }

    private Dictionary<string, PointResult> Stored(IExperiment experiment, Scale scale)
    {
        var folder = Path.Combine(store.Root, store.Machine, experiment.Id);
        return !Directory.Exists(folder)
            ? []
            : ResultStore.Read(folder)
                .Where(p => p.Scale == scale && p.Build == build.Build && p.Seed == Seed && p.Status == PointStatus.Done && DataIsCurrent(p.Data))
                .GroupBy(p => p.Parameters.Key)
                .ToDictionary(g => g.Key, g => g.Last());
    }
}
