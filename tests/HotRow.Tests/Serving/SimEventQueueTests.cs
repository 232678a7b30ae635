using FsCheck;
using FsCheck.Fluent;
using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The event queue against a sorted list, and the order of events at one time.</summary>
public sealed class SimEventQueueTests
{
    [Fact]
    public void Pop_AnyEventsInAnyOrder_ComeOutSorted() => Prop.ForAll<(byte Time, byte Kind, byte Id)[]>(drawn =>
    {
        // Few times and kinds, so that most events collide.
        var events = drawn.Select(d => new SimEvent(new(d.Time % 5), (SimEventKind)(d.Kind % 5), d.Id)).ToArray();
        var queue = new SimEventQueue();
        foreach (var e in events)
        {
            queue.Push(e);
        }

        return Drain(queue).SequenceEqual(events.Order());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pop_PushesBetweenPops_NeverMissesTheEarliest()
    {
        var random = new Xoshiro256(1);
        var (queue, pending) = (new SimEventQueue(), new List<SimEvent>());
        for (var i = 0; i < 20_000; i++)
        {
            if (pending.Count == 0 || random.NextInt32(5) < 3)
            {
                var e = new SimEvent(new(random.NextInt32(1_000)), (SimEventKind)random.NextInt32(5), i);
                queue.Push(e);
                pending.Add(e);
                continue;
            }

            Assert.True(queue.TryPeek(out var first) && queue.TryPop(out var popped) && popped == first);
            Assert.Equal(pending.Min(), first);
            pending.Remove(first);
            Assert.Equal(pending.Count, queue.Count);
        }
    }

    [Fact]
    public void Pop_OneTime_StepEndsBeforeTransfersBeforeArrivalsBeforeWakesBeforeScaling()
    {
        var queue = new SimEventQueue();
        foreach (var kind in Enum.GetValues<SimEventKind>().Reverse())
        {
            queue.Push(new(new(7), kind, 3));
        }

        Assert.Equal(
            [SimEventKind.StepEnd, SimEventKind.TransferEnd, SimEventKind.Arrival, SimEventKind.Wake, SimEventKind.Scale], Drain(queue).Select(e => e.Kind));
    }

    private static List<SimEvent> Drain(SimEventQueue queue)
    {
        var drained = new List<SimEvent>();
        while (queue.TryPop(out var e))
        {
            drained.Add(e);
        }

        return drained;
    }
}
