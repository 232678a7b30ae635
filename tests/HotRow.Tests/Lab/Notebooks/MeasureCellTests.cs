using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Measure as a cell calls it. The results folder is named by an environment variable, so nothing runs beside this.</summary>
[Collection(Alone.Name)]
public sealed class MeasureCellTests : IDisposable
{
    private static readonly TimeSpan s_hangs = TimeSpan.FromSeconds(30);
    private static readonly ManualResetEventSlim s_begun = new();
    private static readonly ManualResetEventSlim s_mayEnd = new();
    private static int s_entered;
    private static int s_left;

    private readonly string? _before = Environment.GetEnvironmentVariable(ResultsFolder.Variable);
    private readonly TempFolder _folder = new();

    public MeasureCellTests() => Environment.SetEnvironmentVariable(ResultsFolder.Variable, _folder.Path);

    /// <summary>What the cells below measure: its one point does not look at the interrupt.</summary>
    public static IExperiment Deaf { get; } = new SampleExperiment(points: 1)
    {
        Body = (_, _) =>
        {
            Interlocked.Increment(ref s_entered);
            s_begun.Set();
            s_mayEnd.Wait(s_hangs);
            Interlocked.Increment(ref s_left);
        },
    };

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ResultsFolder.Variable, _before);
        _folder.Dispose();
    }

    [Fact]
    public void Measure_InterruptedInAPoint_LeavesThePointWholeAndTheNextWaitsForIt()
    {
        using var cells = new Cells(new() { References = [typeof(HotRow.Lab.Cells).Assembly, typeof(MeasureCellTests).Assembly], Imports = ["HotRow", "HotRow.Lab", "HotRow.Lab.Cells"] });
        using var interrupt = new CancellationTokenSource();
        var code = $"Measure({typeof(MeasureCellTests).FullName}.{nameof(Deaf)}, Scale.Tiny, 30)";
        var waiting = new Thread(() =>
        {
            s_begun.Wait(s_hangs);
            interrupt.Cancel();
        });
        waiting.Start();

        var (interrupted, _) = cells.Try(code, interrupt.Token);

        Assert.Equal((CellStatus.Interrupted, "The cell was interrupted."), (interrupted.Status, interrupted.Error!.Message));
        Assert.Equal((1, 0), (Volatile.Read(ref s_entered), Volatile.Read(ref s_left)));
        s_mayEnd.Set();
        Assert.StartsWith("A sample (t09-sample): 1 point", cells.Value(code), StringComparison.Ordinal);
        Assert.Equal(Volatile.Read(ref s_entered), Volatile.Read(ref s_left));
        waiting.Join();
    }
}
