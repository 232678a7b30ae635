namespace HotRow.Lab;

/// <summary>L14's three places of rows: in memory, cold in a file, and in a file larger than memory.</summary>
internal sealed partial class RuntimePath
{
    // With every row drawn so often by chance, 98 of 100 are: nearly the whole table, and so more than any limit below its size can hold.
    private const int LimitedDraws = 4;

    private static void WarmTable(Point point, TableSize size, EmbeddingTable table, int rows, Func<StoredTable, LoadPath[]> paths)
    {
        var contest = new LoadContest(point, size.Rows, size.Dim, rows, Math.Max(4, WarmRows / rows));
        contest.Add(LoadPaths.OverMemory(table));
        point.Note = $"in memory: {table.DescribePages()}";
        if (TryFile(point, size, out var file) && FileState.Prepare(file, CacheState.Warm) is var state)
        {
            point.Note += $"; file: {state.Description}";
            if (state.IsProven)
            {
                contest.Add([.. paths(file), LoadPaths.Unguarded(file)]);
                contest.TouchMappings(size.Rows);
            }
        }

        contest.Close(countedCalls: Math.Clamp(256 / rows, 4, 32));
        contest.Compare(LoadPaths.Staging, LoadPaths.Gather);
        contest.Compare(LoadPaths.Gather, LoadPaths.GatherTwo);
    }

    private static void ColdFile(Point point, TableSize size, int rows, Func<StoredTable, LoadPath[]> paths)
    {
        if (!TryFile(point, size, out var file) || !CanBeCold(point, file))
        {
            return;
        }

        point.Note = $"{file.Path}, {file.Bytes / 1e6:0} MB, dropped and found absent before each call";
        var contest = new LoadContest(point, size.Rows, size.Dim, rows, calls: 64, coldFile: file);
        contest.Add(paths(file));
        contest.Close(countedCalls: rows == 1 ? 4 : 1);
        contest.Compare(LoadPaths.MapRandom, LoadPaths.MapRandomMany);
        if (FileSystems.ReadAheadBytes(file.Path) is { } ahead)
        {
            point.Note += $"; the device reads up to {ahead / 1024:N0} KiB ahead";
            point.Value(ReadAhead, ahead);
        }
    }

    private static void LimitedFile(Point point, TableSize size, int rows, long limitBytes, Func<StoredTable, LoadPath[]> paths)
    {
        if (!TryFile(point, size, out var file))
        {
            return;
        }

        // What earlier points left on the heap would count against the limit: the heap gives it back first.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!MemoryLimit.TryEnter(limitBytes, out var limit, out var why))
        {
            point.SkipReason = $"no limit of {limitBytes / 1e6:0} MB: {why}";
            return;
        }

        point.Own(limit);
        var state = FileState.Prepare(file, CacheState.Limited);
        if (!state.IsProven)
        {
            point.SkipReason = state.Description;
            return;
        }

        point.Note = $"{file.Path}, {file.Bytes / 1e6:0} MB under a limit of {limit.Bytes / 1e6:0} MB; at the beginning {state.Description}";
        var contest = new LoadContest(point, size.Rows, size.Dim, rows, calls: (int)((long)LimitedDraws * size.Rows / rows));
        contest.Add(paths(file));
        contest.CheckDiskReads(calls: 4);
        contest.Close(countedCalls: 4);
        point.After(_ => point.Value(ResidentShare, FileState.ResidentShare(file)));
    }

    /// <summary>The file of the generated table; gives the point its reason to be skipped when there is no place for it.</summary>
    internal static bool TryFile(Point point, TableSize size, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StoredTable? file, RowFormat? format = null)
    {
        try
        {
            file = TableCache.Table(size.Rows, size.Dim, GeneratedRows.Seed, format, message => Console.Error.WriteLine(PrintableText.Line($"hotrow: {message}")));
            return true;
        }
        catch (InputException e)
        {
            point.SkipReason = e.Message;
            file = null;
            return false;
        }
    }

    /// <summary>Whether the file can be brought out of memory; gives the point its reason to be skipped otherwise.</summary>
    internal static bool CanBeCold(Point point, StoredTable file)
    {
        var state = FileState.Prepare(file, CacheState.Cold);
        point.SkipReason = state.IsProven ? null : state.Description;
        return state.IsProven;
    }
}
