using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HotRow;

/// <summary>A file read past the page cache where the system offers that (O_DIRECT on Linux), and through it otherwise; it says which.</summary>
/// <remarks>Reads may run on many threads at once. Offsets, lengths and buffers of a direct read are multiples of <see cref="Alignment"/>.</remarks>
public sealed unsafe partial class DirectFile : IDisposable
{
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;
    private readonly SafeFileHandle _handle;

    private DirectFile(SafeFileHandle handle, string path, int alignment, string description, bool inMemory)
    {
        _handle = handle;
        FilePath = path;
        Alignment = alignment;
        Description = description;
        InMemory = inMemory;
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>What offsets, lengths and buffers must be multiples of, as found by reading; 1 when reads go through the page cache.</summary>
    public int Alignment { get; }

    /// <summary>Whether reads pass the page cache by.</summary>
    public bool IsDirect => Alignment > 1;

    /// <summary>Whether the file lies on a memory file system, so that no disk is read at all.</summary>
    public bool InMemory { get; }

    /// <summary>How the file is read, in words: "O_DIRECT (blocks of 512 B)".</summary>
    public string Description { get; }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>The open file, for reads by other means.</summary>
    internal SafeFileHandle Handle => _handle;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="direct">False asks for the path through the page cache, as on a system without O_DIRECT.</param>
    /// <exception cref="InputException">It does not exist, is no regular file, or may not be read.</exception>
    public static DirectFile Open(string path, bool direct = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new InputException($"{path} is a directory; give a file");
        }

        FileSystems.RequireRegularFile(path);
        var format = FileSystems.FormatOf(path);
        var portable = OpenPortable(path);
        if (FileSystems.IsMemory(format))
        {
            return new(portable, path, 1, $"page cache ({format} keeps the file in memory: no disk is read)", inMemory: true);
        }

        DirectFile? opened = null;
        var why = !direct ? "direct reads were not asked for"
            : !OperatingSystem.IsLinux() ? "this system has no O_DIRECT"
            : TryOpenDirect(path, portable, out opened);
        if (opened is not null)
        {
            portable.Dispose();
            return opened;
        }

        return new(portable, path, 1, $"page cache in the way ({why}): rows read before come from memory", inMemory: false);
    }

    /// <summary>Reads at an offset until the buffer is full or the file ends, and returns the bytes read.</summary>
    /// <remarks>A direct read that stops inside a block (only the file's end does that) ends the loop; one that stops at a block's end goes on.</remarks>
    /// <exception cref="IOException">The system refused; the message names the function, the error, the file and the offset.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = ReadOnce(buffer[total..], offset + total);
            total += read;
            if (read == 0 || total % Alignment != 0)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    internal static SafeFileHandle OpenPortable(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path} does not exist", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{path} may not be read: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Opens the file past the page cache, or says why not.</summary>
    private static string? TryOpenDirect(string path, SafeFileHandle portable, out DirectFile? opened)
    {
        opened = null;
        if (OpenDirectFlag() is not { } directFlag)
        {
            return $"the value of O_DIRECT on {RuntimeInformation.ProcessArchitecture} is not known here";
        }

        var descriptor = open(path, OpenReadOnly | OpenCloseOnExec | directFlag, 0);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return $"open with O_DIRECT failed: {Marshal.GetPInvokeErrorMessage(error)}, errno {error}";
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        foreach (var alignment in (ReadOnlySpan<int>)[512, 4096, 65_536])
        {
            if (ReadsAgree(handle, portable, alignment))
            {
                opened = new(handle, path, alignment, $"O_DIRECT (blocks of {alignment} B)", inMemory: false);
                return null;
            }
        }

        handle.Dispose();
        return "O_DIRECT reads of 512 B, 4 KiB and 64 KiB blocks were refused";
    }

    /// <summary>Whether one direct block, at an offset and an address that no larger alignment would allow, holds what an ordinary read gives.</summary>
    private static bool ReadsAgree(SafeFileHandle direct, SafeFileHandle portable, int alignment)
    {
        var offset = RandomAccess.GetLength(direct) >= 2L * alignment ? alignment : 0;
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)(4 * alignment), (nuint)(2 * alignment));
        try
        {
            var block = new Span<byte>(memory + alignment, alignment);
            var expected = new Span<byte>(memory + (2 * alignment), alignment);
            var read = RandomAccess.Read(direct, block, offset);
            return read == RandomAccess.Read(portable, expected, offset) && block[..read].SequenceEqual(expected[..read]);
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static int? OpenDirectFlag() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.X86 or Architecture.RiscV64 or Architecture.LoongArch64 or Architecture.S390x => 0x4000,
        Architecture.Arm64 or Architecture.Arm => 0x10000,
        Architecture.Ppc64le => 0x20000,
        _ => null,
    };

    // RandomAccess.Read is pread with the interrupted-call loop done, takes any descriptor and any buffer, and is the same call on every system.
    private int ReadOnce(Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(_handle, buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"pread of {buffer.Length} bytes at offset {offset} of {FilePath} failed: {e.Message} (error {e.HResult})", e);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
