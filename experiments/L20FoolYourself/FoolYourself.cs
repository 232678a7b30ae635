namespace HotRow.Lab;

public static partial class Experiments
{
    /// <summary>L20: ways to fool yourself with a benchmark.</summary>
    public static readonly IExperiment FoolYourself = Add(new FoolYourself());
}

/// <summary>L20: ten common mistakes of lookup benchmarks, each beside its cure, and by how much each is off.</summary>
/// <remarks>Every way is one file in Ways/. The factor is what the careless figure says over what the careful one says, in the direction that looks good:
/// above 1 the mistake flatters, below 1 it does the work an injustice.</remarks>
internal sealed partial class FoolYourself : IExperiment
{
    /// <summary>The ways, those that need no clock first.</summary>
    internal static readonly IReadOnlyList<FoolingWay> Ways =
    [
        new GibibyteWay(), new ClosedLoopWay(), new FoldedZipfWay(), new PreloadedCacheWay(), new TotalIdsWay(),
        new PageCacheWay(), new RecycledBatchWay(), new LockstepWay(), new FirstCallWay(), new MeanOfTailWay(),
    ];

    public string Id => "l20-fool-yourself";

    public string Title => "Ways to fool yourself";

    public string Question => "Which habits make a lookup benchmark lie, and by how much?";

    public double Weight => 6;

    public void Declare(RunContext context)
    {
        foreach (var way in Ways)
        {
            context.Point(new() { { "part", "way" }, { "way", way.Name } }, point => way.Measure(point, context), way.Weight);
        }
    }
}
