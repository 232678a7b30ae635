using HotRow.Serving;

namespace HotRow.Tests;

public sealed class TraceArrivalsTests
{
    // Requests at 0, 10, 11, 12, 30 and 32 s.
    private static readonly RecordedRequests s_trace = RecordedRequests.Of("six", new[] { 10.0, 0, 11, 12, 30, 32 }.Select((s, i) => new ServingRequest(i, SimTime.FromSeconds(s), i + 1, 1)));

    [Fact]
    public void Requests_KeepTheSchedule() =>
        Assert.Equal([(0, 0.0, 2), (1, 10, 1), (2, 11, 3), (3, 12, 4), (4, 30, 5), (5, 32, 6)], Rows(new(s_trace)));

    [Fact]
    public void TimeScale_MultipliesTimes() =>
        Assert.Equal([0, 5, 5.5, 6, 15, 16], Rows(new(s_trace) { TimeScale = 0.5 }).Select(r => r.Seconds));

    [Fact]
    public void Limit_TakesTheFirst() => Assert.Equal([0, 10], Rows(new(s_trace, limit: 2)).Select(r => r.Seconds));

    [Fact]
    public void Busiest_IsTheShortestSpan()
    {
        var busiest = TraceArrivals.Busiest(s_trace, 3);

        Assert.Equal((1, 3), busiest.Window);
        Assert.Equal([(0, 0.0, 1), (1, 1, 3), (2, 2, 4)], Rows(busiest));
        Assert.Equal((0, 6), TraceArrivals.Busiest(s_trace, 100).Window);
        Assert.Equal((0, 1), TraceArrivals.Busiest(s_trace, 1).Window);
        Assert.Equal("six, requests 1 to 3", busiest.Name);
    }

    [Fact]
    public void Create_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TraceArrivals(s_trace, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TraceArrivals(s_trace, limit: 0));
        Assert.Throws<InputException>(() => new TraceArrivals(s_trace) { TimeScale = double.NaN });
        Assert.Throws<InputException>(() => new TraceArrivals(s_trace) { TimeScale = 0 });
        Assert.Contains("3200000000 s in all", Assert.Throws<InputException>(() => new TraceArrivals(RecordedRequests.Of("long", [new(0, default, 1, 1), new(1, SimTime.FromSeconds(3e9), 1, 1)])) { TimeScale = 10 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RecordedRequests.Of("none", []));
        Assert.Throws<ArgumentException>(() => RecordedRequests.Of("empty", [new(0, default, 0, 1)]));
    }

    private static IEnumerable<(int Id, double Seconds, int Input)> Rows(TraceArrivals arrivals) => arrivals.Requests(1).Select(r => (r.Id, r.Arrival.Seconds, r.InputTokens));
}
