using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>One lookup on its way through its batches: each is given to the device, a consumer may compute on the rows, the next one is announced, and a sample waits once, at its end.</summary>
/// <param name="lookup">The lookup.</param>
/// <param name="stream">The stream on which the rows are used.</param>
/// <param name="output">Where its rows go. <i>Shape:</i> <c>[batch, dim]</c>.</param>
/// <param name="dim">Elements of a row.</param>
/// <param name="batches">Its batches.</param>
/// <param name="consumer">Computes on the rows of each batch; null only looks up.</param>
internal sealed class DeviceRun(IDeviceLookup lookup, DeviceStream stream, DeviceBuffer<float> output, int dim, FreshBatches batches, DeviceConsumer? consumer = null)
{
    /// <summary>Its batches.</summary>
    public FreshBatches Batches => batches;

    /// <summary>What was counted over the last sample.</summary>
    public LookupResult Counts { get; private set; }

    /// <summary>Whether its time holds more than the lookup.</summary>
    public bool Computes => consumer is not null;

    /// <summary>Whether the batch that is there is announced as a guess, instead of the one that comes.</summary>
    public bool GuessesPrevious { get; init; }

    /// <summary>Records the phases on the device; null costs nothing.</summary>
    public DeviceTimeline? Timeline { get; init; }

    /// <summary>One sample: all its batches, then the wait.</summary>
    public void Sample()
    {
        var current = batches.Current;
        for (var i = 0; i < batches.Count; i++)
        {
            if (Timeline is { } timeline)
            {
                timeline.Batch = i;
            }

            lookup.Enqueue(current[i], output);
            Compute();
            lookup.Announce(GuessesPrevious ? current[i] : current[i + 1]);
        }

        Counts = lookup.Finish();
        stream.Synchronize();
    }

    /// <summary>Lets a cache see batches that are not timed.</summary>
    public void Warm(IEnumerable<LookupBatch> warming, int samples)
    {
        foreach (var batch in warming)
        {
            lookup.Enqueue(batch, output);
        }

        for (var i = 0; i < samples; i++)
        {
            Sample();
            batches.Draw();
        }

        Counts = lookup.Finish();
    }

    /// <summary>The rows of the next batch against the generator, bit for bit.</summary>
    public (bool Passed, string Detail) Check()
    {
        stream.Fill(output, float.NaN);
        var batch = batches.Current[0];
        lookup.Enqueue(batch, output);
        lookup.Finish();
        var rows = new float[(long)batch.Indices.Length * dim];
        stream.DownloadAndWait(rows, output, 0);
        return GeneratedRows.Match(batch.Indices.Span, dim, rows);
    }

    private void Compute()
    {
        Timeline?.Begin(stream, DevicePhase.Compute, batches.BatchSize);
        consumer?.Enqueue(stream, output);
        Timeline?.End(stream, DevicePhase.Compute);
    }
}
