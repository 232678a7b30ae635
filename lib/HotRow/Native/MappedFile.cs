using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>A stretch of a file, mapped read-only and shared with the page cache.</summary>
/// <remarks>Touching a page that the file no longer has ends a Unix process with SIGBUS, which cannot be caught in managed code. <see cref="TryHold"/>
/// keeps the file from changing while it is read; where that is refused, <see cref="CheckedCopy"/> reads without touching.</remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private static readonly long s_page = Environment.SystemPageSize;
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly MappedPages? _pages;
    private readonly nuint _mappedBytes;

    private MappedFile(SafeFileHandle handle, string path, long offset, long bytes, bool portable)
    {
        (_handle, Path, Offset, Bytes) = (handle, path, offset, bytes);
        if (portable)
        {
            // The file keeps its handle: its length is asked for at every read.
            using var file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = file.CreateViewAccessor(offset, bytes, MemoryMappedFileAccess.Read);
            byte* first = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
            Pointer = first + _view.PointerOffset;
            return;
        }

        var lead = offset % s_page;
        _mappedBytes = (nuint)(lead + bytes);
        _pages = new(LinuxFileCalls.Map(0, _mappedBytes, LinuxFileCalls.ProtRead, LinuxFileCalls.MapShared, handle, offset - lead), _mappedBytes);
        if (_pages.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new InputException($"{path} cannot be mapped ({bytes} bytes from offset {offset}): mmap says {Marshal.GetPInvokeErrorMessage(error)}, errno {error}");
        }

        Pointer = _pages.Pointer + lead;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where the stretch begins in the file.</summary>
    public long Offset { get; }

    /// <summary>Bytes of the stretch.</summary>
    public long Bytes { get; }

    /// <summary>The stretch's first byte.</summary>
    public byte* Pointer { get; }

    /// <summary>Whether advice and holding are there: on Linux.</summary>
    public bool IsPortable => _view is not null;

    /// <summary>Bytes of the file now.</summary>
    public long FileLength => RandomAccess.GetLength(_handle);

    /// <summary>Maps a stretch that lies within the file; the caller has checked that it does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stretch">Offset and bytes for a file of that length; it throws what a wrong file deserves.</param>
    /// <param name="portable">True takes the path of systems other than Linux.</param>
    /// <exception cref="InputException">The file is missing, no regular file, not readable, or cannot be mapped.</exception>
    public static MappedFile Open(string path, Func<long, (long Offset, long Bytes)> stretch, bool portable)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileSystems.RequireRegularFile(path);
        var handle = DirectFile.OpenPortable(path);
        try
        {
            var (offset, bytes) = stretch(RandomAccess.GetLength(handle));
            return new(handle, path, offset, bytes, portable || !OperatingSystem.IsLinux());
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Keeps others from changing the file until <see cref="LetGo"/>; false where the system does not grant that now.</summary>
    public bool TryHold() => !IsPortable && FileLease.TryTake(_handle);

    /// <summary>Ends what a granted <see cref="TryHold"/> began.</summary>
    public void LetGo() => FileLease.GiveBack(_handle);

    /// <summary>Gives the whole stretch its advice, or says why it cannot be had.</summary>
    public string? Refuse(MapAdvice advice)
    {
        if (!Enum.IsDefined(advice))
        {
            return $"it is none of {string.Join(", ", Enum.GetNames<MapAdvice>())}";
        }

        if (advice == MapAdvice.PopulateBatch && (IsPortable || Advise(Pointer, 1, LinuxFileCalls.AdvisePopulateRead) != 0))
        {
            return "only Linux 5.14 and later know MADV_POPULATE_READ";
        }

        var whole = advice == MapAdvice.Sequential ? LinuxFileCalls.AdviseSequential : LinuxFileCalls.AdviseRandom;
        var error = advice == MapAdvice.None ? 0 : Advise(whole);
        return error == 0 ? null : $"madvise failed with errno {error}";
    }

    /// <summary>An advice in words, as it works here.</summary>
    public string Describe(MapAdvice advice) => IsPortable ? "advice has no effect on this system" : advice switch
    {
        MapAdvice.None => "no advice",
        MapAdvice.Random => "MADV_RANDOM",
        MapAdvice.Sequential => "MADV_SEQUENTIAL",
        MapAdvice.WillNeedBatch => "MADV_WILLNEED per batch",
        _ => "MADV_POPULATE_READ per batch",
    };

    /// <summary>Advises the whole stretch; returns 0 or the system's error. Does nothing on the portable path.</summary>
    public int Advise(int advice) => Advise(Pointer, Bytes, advice);

    /// <summary>Advises the pages that cover some of the stretch; returns 0 or the system's error. Does nothing on the portable path.</summary>
    public int Advise(byte* first, long bytes, int advice)
    {
        if (IsPortable)
        {
            return 0;
        }

        var page = (nint)first / (nint)s_page * (nint)s_page;
        return LinuxMemoryCalls.Advise(page, (nuint)((nint)first + (nint)bytes - page), advice) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes of the stretch's pages that are in memory, by whole pages; null where the system does not say.</summary>
    public long? ResidentBytes() => IsPortable ? null : PageResidency.Count(Path, (nint)_pages!.Pointer, _mappedBytes);

    /// <summary>Ends the mapping and closes the file.</summary>
    public void Dispose()
    {
        if (_handle.IsClosed)
        {
            return;
        }

        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _pages?.Dispose();
        _handle.Dispose();
    }
}
