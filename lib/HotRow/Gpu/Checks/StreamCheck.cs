namespace HotRow.Gpu;

public static partial class KernelChecks
{
    /// <summary>Streams and events: the order of things.</summary>
    public static readonly KernelCheckInfo Streams = Add(new("streams", StreamCheck.Cases));
}

/// <summary>What one stream writes and another reads behind an event.</summary>
internal static class StreamCheck
{
    private const int Length = 1 << 20;
    private const int Rounds = 20;

    public static IEnumerable<KernelCase> Cases(Device device)
    {
        yield return new($"an event recorded {Rounds} times orders two streams", Relay(device));
        yield return new("events happen in the order of their stream, and time does not go back", Order(device));
        yield return new("nobody waits for an event that was never recorded", NeverRecorded(device));
    }

    // One stream fills, the other hands on what it finds: without the two events it would find the round before or after.
    private static string? Relay(Device device)
    {
        using var writer = device.CreateStream();
        using var reader = device.CreateStream();
        using var written = device.CreateEvent();
        using var read = device.CreateEvent();
        using var numbers = device.Allocate<int>(Length, "numbers");
        using var found = device.AllocateHost<int>(Length, HostMemoryKind.Pinned, "what was found");
        for (var round = 1; round <= Rounds; round++)
        {
            writer.Wait(read);
            writer.Fill(numbers, round);
            writer.Record(written);
            reader.Wait(written);
            reader.Download(found, 0, numbers, 0, Length);
            reader.Record(read);
            if (round % 5 == 0)
            {
                read.Synchronize();
                if (found.AsSpan().IndexOfAnyExcept(round) is >= 0 and var at)
                {
                    return $"round {round}: number {at} is {found.AsSpan()[at]}";
                }
            }
        }

        return null;
    }

    private static string? Order(Device device)
    {
        using var stream = device.CreateStream();
        using var first = device.CreateEvent();
        using var second = device.CreateEvent();
        using var numbers = device.Allocate<int>(Length, "numbers");
        stream.Record(first);
        stream.Fill(numbers, 1);
        stream.Record(second);

        // Nobody has waited: the question for the time does.
        var time = second.Since(first);
        return !first.HasHappened ? "the second event happened before the first"
            : !second.HasHappened ? "an event that was waited for has not happened"
            : time < TimeSpan.Zero ? $"the second event is {time.TotalMicroseconds} us behind the first"
            : null;
    }

    private static string? NeverRecorded(Device device)
    {
        using var stream = device.CreateStream();
        using var never = device.CreateEvent();
        stream.Wait(never);
        never.Synchronize();
        stream.Synchronize();
        return never.IsRecorded ? "it says that it was recorded" : null;
    }
}
