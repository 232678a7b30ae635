using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

public sealed class DeviceTimelineTests
{
    [Fact]
    public void Spans_PrefetchedBatches_StandOnTheirStreamsInOrder()
    {
        using var table = TestBatches.Table(40, 17);
        using var store = new DramRowStore(table);
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var output = device.Allocate<float>(300 * 17, "rows");
        using var timeline = new DeviceTimeline(stream, 100);
        using var lookup = DeviceLookups.PrefetchedUpload.Create(new(device, stream, store, 300) { Timeline = timeline });
        var batches = Enumerable.Range(0, 3).Select(i => TestBatches.Draw(40, 50 + i)).ToArray();

        lookup.Announce(new(batches[0]));
        for (var i = 0; i < batches.Length; i++)
        {
            timeline.Batch = i;
            lookup.Enqueue(new(batches[i]), output);
            timeline.Begin(stream, DevicePhase.Compute, batches[i].Length);
            timeline.End(stream, DevicePhase.Compute);
            if (i + 1 < batches.Length)
            {
                lookup.Announce(new(batches[i + 1]));
            }
        }

        var spans = timeline.Spans();
        Assert.Equal(
            [
                (0, DevicePhase.Transfer, "copy stream", 50),
                (0, DevicePhase.Copy, "compute stream", 50), (0, DevicePhase.Compute, "compute stream", 50), (0, DevicePhase.Transfer, "copy stream", 51),
                (1, DevicePhase.Copy, "compute stream", 51), (1, DevicePhase.Compute, "compute stream", 51), (1, DevicePhase.Transfer, "copy stream", 52),
                (2, DevicePhase.Copy, "compute stream", 52), (2, DevicePhase.Compute, "compute stream", 52),
            ],
            spans.Select(s => (s.Batch, s.Phase, s.Lane, s.Rows)));
        Assert.Equal(0, spans[0].StartMs);
        Assert.All(spans, s => Assert.True(s.DurationMs >= 0));
    }

    [Fact]
    public void Begin_WhenFull_CountsWhatItDrops()
    {
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var timeline = new DeviceTimeline(stream, 2);

        for (var i = 0; i < 5; i++)
        {
            timeline.Begin(stream, DevicePhase.Kernel, i);
            timeline.End(stream, DevicePhase.Kernel);
        }

        Assert.Equal([0, 1], timeline.Spans().Select(s => s.Rows));
        Assert.Equal(3, timeline.Dropped);
        timeline.Clear();
        Assert.Equal(0, timeline.Dropped);
        Assert.Empty(timeline.Spans());
    }

    [Fact]
    public void Spans_PhaseWithoutEnd_IsLeftOut()
    {
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var timeline = new DeviceTimeline(stream, 4);

        timeline.Begin(stream, DevicePhase.Transfer, 1);
        timeline.Begin(stream, DevicePhase.Kernel, 2);
        timeline.End(stream, DevicePhase.Kernel);
        timeline.End(stream, DevicePhase.Compute);

        Assert.Equal([2], timeline.Spans().Select(s => s.Rows));
    }

    [Fact]
    public void Record_Warm_AllocatesNothing()
    {
        using var device = DeviceBackends.Open("cpu");
        using var stream = device.CreateStream();
        using var timeline = new DeviceTimeline(stream, 100);
        var record = () =>
        {
            timeline.Begin(stream, DevicePhase.Kernel, 1);
            timeline.End(stream, DevicePhase.Kernel);
        };
        record();

        Assert.Equal(0, AllocatedBytes.Of(record));
    }
}
