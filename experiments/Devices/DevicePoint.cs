using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>A point whose contenders run on a device. A sample gives the device several batches and then waits once: each launch's own cost counts, and the wait counts once.</summary>
internal sealed class DevicePoint
{
    private readonly Dictionary<string, double> _amounts = [];

    /// <summary>Takes a stream; the point owns it.</summary>
    /// <param name="point">The point.</param>
    /// <param name="device">The device; not owned.</param>
    /// <param name="batches">Batches of a sample.</param>
    public DevicePoint(Point point, Device device, int batches)
    {
        (Point, Device, Batches) = (point, device, batches);
        Stream = point.Own(device.CreateStream());
        point.Note = $"{batches} batch{(batches == 1 ? "" : "es")} a sample, then one wait{DeviceCaption.NoteOf(device)}";
    }

    /// <summary>The point.</summary>
    public Point Point { get; }

    /// <summary>The device.</summary>
    public Device Device { get; }

    /// <summary>Where all its contenders give their work.</summary>
    public DeviceStream Stream { get; }

    /// <summary>Batches of a sample.</summary>
    public int Batches { get; }

    /// <summary>Declares a point on a device: the two parameters that all of them have come first.</summary>
    public static void Declare(RunContext context, Device device, int batches, Parameters parameters, Action<DevicePoint> body, double weight = 1) => context.Point(
        new Parameters { { "part", "device" }, { "device", device.Info.Label } }.With(parameters),
        point => body(new(point, device, batches)),
        weight);

    /// <summary>Takes device memory; the point owns it.</summary>
    public DeviceBuffer<T> Allocate<T>(long length, string purpose)
        where T : unmanaged => Point.Own(Device.Allocate<T>(length, purpose));

    /// <summary>Takes device memory and copies an array into it; the point owns it.</summary>
    public DeviceBuffer<T> Upload<T>(ReadOnlySpan<T> values, string purpose)
        where T : unmanaged
    {
        var buffer = Allocate<T>(values.Length, purpose);
        Stream.UploadAndWait(buffer, 0, values);
        return buffer;
    }

    /// <summary>Device memory in the host's.</summary>
    public T[] Download<T>(DeviceBuffer<T> buffer, int length)
        where T : unmanaged
    {
        var values = new T[length];
        Stream.DownloadAndWait(values, buffer, 0);
        return values;
    }

    /// <summary>Adds a contender.</summary>
    /// <param name="name">Its name in charts.</param>
    /// <param name="enqueue">Gives one batch to the stream.</param>
    /// <param name="rate">What is told besides the time of a batch, as an amount per second; null for nothing.</param>
    /// <param name="amount">That amount for one batch, already divided by 1e9 for GB and GFLOP.</param>
    public void Variant(string name, Action enqueue, Metric? rate = null, double amount = 0) => Add(name, Batches, enqueue, rate, amount);

    /// <summary>Adds a contender whose calls are long: one a sample.</summary>
    public void Single(string name, Action enqueue, Metric rate, double amount) => Add(name, 1, enqueue, rate, amount);

    /// <summary>Tells how near contenders come to another: amounts per second over its.</summary>
    public void Shares(string ceiling, params string[] names) => Point.After(timing =>
    {
        var reference = PerAmount(timing, ceiling);
        foreach (var name in names)
        {
            var share = Statistics.PairedRatio(reference, PerAmount(timing, name), Point.Seed);
            Point.Value(DeviceMetrics.CeilingShare, share.Value, name, ValueKind.Measured, share.Low, share.High);
        }
    });

    /// <summary>Tells how many times as fast contenders are as another, batch for batch.</summary>
    public void Gains(string reference, params string[] names) => Point.After(timing =>
    {
        foreach (var name in names)
        {
            var gain = Statistics.PairedRatio(timing(reference).SamplesNs, timing(name).SamplesNs, Point.Seed);
            Point.Value(DeviceMetrics.Gain, gain.Value, name, ValueKind.Measured, gain.Low, gain.High);
        }
    });

    private void Add(string name, int batches, Action enqueue, Metric? rate, double amount)
    {
        void Sample()
        {
            for (var i = 0; i < batches; i++)
            {
                enqueue();
            }

            Stream.Synchronize();
        }

        _amounts[name] = batches * amount;
        Derived[] derived = [new(DeviceMetrics.BatchUs, seconds => seconds * 1e6 / batches), .. rate is null ? Array.Empty<Derived>() : [Derived.Rate(rate, batches * amount)]];
        Point.Variant(name, Sample, derived);
    }

    private double[] PerAmount(Func<string, VariantSamples> timing, string name) => [.. timing(name).SamplesNs.Select(ns => ns / _amounts[name])];
}
