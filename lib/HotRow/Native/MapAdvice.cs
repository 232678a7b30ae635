namespace HotRow;

/// <summary>What the system is told about the reads of a mapped file. It has an effect on Linux only.</summary>
public enum MapAdvice
{
    /// <summary>Nothing: a missing page brings the pages around it, as many as the setting of the block device says (<see cref="FileSystems.ReadAheadBytes"/>): 128 KiB as Linux comes, often more.</summary>
    None,

    /// <summary>MADV_RANDOM: a missing page comes alone.</summary>
    Random,

    /// <summary>MADV_SEQUENTIAL: read far ahead, and give pages up soon after.</summary>
    Sequential,

    /// <summary>MADV_WILLNEED on the pages of every row of a batch before the first is read, so that the disk has all of them to do at once. Pages nobody named come alone, as with <see cref="Random"/>.</summary>
    WillNeedBatch,

    /// <summary>MADV_POPULATE_READ on each row's pages before it is read: one call instead of a fault per page. Linux 5.14 and later. Pages come alone, as with <see cref="Random"/>.</summary>
    PopulateBatch,
}
