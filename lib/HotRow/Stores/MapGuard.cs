namespace HotRow;

/// <summary>How a <see cref="MappedFileRowStore"/> reads without being ended by a file that shrinks meanwhile.</summary>
public enum MapGuard
{
    /// <summary>The kernel keeps writers out for the length of a call (a read lease), and rows are read in place. Two windows remain, and end the process: an error of the disk itself, and a call that lasts longer than /proc/sys/fs/lease-break-time (45 s) while a writer waits.</summary>
    Lease,

    /// <summary>The kernel copies the rows and reports what it cannot read (process_vm_readv): no shrinking and no disk error is missed, and every row costs a system call.</summary>
    CheckedCopy,

    /// <summary>The file's length is looked at when a call begins, and no more: a file that shrinks during the call ends the process on Unix. Windows does not let a mapped file shrink.</summary>
    LengthOnly,
}
