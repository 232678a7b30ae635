namespace HotRow.Tests;

public class LookupTimelineTests
{
    [Fact]
    public void Spans_TwoLanes_KeepWhatEachWasTold()
    {
        var timeline = new LookupTimeline(8);
        timeline.Caller.Begin(LookupPhase.Fetch, 5);
        timeline.Caller.Begin(LookupPhase.Stage, 2);
        timeline.Caller.End(LookupPhase.Stage);
        timeline.Caller.End(LookupPhase.Fetch);
        timeline.Batch = 1;
        var reader = new Thread(() =>
        {
            timeline.Reader.Begin(LookupPhase.Prefetch, 7);
            timeline.Reader.End(LookupPhase.Prefetch);
        });
        reader.Start();
        reader.Join();

        var spans = timeline.Spans();

        Assert.Equal(
            [(0, LookupPhase.Fetch, "caller", 5), (0, LookupPhase.Stage, "caller", 2), (1, LookupPhase.Prefetch, "background reader", 7)],
            spans.Select(s => (s.Batch, s.Phase, s.Lane, s.Rows)).Order());
        var (fetch, stage) = (spans.Single(s => s.Phase == LookupPhase.Fetch), spans.Single(s => s.Phase == LookupPhase.Stage));
        Assert.True(fetch.StartNs >= 0 && fetch.StartNs <= stage.StartNs && stage.EndNs <= fetch.EndNs);
        Assert.All(spans, s => Assert.True(s.DurationNs >= 0));
    }

    [Fact]
    public void Begin_LaneFull_IsCountedAndTheFirstStay()
    {
        var timeline = new LookupTimeline(2);
        foreach (var rows in new[] { 1, 2, 3, 4 })
        {
            timeline.Caller.Begin(LookupPhase.Gather, rows);
            timeline.Caller.End(LookupPhase.Gather);
        }

        Assert.Equal([1, 2], timeline.Spans().Select(s => s.Rows));
        Assert.Equal(2, timeline.Dropped);
        timeline.Clear();
        Assert.Empty(timeline.Spans());
        Assert.Equal(0, timeline.Dropped);
    }

    [Fact]
    public void Spans_PhaseThatFailed_IsLeftOut()
    {
        var timeline = new LookupTimeline(4);
        timeline.Caller.Begin(LookupPhase.Fetch, 1);
        timeline.Caller.Begin(LookupPhase.Fetch, 2);
        timeline.Caller.End(LookupPhase.Fetch);
        timeline.Caller.End(LookupPhase.Compute);

        Assert.Equal([2], timeline.Spans().Select(s => s.Rows));
    }

    [Fact]
    public void Record_Warm_AllocatesNothing()
    {
        var timeline = new LookupTimeline(1_000);

        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            timeline.Caller.Begin(LookupPhase.Gather, 1);
            timeline.Caller.End(LookupPhase.Gather);
        }));
    }
}
