using System.Globalization;
using HotRow.Gpu;

namespace HotRow.Lab;

/// <summary>One thing a machine may have.</summary>
/// <param name="What">The thing.</param>
/// <param name="Present">Whether it is here.</param>
/// <param name="Detail">Which, or what its lack costs.</param>
internal sealed record Finding(string What, bool Present, string Detail);

/// <summary>Looks for what the experiments can use; everything but the SDK is optional.</summary>
internal static class Doctor
{
    public static IReadOnlyList<Finding> Examine() =>
    [
        DefaultText(),
        HugePages(),
        FileTier(),
        Ring(),
        Disk(),
        Torch(),
        .. DeviceBackends.All.Select(Devices),
    ];

    private static Finding DefaultText()
    {
        try
        {
            return new("default text", true, $"reference documentation {DocumentationText.Find().Version}, {DocumentationText.Find().Files.Count} files");
        }
        catch (InputException e)
        {
            return new("default text", false, e.Message);
        }
    }

    private static Finding HugePages()
    {
        var setting = MachineCard.ThisMachine.HugePages;
        var offered = setting.Contains("[madvise]", StringComparison.Ordinal) || setting.Contains("[always]", StringComparison.Ordinal);
        return new("2 MiB pages", offered, offered ? $"transparent huge pages: {setting}" : $"transparent huge pages: {setting}; tables lie in small pages and random rows cost more address translation");
    }

    private static Finding FileTier()
    {
        // A real table of 1 MiB: whether the disk is read past the page cache is only known by reading.
        try
        {
            using var store = TableCache.Open(rowCount: 512, embeddingDim: 512, seed: 1);
            return new("file past page cache", store.IsDirect, $"{store.Path}, in {Tilde(TableCache.Folder)}");
        }
        catch (InputException e)
        {
            return new("file past page cache", false, e.Message);
        }
    }

    private static Finding Ring() => IoRing.WhyNot is { } why
        ? new("io_uring", false, $"{why}; rows of files are read by a pool of pread threads")
        : new("io_uring", true, "one thread keeps many reads of a file in flight");

    // A card is made to be shown: it names no user.
    private static string Tilde(string path) =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home && path.StartsWith(home, StringComparison.Ordinal) ? "~" + path[home.Length..] : path;

    private static Finding Disk()
    {
        var free = FileSystems.FreeBytes(TableCache.Folder);
        return new("disk", free > 4_000_000_000, string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0} GB free for generated tables ({TableCache.FolderVariable} names another folder)"));
    }

    private static Finding Torch()
    {
        var version = PythonPeer.TorchVersion();
        return new("Python with torch", version is not null, version is null ? "week 1 stands without PyTorch's figures beside it" : $"torch {version}");
    }

    private static Finding Devices(DeviceBackendInfo backend)
    {
        var probe = backend.Probe();
        return new($"device {backend.Name}", probe.WhyNot is null, PrintableText.Line(probe.WhyNot ?? string.Join("; ", probe.Devices.Select(d => d.OneLine))));
    }
}
