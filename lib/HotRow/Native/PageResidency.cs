namespace HotRow;

/// <summary>How much of a mapping is in memory.</summary>
internal static unsafe class PageResidency
{
    private const int PagesPerCall = 1 << 14;

    /// <summary>Bytes of a file mapping's pages that the page cache holds, by whole pages; null where the system does not say.</summary>
    /// <remarks>Linux tells the truth only to those who may write the file, and calls every page resident for the rest: a side channel closed
    /// in Linux 5.2. <i>Cost:</i> one mincore per 64 MiB. <i>Source:</i> mincore(2).</remarks>
    /// <param name="path">The mapped file.</param>
    /// <param name="mapped">On a page's boundary.</param>
    /// <param name="bytes">Bytes mapped.</param>
    internal static long? Count(string path, nint mapped, nuint bytes)
    {
        if (!OperatingSystem.IsLinux() || LinuxFileCalls.Access(path, LinuxFileCalls.MayWrite) != 0)
        {
            return null;
        }

        var page = (nuint)Environment.SystemPageSize;
        var pages = stackalloc byte[PagesPerCall];
        var resident = 0L;
        for (nuint done = 0; done < bytes; done += PagesPerCall * page)
        {
            var part = nuint.Min(bytes - done, PagesPerCall * page);
            if (LinuxFileCalls.Resident(mapped + (nint)done, part, pages) != 0)
            {
                return null;
            }

            var count = (int)((part + page - 1) / page);
            for (var i = 0; i < count; i++)
            {
                // The other bits are reserved.
                resident += pages[i] & 1;
            }
        }

        return resident * (long)page;
    }
}
