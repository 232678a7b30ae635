using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Lookups of the catalog side by side on one device, over one table of generated rows in host memory: each is checked first, then all are timed over batches drawn alike.</summary>
internal sealed class DeviceContest
{
    private readonly Point _point;
    private readonly Func<FreshBatches> _batches;
    private readonly FreshBatches _shape;

    /// <summary>Takes the stream and the output.</summary>
    /// <param name="point">The point; it owns everything.</param>
    /// <param name="device">The device; not owned.</param>
    /// <param name="table">The table; not owned.</param>
    /// <param name="batches">Makes the batches of one contender, each time from the same seed.</param>
    public DeviceContest(Point point, Device device, EmbeddingTable table, Func<FreshBatches> batches)
    {
        (_point, Device, _batches, _shape) = (point, device, batches, batches());
        var threads = DeviceHostTable.Threads(device, _shape.BatchSize);
        Store = point.Own(new DramRowStore(table, threads));
        Stream = point.Own(device.CreateStream());
        Output = point.Own(device.Allocate<float>((long)_shape.BatchSize * table.EmbeddingDim, "the rows of a batch"));
        point.Note = $"{device.Info.OneLine}; {table.RowCount:N0} rows of {Store.RowBytes:N0} B in host memory, gathered there by {threads} thread{(threads == 1 ? "" : "s")}; {_shape.Count} batches of {_shape.BatchSize:N0} a sample, then one wait{DeviceCaption.NoteOf(device)}";
    }

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>The table.</summary>
    public DramRowStore Store { get; }

    /// <summary>The stream on which rows are used.</summary>
    public DeviceStream Stream { get; }

    /// <summary>Where all of them put a batch's rows. <i>Shape:</i> <c>[batch, dim]</c>.</summary>
    public DeviceBuffer<float> Output { get; }

    /// <summary>Adds a lookup of the catalog; null, with a word in the point's note, where the device cannot run it.</summary>
    public DeviceRun? Add(string name, string lookup, DeviceLookupArgs? args = null, Action<DeviceRun>? warm = null, DeviceConsumer? consumer = null) =>
        Lookup(name, lookup, args) is { } made ? Add(name, made, warm, consumer) : null;

    /// <summary>Adds a lookup; the point owns it.</summary>
    public DeviceRun Add(string name, IDeviceLookup lookup, Action<DeviceRun>? warm = null, DeviceConsumer? consumer = null) =>
        Add(name, new DeviceRun(lookup, Stream, Output, Store.EmbeddingDim, _batches(), consumer), warm);

    /// <summary>Adds a run.</summary>
    public DeviceRun Add(string name, DeviceRun run, Action<DeviceRun>? warm = null)
    {
        _point.Check($"{name}: rows against the generator", () =>
        {
            if (warm is null)
            {
                return run.Check();
            }

            var cold = run.Check();
            warm(run);
            return cold.Passed ? run.Check() : cold;
        });
        _point.Variants.Add(new(name, run.Sample, run.Computes ? [] : [Derived.NsPer(DeviceLookupMetrics.NsPerRow, _shape.Indices)], run.Batches.Draw));
        return run;
    }

    /// <summary>Adds the computation alone, on as many batches as a sample has.</summary>
    public void Add(string name, DeviceConsumer consumer) => _point.Variants.Add(new(name, () => Compute(consumer), [], () => { }));

    /// <summary>Makes a lookup of the catalog; null where the device cannot run it.</summary>
    public IDeviceLookup? Lookup(string name, string lookup, DeviceLookupArgs? args = null)
    {
        var info = DeviceLookups.Find(lookup);
        if (info.WhyNot(Device) is { } why)
        {
            _point.Note += $"; without {name}: {why}";
            return null;
        }

        return _point.Own(info.Create(args ?? Args()));
    }

    /// <summary>What a lookup is made from.</summary>
    public DeviceLookupArgs Args(int capacityRows = 1) => new(Device, Stream, Store, _shape.BatchSize, capacityRows);

    /// <summary>New batches for a run of one's own, from everybody's seed.</summary>
    public FreshBatches Batches() => _batches();

    /// <summary>A ratio of the times of two contenders, as a value of the point.</summary>
    public void Ratio(Metric metric, Func<string, VariantSamples> timing, string slow, string fast, double factor = 1, Parameters? at = null)
    {
        var ratio = Statistics.PairedRatio(timing(slow).SamplesNs, timing(fast).SamplesNs, _point.Seed);
        _point.Value(metric, ratio.Value * factor, fast, ValueKind.Measured, ratio.Low * factor, ratio.High * factor, at: at);
    }

    /// <summary>The time of a batch of each contender, as values of the point.</summary>
    public void BatchTimes(Func<string, VariantSamples> timing)
    {
        foreach (var name in _point.Variants.Select(v => v.Name))
        {
            var ms = Statistics.Median([.. timing(name).SamplesNs.Select(ns => ns / 1e6 / _shape.Count)]);
            _point.Value(DeviceLookupMetrics.BatchMs, ms.Value, name, ValueKind.Measured, ms.Low, ms.High);
        }
    }

    /// <summary>Whether a contender of that name was added.</summary>
    public bool Has(string name) => _point.Variants.Exists(v => v.Name == name);

    private void Compute(DeviceConsumer consumer)
    {
        for (var i = 0; i < _shape.Count; i++)
        {
            consumer.Enqueue(Stream, Output);
        }

        Stream.Synchronize();
    }
}
