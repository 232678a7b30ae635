using HotRow.Lab;

namespace HotRow.Tests;

public sealed class StoredResultsTests : IDisposable
{
    private static readonly IExperiment s_experiment = HotRow.Lab.Experiments.DuplicateOrTransfer;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Require_OnePointOfSeveral_TellsTheOthersAsNotRunInTheirPlaces()
    {
        var declared = Declared();
        Store(declared[1], "first");
        Store(declared[1], "second");
        Store(new Parameters { { "part", "of another time" } }, "extra");

        var points = Assert.Single(StoredResults.Require(_folder.Path, machine: null, Scale.Tiny).Results).Results.Points;

        Assert.True(declared.Count > 2);
        Assert.Equal([.. declared.Select(p => p.Key), "part=of another time"], points.Select(p => p.Parameters.Key));
        Assert.Equal([1, declared.Count], points.Index().Where(p => p.Item.Status == PointStatus.Done).Select(p => p.Index));
        Assert.Equal("second", points[1].Note);
        Assert.Contains("nothing is stored of it", points[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_NothingAtThatScale_NamesTheCommand()
    {
        Store(Declared()[0], "");

        Assert.Contains("run 'hotrow' first", Assert.Throws<InputException>(() => StoredResults.Require(_folder.Path, machine: null, Scale.Full)).Message, StringComparison.Ordinal);
    }

    private static List<Parameters> Declared()
    {
        using var context = new RunContext(Scale.Tiny, seed: 1);
        s_experiment.Declare(context);
        return [.. context.Points.Select(p => p.Parameters)];
    }

    private void Store(Parameters parameters, string note)
    {
        using var store = ResultStore.Open(_folder.Path, MachineCard.ThisMachine.Name);
        store.Describe(MachineCard.ThisMachine);
        store.Append(new() { Experiment = s_experiment.Id, Parameters = parameters, Scale = Scale.Tiny, Status = PointStatus.Done, Note = note });
    }
}
