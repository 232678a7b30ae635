namespace HotRow.Serving;

/// <summary>A piece of work of a pipeline: one micro-batch in one stage.</summary>
/// <param name="Stage">Which stage, from 0.</param>
/// <param name="MicroBatch">Which micro-batch, from 0.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
public readonly record struct PipelineSpan(int Stage, int MicroBatch, SimTime Start, SimTime End);

/// <summary>A model cut into stages, each on a device of its own, through which micro-batches pass one after the other.</summary>
/// <remarks><i>Source:</i> Huang et al., GPipe, NeurIPS 2019, section 2.3: idle share (p - 1) / (m + p - 1) of p equal stages and m micro-batches.</remarks>
public static class PipelineParallel
{
    /// <summary>Share of the stages' time that is idle, for equal stages and free transfers: (p - 1) / (m + p - 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one stage or micro-batch.</exception>
    public static double Bubble(int stages, int microBatches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(microBatches, 1);
        return (stages - 1.0) / (microBatches + stages - 1);
    }

    /// <summary>When each stage works on each micro-batch: as soon as the stage is free and the micro-batch has come from the stage before.</summary>
    /// <param name="stages">What each stage needs for one micro-batch.</param>
    /// <param name="microBatches">How many there are.</param>
    /// <param name="send">From the end of a stage until the next one has its result.</param>
    /// <returns>All pieces of work, micro-batch by micro-batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No stage, or fewer than one micro-batch.</exception>
    public static IReadOnlyList<PipelineSpan> Schedule(IReadOnlyList<SimTime> stages, int microBatches, SimTime send)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentOutOfRangeException.ThrowIfZero(stages.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(microBatches, 1);
        var spans = new List<PipelineSpan>(stages.Count * microBatches);
        var free = new SimTime[stages.Count];
        for (var m = 0; m < microBatches; m++)
        {
            var arrives = SimTime.Zero;
            for (var s = 0; s < stages.Count; s++)
            {
                var start = arrives > free[s] ? arrives : free[s];
                free[s] = start + stages[s];
                spans.Add(new(s, m, start, free[s]));
                arrives = free[s] + send;
            }
        }

        return spans;
    }

    /// <summary>Share of the stages' time, from the first start to the last end, in which they do nothing.</summary>
    /// <exception cref="ArgumentException">There are no spans.</exception>
    public static double IdleShare(IReadOnlyList<PipelineSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentOutOfRangeException.ThrowIfZero(spans.Count);
        var stages = spans.Max(s => s.Stage) + 1;
        var span = spans.Max(s => s.End) - spans.Min(s => s.Start);
        return 1 - ((double)spans.Sum(s => (s.End - s.Start).Ns) / (stages * span.Ns));
    }

    /// <summary>Time of one token through an otherwise empty pipeline: all stages and the transfers between them.</summary>
    public static SimTime TokenTime(IReadOnlyList<SimTime> stages, SimTime send)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentOutOfRangeException.ThrowIfZero(stages.Count);
        return new(stages.Sum(s => s.Ns) + ((stages.Count - 1) * send.Ns));
    }

    /// <summary>Steps of micro-batches a second when each makes one token after the other: as many as are in the pipeline, up to what its slowest stage lets through.</summary>
    /// <remarks>A micro-batch's next token begins when its last one has left the last stage: fewer micro-batches than stages leave stages idle however long the run is.</remarks>
    /// <param name="stages">What each stage needs for one micro-batch.</param>
    /// <param name="inFlight">Micro-batches in the pipeline.</param>
    /// <param name="send">Transfer from stage to stage, and of the token back to the first.</param>
    public static double StepsPerSecond(IReadOnlyList<SimTime> stages, int inFlight, SimTime send)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inFlight, 1);
        var round = TokenTime(stages, send) + (stages.Count > 1 ? send : SimTime.Zero);
        return Math.Min(inFlight / round.Seconds, 1 / stages.Max(s => s.Seconds));
    }
}
