namespace HotRow.Gpu;

/// <summary>What a backend found when it looked.</summary>
/// <param name="Devices">Its devices.</param>
/// <param name="WhyNot">Why there is none, and what would help, in one line; null when there are some.</param>
public sealed record DeviceProbe(IReadOnlyList<DeviceInfo> Devices, string? WhyNot)
{
    /// <summary>Nothing was found.</summary>
    public static DeviceProbe None(string why) => new([], why);
}

/// <summary>One way to devices.</summary>
/// <param name="Name">What <c>--device</c> calls it: "cuda".</param>
/// <param name="Source">What it stands on.</param>
/// <param name="Probe">Looks for devices; never throws.</param>
/// <param name="Open">Opens one of those that were found.</param>
public sealed record DeviceBackendInfo(string Name, string Source, Func<DeviceProbe> Probe, Func<int, Device> Open);

/// <summary>The catalog of backends. A new one is one folder holding its own part of this class.</summary>
public static partial class DeviceBackends
{
    private static Catalog<DeviceBackendInfo>? s_catalog;

    /// <summary>All backends, sorted by name.</summary>
    public static IReadOnlyList<DeviceBackendInfo> All => s_catalog!.All;

    /// <summary>Opens the device that a selector names: "cpu", "opencl", "cuda", "cuda:1".</summary>
    /// <exception cref="InputException">There is no such backend or device; the message says what is there, or why nothing is.</exception>
    /// <exception cref="DeviceException">The driver refuses.</exception>
    public static Device Open(string selector)
    {
        var (backend, index) = Parse(selector);
        var probe = backend.Probe();
        if (probe.WhyNot is { } why)
        {
            var others = All.Where(b => b != backend && b.Probe().WhyNot is null).Select(b => b.Name);
            throw new InputException($"no device '{backend.Name}': {why}; --device {string.Join(" or ", others)} works without it");
        }

        return index < probe.Devices.Count
            ? backend.Open(index)
            : throw new InputException($"there is no device {PrintableText.Quote(selector)}; {backend.Name} has {probe.Devices.Count}: {string.Join("; ", probe.Devices.Select(d => d.OneLine))}");
    }

    /// <summary>The backend and the number that a selector names; no driver is asked.</summary>
    /// <exception cref="InputException">There is no such backend, or what stands behind the colon is no number.</exception>
    internal static (DeviceBackendInfo Backend, int Index) Parse(string selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var colon = selector.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? selector : selector[..colon];
        var backend = All.FirstOrDefault(b => string.Equals(b.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"unknown device {PrintableText.Quote(selector)}; known: {string.Join(", ", All.Select(b => b.Name))}");
        var index = 0;
        if (colon >= 0 && !int.TryParse(selector.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out index))
        {
            throw new InputException($"{PrintableText.Quote(selector)} does not name a device: give a backend and, behind a colon, a number, such as {backend.Name}:0");
        }

        return (backend, index);
    }

    private static DeviceBackendInfo Add(DeviceBackendInfo entry) => (s_catalog ??= new("device backend", e => e.Name)).Add(entry);
}
