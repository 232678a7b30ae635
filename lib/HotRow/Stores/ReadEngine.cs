namespace HotRow;

/// <summary>How a file store keeps several reads in flight.</summary>
public enum ReadEngine
{
    /// <summary>Whichever is faster of those that the system offers: io_uring, or pread for one read in flight and where io_uring is missing.</summary>
    Auto,

    /// <summary>Linux's io_uring: one thread hands reads over and reaps them.</summary>
    IoUring,

    /// <summary>One pread on each of several threads; on every system.</summary>
    PreadPool,
}
