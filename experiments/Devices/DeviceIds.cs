using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>Row numbers of a few batches, drawn and brought to the device before any timing, handed out in a ring.</summary>
internal sealed class DeviceIds
{
    private readonly DeviceBuffer<int>[] _batches;
    private int _next;

    /// <summary>Draws them.</summary>
    public DeviceIds(DevicePoint point, WorkloadInfo law, int rowCount, int batch, int batches)
    {
        var args = new WorkloadArgs { RowCount = rowCount, BatchSize = batch, IndexCount = (long)batch * batches, Seed = point.Point.Seed };
        Drawn = [.. law.Create(args).Batches().Select(b => b.Indices.ToArray())];
        _batches = [.. Drawn.Select(rows => point.Upload<int>(rows, "row numbers"))];
    }

    /// <summary>The batches, on the host.</summary>
    public IReadOnlyList<int[]> Drawn { get; }

    /// <summary>The first batch, on which results are checked.</summary>
    public DeviceBuffer<int> First => _batches[0];

    /// <summary>A batch by its place in the ring.</summary>
    public DeviceBuffer<int> this[int place] => _batches[place];

    /// <summary>The next batch.</summary>
    public DeviceBuffer<int> Next() => _batches[NextPlace()];

    /// <summary>The next batch's place in the ring.</summary>
    public int NextPlace()
    {
        var place = _next;
        _next = _next + 1 < _batches.Length ? _next + 1 : 0;
        return place;
    }
}
