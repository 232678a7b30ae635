using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>One case of a kernel's check on a device.</summary>
/// <param name="Kernel">The check's name.</param>
/// <param name="Case">Sizes and settings, in words.</param>
/// <param name="Failure">What was wrong; null when all was right.</param>
internal sealed record KernelFinding(string Kernel, string Case, string? Failure);

/// <summary>Asks a device the questions whose answers are known: every kernel over odd sizes, against plain C#.</summary>
internal static class DeviceDoctor
{
    /// <summary>Runs every check, case by case as they are asked for. A check that cannot go on ends with a finding that says why, and the next check begins.</summary>
    /// <param name="device">The device.</param>
    /// <param name="announce">Is given a check's name and what is to be known before it runs.</param>
    public static IEnumerable<KernelFinding> Examine(Device device, Action<string, string>? announce = null)
    {
        foreach (var check in KernelChecks.All)
        {
            if (check.Notice(device) is { } notice)
            {
                announce?.Invoke(check.Name, notice);
            }

            using var cases = check.Run(device).GetEnumerator();
            while (Next(check.Name, cases) is { } finding)
            {
                yield return finding;
            }
        }
    }

    /// <summary>What the device can do and what it cannot, in one line.</summary>
    public static string Capabilities(Device device)
    {
        var (can, cannot) = (new List<string>(), new List<string>());
        foreach (var capability in Enum.GetValues<DeviceCapability>())
        {
            (device.Supports(capability) ? can : cannot).Add(Words(capability));
        }

        return $"can: {Join(can)}; cannot: {Join(cannot)}";

        static string Join(List<string> words) => words.Count > 0 ? string.Join(", ", words) : "nothing of these";
    }

    // A case that throws ends its check: the enumerator has nothing more to give.
    private static KernelFinding? Next(string kernel, IEnumerator<KernelCase> cases)
    {
        try
        {
            return cases.MoveNext() ? new(kernel, cases.Current.Case, cases.Current.Failure) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(kernel, "the rest", $"{e.Message} ({e.GetType().Name})");
        }
    }

    private static string Words(DeviceCapability capability) => capability switch
    {
        DeviceCapability.ConcurrentStreams => "streams side by side",
        DeviceCapability.ZeroCopy => "zero-copy reads",
        DeviceCapability.RegisterHost => "registered host memory",
        DeviceCapability.Graphs => "graphs",
        DeviceCapability.PersistingL2 => "rows kept in L2",
        DeviceCapability.VendorGemm => "a vendor's matrix product",
        _ => capability.ToString(),
    };
}
