using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json.Serialization;

namespace HotRow;

/// <summary>What a reader must know of the machine behind a number. It holds no host name and no user name.</summary>
public sealed record MachineCard
{
    /// <summary>Short name: the folder of its results.</summary>
    public required string Name { get; init; }

    /// <summary>Processor model.</summary>
    public required string Processor { get; init; }

    /// <summary>Logical processors this process may use.</summary>
    public required int Threads { get; init; }

    /// <summary>Data caches: "L1 48 KiB, L2 1024 KiB, L3 32768 KiB".</summary>
    public required string Caches { get; init; }

    /// <summary>Widest vectors the runtime uses: "512-bit vectors".</summary>
    public required string Vectors { get; init; }

    /// <summary>Memory this process may use. <i>Units:</i> bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Operating system and kernel.</summary>
    public required string System { get; init; }

    /// <summary>.NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Setting of transparent huge pages; "not offered" where there are none.</summary>
    public required string HugePages { get; init; }

    /// <summary>Whether the machine is a virtual one, where that can be told.</summary>
    public required string Virtual { get; init; }

    /// <summary>The device that experiments ran on besides, in one line; null when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceLine { get; init; }

    /// <summary>The card of the machine this process runs on.</summary>
    public static MachineCard ThisMachine { get; } = Read();

    /// <summary>The card in one line.</summary>
    [JsonIgnore]
    public string OneLine => string.Create(CultureInfo.InvariantCulture, $"{Processor}, {Threads} threads, {Vectors}, {MemoryBytes / 1e9:0} GB, {System}, {Runtime}") + (DeviceLine is null ? "" : $"; device {DeviceLine}");

    /// <summary>The card as label and value, in reading order.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Label, string Value)> Lines =>
    [
        ("Processor", Processor),
        ("Threads", Threads.ToString(CultureInfo.InvariantCulture)),
        ("Vectors", Vectors),
        ("Caches", Caches),
        ("Memory", string.Create(CultureInfo.InvariantCulture, $"{MemoryBytes / 1e9:0.0} GB")),
        ("Huge pages", HugePages),
        ("System", System),
        ("Virtual machine", Virtual),
        ("Runtime", Runtime),
        ("Short name", Name),
        .. DeviceLine is null ? Array.Empty<(string, string)>() : [("With --device", DeviceLine)],
    ];

    private static MachineCard Read()
    {
        var processor = CpuInfo("model name") ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var card = new MachineCard
        {
            Name = "",
            Processor = processor,
            Threads = Environment.ProcessorCount,
            Caches = ReadCaches(),
            Vectors = Vector512.IsHardwareAccelerated ? "512-bit vectors" : Vector256.IsHardwareAccelerated ? "256-bit vectors" : Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vectors",
            MemoryBytes = memory,
            System = $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}",
            Runtime = RuntimeInformation.FrameworkDescription,
            HugePages = FirstLine("/sys/kernel/mm/transparent_hugepage/enabled") ?? "not offered",
            Virtual = OperatingSystem.IsLinux() ? (CpuInfo("flags")?.Contains("hypervisor", StringComparison.Ordinal) == true ? "yes" : "no") : "not known",
        };
        return card with { Name = ShortName(card) };
    }

    // Readable, and different for machines that differ in what matters for a time.
    private static string ShortName(MachineCard card)
    {
        var words = new string([.. card.Processor.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        var slug = string.Join('-', words.Split('-', StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("r" or "tm" or "cpu" or "processor" or "with")).Take(4));
        var identity = $"{card.Processor}|{card.Threads}|{card.Caches}|{card.MemoryBytes >> 28}|{RuntimeInformation.ProcessArchitecture}";
        var hash = Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(identity)))[..6];
        return $"{(slug.Length == 0 ? "machine" : slug)}-{card.Threads}t-{hash}";
    }

    private static string ReadCaches()
    {
        var caches = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            var folder = $"/sys/devices/system/cpu/cpu0/cache/index{i}";
            if (FirstLine($"{folder}/type") is { } type && type != "Instruction" && FirstLine($"{folder}/level") is { } level && FirstLine($"{folder}/size") is { } size)
            {
                caches.Add($"L{level} {size.Replace("K", " KiB", StringComparison.Ordinal)}");
            }
        }

        return caches.Count == 0 ? "not known" : string.Join(", ", caches);
    }

    private static string? CpuInfo(string key)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FirstLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault()?.Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
