using System.Globalization;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>A block of zeroed native memory that begins on a 2 MiB boundary and asks the system for 2 MiB pages.</summary>
/// <remarks>On Linux an unreadable page follows the last page, so a kernel that runs past the end faults at once
/// instead of reading a neighbour. Elsewhere the block is an ordinary aligned allocation.</remarks>
public sealed unsafe class PageMemory : SafeHandle
{
    private const nuint HugePage = 2u << 20;
    private static readonly nuint s_page = (nuint)Environment.SystemPageSize;
    private nint _mapped;
    private nuint _mappedBytes;
    private volatile bool _disposed;

    /// <summary>Takes the memory. Pages are touched, and so really taken, when they are first written.</summary>
    /// <param name="bytes">At least 1.</param>
    /// <param name="purpose">What it is for, as an error message names it: "a table of 1,000,000 x 768 floats".</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is below 1.</exception>
    /// <exception cref="InputException">The machine has not that much memory available.</exception>
    public PageMemory(long bytes, string purpose)
        : this(bytes, purpose, portable: !OperatingSystem.IsLinux())
    {
    }

    // Portable: an ordinary aligned allocation, as on every system but Linux.
    internal PageMemory(long bytes, string purpose, bool portable)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        var available = AvailableMemory.Bytes();
        if (bytes > available)
        {
            throw DoesNotFit(bytes, available, purpose);
        }

        Bytes = bytes;
        var taken = portable ? AllocateAligned() : MapPages();
        if (!taken)
        {
            throw DoesNotFit(bytes, available, purpose);
        }
    }

    /// <summary>Bytes asked for.</summary>
    public long Bytes { get; }

    /// <summary>The first byte.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public void* Pointer
    {
        get
        {
            // Not IsClosed: memory that is disposed while somebody holds it closes only when the last of them lets go.
            ObjectDisposedException.ThrowIf(_disposed, this);
            return (void*)handle;
        }
    }

    /// <summary>The memory as fp32 numbers; the span dies with the memory.</summary>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 of them.</exception>
    public Span<float> Floats => new(Pointer, checked((int)(Bytes / sizeof(float))));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>What pages the memory lies on, in words: "2 MiB pages", "4 KiB pages (portable path)".</summary>
    /// <remarks><i>Cost:</i> on Linux one read of /proc/self/smaps; not for a hot path. Pages that were never written are not counted.</remarks>
    public string Describe()
    {
        var first = (long)(nint)Pointer;
        var pageKiB = s_page / 1024;
        if (_mapped == 0)
        {
            return $"{pageKiB} KiB pages (portable path)";
        }

        if (!TryReadResidency(first, out var resident, out var huge))
        {
            return "2 MiB pages requested";
        }

        if (resident == 0)
        {
            return "2 MiB pages requested, none written yet";
        }

        // The last, partial 2 MiB of a block can only be small pages.
        return huge == 0 ? $"{pageKiB} KiB pages (the system gave no 2 MiB pages)"
            : huge + (long)HugePage >= resident ? "2 MiB pages"
            : $"2 MiB pages for {100.0 * huge / resident:F0} % of the memory, {pageKiB} KiB for the rest";
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_mapped != 0)
        {
            return LinuxMemoryCalls.Unmap(_mapped, _mappedBytes) == 0;
        }

        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private bool MapPages()
    {
        var usable = RoundUp((nuint)Bytes, s_page);
        // Room to begin on a 2 MiB boundary, and the guard page. Reserved without access, so it counts as no memory.
        var total = usable + HugePage + s_page;
        var mapped = LinuxMemoryCalls.Map(0, total, LinuxMemoryCalls.ProtNone, LinuxMemoryCalls.MapPrivateAnonymous, -1, 0);
        if (mapped == LinuxMemoryCalls.MapFailed)
        {
            return false;
        }

        var first = (nint)RoundUp((nuint)mapped, HugePage);
        if (LinuxMemoryCalls.Protect(first, usable, LinuxMemoryCalls.ProtReadWrite) != 0)
        {
            _ = LinuxMemoryCalls.Unmap(mapped, total);
            return false;
        }

        // Refused where the kernel was built without huge pages; Describe says what came of it.
        _ = LinuxMemoryCalls.Advise(first, usable, LinuxMemoryCalls.AdviseHugePage);
        (_mapped, _mappedBytes) = (mapped, total);
        SetHandle(first);
        return true;
    }

    private bool AllocateAligned()
    {
        try
        {
            var first = NativeMemory.AlignedAlloc((nuint)Bytes, HugePage);
            NativeMemory.Clear(first, (nuint)Bytes);
            SetHandle((nint)first);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static nuint RoundUp(nuint value, nuint unit) => (value + unit - 1) / unit * unit;

    private static bool TryReadResidency(long first, out long resident, out long huge)
    {
        (resident, huge) = (0, 0);
        try
        {
            var inside = false;
            foreach (var line in File.ReadLines("/proc/self/smaps"))
            {
                var dash = line.IndexOf('-', StringComparison.Ordinal);
                if (dash > 0 && long.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var start))
                {
                    if (inside)
                    {
                        return true;
                    }

                    inside = start == first;
                }
                else if (inside && line.StartsWith("Rss:", StringComparison.Ordinal))
                {
                    resident = KiB(line);
                }
                else if (inside && line.StartsWith("AnonHugePages:", StringComparison.Ordinal))
                {
                    huge = KiB(line);
                }
            }

            return inside;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // "AnonHugePages:   2048 kB"
    private static long KiB(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;

    private static InputException DoesNotFit(long bytes, long available, string purpose) =>
        new($"{purpose} needs {bytes / 1e9:F2} GB of memory, and {available / 1e9:F2} GB are available; use fewer rows or a smaller dimension, or keep the table in a file");
}
