namespace HotRow.Gpu;

/// <summary>Any lookup, with the batch that is announced looked up ahead on a stream of its own, into one half of a double buffer, while the current batch is used.</summary>
/// <remarks>A batch that was announced waits for its half and is copied within the device to where it is wanted. Any other is looked up on the spot.
/// <para><i>Counts:</i> hits, misses and bytes are those of the lookup behind it, of announced batches too, used or not, when they are announced; indices are those of the batches that came.
/// Late are the indices of batches whose rows were still on their way.</para></remarks>
internal sealed class PrefetchedDeviceLookup : IDeviceLookup
{
    private readonly DeviceLookupArgs _args;
    private readonly DeviceStream _ahead;
    private readonly IDeviceLookup _inner;
    private readonly DeviceEvent _wanted;
    private readonly DeviceEvent _served;
    private readonly Half[] _halves;
    private Half? _pending;
    private int _next;
    private LookupResult _counted;

    /// <summary>Creates it.</summary>
    /// <param name="args">Its stream is the one on which rows are used.</param>
    /// <param name="inner">What looks up, on the second stream.</param>
    public PrefetchedDeviceLookup(DeviceLookupArgs args, DeviceLookupInfo inner)
    {
        _args = args;

        // Its few groups that wait for the link must not wait for the consumer's many before.
        _ahead = args.Own(args.Device.CreateStream(urgent: true));
        (_wanted, _served) = (args.Own(args.Device.CreateEvent()), args.Own(args.Device.CreateEvent()));
        _halves = [new(args), new(args)];
        _inner = args.Own(inner.Create(args with { Stream = _ahead, Observer = null, BesideWork = true }));
    }

    public void Announce(in LookupBatch next)
    {
        var rows = next.Indices.Span;
        DeviceBatchCheck.Rows(rows, _args);
        _pending = null;
        var half = _halves[_next];
        _args.Observer?.Begin(LookupPhase.Prefetch, rows.Length);
        _ahead.Wait(half.Free);
        _inner.Enqueue(next, half.Rows);
        _ahead.Record(half.Ready);
        _args.Observer?.End(LookupPhase.Prefetch);
        rows.CopyTo(half.Announced);
        half.Count = rows.Length;
        _counted = _counted with { PrefetchesIssued = _counted.PrefetchesIssued + rows.Length };
        _pending = half;
    }

    public void Enqueue(in LookupBatch batch, DeviceBuffer<float> destination)
    {
        var rows = batch.Indices.Span;
        DeviceBatchCheck.Rows(rows, _args);
        DeviceBatchCheck.Destination(destination, rows.Length, _args);
        if (rows.IsEmpty)
        {
            return;
        }

        var pending = _pending;
        _pending = null;
        if (pending is not null && rows.SequenceEqual(pending.Announced.AsSpan(0, pending.Count)))
        {
            Use(pending, destination);
        }
        else
        {
            LookUp(batch, destination);
        }

        _counted = _counted with { Indices = _counted.Indices + rows.Length };
    }

    public LookupResult Finish()
    {
        _args.Stream.Synchronize();
        var inner = _inner.Finish();
        var result = inner with
        {
            Indices = _counted.Indices,
            NearBytes = inner.NearBytes + _counted.NearBytes,
            PrefetchesIssued = _counted.PrefetchesIssued,
            PrefetchesUsed = _counted.PrefetchesUsed,
            PrefetchesLate = _counted.PrefetchesLate,
        };
        _counted = default;
        return result;
    }

    public void Dispose() => _args.Parts.Dispose();

    private void Use(Half half, DeviceBuffer<float> destination)
    {
        var elements = (long)half.Count * _args.Store.EmbeddingDim;
        var late = half.Ready.HasHappened ? 0 : half.Count;
        _args.Stream.Wait(half.Ready);
        _args.Begin(DevicePhase.Copy, half.Count);
        _args.Stream.Copy(destination, 0, half.Rows, 0, elements);
        _args.End(DevicePhase.Copy);
        _args.Stream.Record(half.Free);
        _next = (_next + 1) % _halves.Length;
        _counted = _counted with
        {
            NearBytes = _counted.NearBytes + (elements * sizeof(float)),
            PrefetchesUsed = _counted.PrefetchesUsed + half.Count,
            PrefetchesLate = _counted.PrefetchesLate + late,
        };
    }

    private void LookUp(in LookupBatch batch, DeviceBuffer<float> destination)
    {
        // What is given already may still use the destination, so the other stream waits for it.
        _args.Stream.Record(_wanted);
        _ahead.Wait(_wanted);
        _inner.Enqueue(batch, destination);
        _ahead.Record(_served);
        _args.Stream.Wait(_served);
    }

    private sealed class Half(DeviceLookupArgs args)
    {
        internal readonly DeviceBuffer<float> Rows = args.Own(args.Device.Allocate<float>((long)args.MaxIndices * args.Store.EmbeddingDim, "rows that are looked up ahead"));
        internal readonly DeviceEvent Ready = args.Own(args.Device.CreateEvent());
        internal readonly DeviceEvent Free = args.Own(args.Device.CreateEvent());
        internal readonly int[] Announced = new int[args.MaxIndices];
        internal int Count;
    }
}
