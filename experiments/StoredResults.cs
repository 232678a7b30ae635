namespace HotRow.Lab;

/// <summary>What a results folder holds of one machine at one scale, for commands that show results and measure nothing.</summary>
internal static class StoredResults
{
    private const string NotStored = "nothing is stored of it: it was not reached yet, or this machine lacks what it needs";

    /// <summary>The results, and the machine that gave them: this one where it has some, else the only one, else the one named.</summary>
    /// <exception cref="InputException">There are none; the message says which command makes some.</exception>
    internal static (MachineCard Card, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> Results) Require(string folder, string? machine, Scale scale)
    {
        var (card, from) = MachineOf(folder, machine);
        var results = Stored(from, scale);
        return results.Length > 0 ? (card, results) : throw new InputException($"no results at {scale} scale in '{from}'; run 'hotrow' first, or name another folder with --out");
    }

    /// <summary>The same, or null when nothing is stored at that scale; a machine that is named must be there.</summary>
    /// <exception cref="InputException">A file cannot be read, or several other machines have results and none is named.</exception>
    internal static (MachineCard Card, IReadOnlyList<(IExperiment Experiment, ResultSet Results)> Results)? Find(string folder, string? machine, Scale scale)
    {
        if (machine is null && (!Directory.Exists(folder) || ResultStore.Machines(folder).Count == 0))
        {
            return null;
        }

        var (card, from) = MachineOf(folder, machine);
        var results = Stored(from, scale);
        return results.Length > 0 ? (card, results) : null;
    }

    // This machine's results where there are some, else the only machine's: a report shows one machine, the one that measured.
    private static (MachineCard Card, string Folder) MachineOf(string folder, string? wanted)
    {
        var machines = ResultStore.Machines(folder);
        var name = wanted ?? (machines.Count == 1 ? machines[0].Card.Name : MachineCard.ThisMachine.Name);
        foreach (var machine in machines)
        {
            if (machine.Card.Name == name)
            {
                return machine;
            }
        }

        throw new InputException(machines.Count == 0
            ? $"no results in '{folder}'; run 'hotrow' first, or name another folder with --out"
            : $"no results of machine '{name}' in '{folder}'; name one with --machine: {string.Join(", ", machines.Select(m => m.Card.Name))}");
    }

    // Of a point that was measured several times the last one counts. The points stand in the order their experiment declares them today, those that are not stored as not run;
    // what is stored and not declared (another text of the user's) comes after them.
    private static (IExperiment, ResultSet)[] Stored(string folder, Scale scale)
    {
        var points = ResultStore.Read(folder).Where(p => p.Scale == scale).ToLookup(p => p.Experiment);
        return [.. Experiments.All.Where(e => points.Contains(e.Id)).Select(e => (e, Whole(e, scale, points[e.Id])))];
    }

    private static ResultSet Whole(IExperiment experiment, Scale scale, IEnumerable<PointResult> points)
    {
        var stored = points.GroupBy(p => p.Parameters.Key).ToDictionary(g => g.Key, g => g.Last());
        using var context = new RunContext(scale, seed: 1);
        experiment.Declare(context);
        var declared = context.Points.Select(p => stored.Remove(p.Parameters.Key, out var point)
            ? point
            : new PointResult { Experiment = experiment.Id, Parameters = p.Parameters, Scale = scale, Status = PointStatus.NotRun, Note = NotStored }).ToArray();
        return new([.. declared, .. stored.Values]);
    }
}
