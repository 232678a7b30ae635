using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>A server whose steps take a nanosecond: what a request waits for is its batch alone.</summary>
internal static class AlwaysFree
{
    internal static ServingOptions Options(SchedulerInfo scheduler, SchedulerArgs args) =>
        new(scheduler, new LineLatency("1 ns", 1e-6, 0, 0, 0, ValidRange.None), KvAllocators.Paged, new(1 << 12)) { SchedulerArgs = args, LogsSteps = true };
}
