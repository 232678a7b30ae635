namespace HotRow.Gpu;

/// <summary>Row numbers on their way to the device: two page-locked buffers in turn, so that the caller's own may be changed at once and the copy runs by itself.</summary>
internal sealed class IdRing
{
    private readonly DeviceLookupArgs _args;
    private readonly Slot[] _slots;
    private int _next;

    public IdRing(DeviceLookupArgs args)
    {
        _args = args;
        _slots = [new(args), new(args)];
    }

    /// <summary>Copies them; what the lookup's stream is given next finds them in the buffer, until the next call but one.</summary>
    public DeviceBuffer<int> Upload(ReadOnlySpan<int> ids)
    {
        var slot = _slots[_next];
        _next = (_next + 1) % _slots.Length;
        _args.Observer?.Begin(LookupPhase.Wait, ids.Length);
        slot.Copied.Synchronize();
        _args.Observer?.End(LookupPhase.Wait);
        ids.CopyTo(slot.Host.Span(0, ids.Length));
        _args.Begin(DevicePhase.Ids, ids.Length);
        _args.Stream.Upload(slot.Ids, 0, slot.Host, 0, ids.Length);
        _args.End(DevicePhase.Ids);
        _args.Stream.Record(slot.Copied);
        return slot.Ids;
    }

    private sealed class Slot(DeviceLookupArgs args)
    {
        internal readonly HostBuffer<int> Host = args.Own(args.Device.AllocateHost<int>(args.MaxIndices, HostMemoryKind.Pinned, "row numbers on their way to the device"));
        internal readonly DeviceBuffer<int> Ids = args.Own(args.Device.Allocate<int>(args.MaxIndices, "row numbers of a batch"));
        internal readonly DeviceEvent Copied = args.Own(args.Device.CreateEvent());
    }
}
