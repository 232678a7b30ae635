namespace HotRow.Lab;

/// <summary>The paths that are measured, by where the rows lie.</summary>
internal static class LoadPaths
{
    /// <summary>Document 002's current implementation, the table in memory.</summary>
    public const string PerToken = "per token, memory";

    /// <summary>Document 002's idea 2, the table in memory.</summary>
    public const string Staging = "staging, memory";

    /// <summary>Straight into the upload buffer, the table in memory.</summary>
    public const string Gather = "straight, memory";

    /// <summary>The same on two threads.</summary>
    public const string GatherTwo = "straight, memory, 2 threads";

    /// <summary>Document 002's current implementation over a mapped file.</summary>
    public const string MapPerToken = "per token, mmap";

    /// <summary>A staging buffer over a mapped file.</summary>
    public const string MapStaging = "staging, mmap";

    /// <summary>Document 002's idea 3, no advice, the file held by a lease during the call.</summary>
    public const string Map = "straight, mmap";

    /// <summary>Document 002's idea 3 to the letter: nothing keeps the file from shrinking under the reads, which would end the process.</summary>
    public const string MapUnguarded = "straight, mmap, unguarded";

    /// <summary>No advice, guarded, with MADV_RANDOM.</summary>
    public const string MapRandom = "straight, mmap, RANDOM";

    /// <summary>The same with MADV_WILLNEED for a batch's rows: batched read-ahead.</summary>
    public const string MapWillNeed = "straight, mmap, WILLNEED";

    /// <summary>The same with MADV_POPULATE_READ.</summary>
    public const string MapPopulate = "straight, mmap, POPULATE";

    /// <summary>No advice, 16 threads.</summary>
    public const string MapMany = "straight, mmap, 16 threads";

    /// <summary>MADV_RANDOM, 16 threads.</summary>
    public const string MapRandomMany = "straight, mmap, RANDOM, 16 threads";

    /// <summary>Reads through the page cache on 32 threads.</summary>
    public const string Buffered = "pread, page cache, 32";

    /// <summary>Reads past the page cache on 32 threads.</summary>
    public const string DirectPool = "O_DIRECT, pread, 32";

    /// <summary>Reads past the page cache by io_uring, so many in flight.</summary>
    public static string Ring(int depth) => $"O_DIRECT, io_uring, {depth}";

    private const int ManyThreads = 16;

    /// <summary>The paths over a table in memory.</summary>
    public static LoadPath[] OverMemory(EmbeddingTable table) =>
    [
        new(PerToken, () => new DramRowStore(table), (tokens, dim) => new PerTokenLoad(tokens, dim), TableBytes: table.Bytes),
        new(Staging, () => new DramRowStore(table), (tokens, dim) => new StagingLoad(tokens, dim), TableBytes: table.Bytes),
        new(Gather, () => new DramRowStore(table), Straight, TableBytes: table.Bytes),
        new(GatherTwo, () => new DramRowStore(table, threads: 2), Straight, TableBytes: table.Bytes),
    ];

    /// <summary>Paths over a table file that tell most, for a short run; the quickest first.</summary>
    public static LoadPath[] Few(StoredTable table) =>
    [
        .. Rings(table, 32),
        Mapping(table, Map, MapAdvice.None),
        Mapping(table, MapRandom, MapAdvice.Random),
        Mapping(table, MapWillNeed, MapAdvice.WillNeedBatch),
        Mapping(table, MapRandomMany, MapAdvice.Random, ManyThreads),
        Pool(table, Buffered, direct: false),
    ];

    /// <summary>All paths over a table file.</summary>
    public static LoadPath[] All(StoredTable table) =>
    [
        .. Few(table),
        .. Rings(table, 64, 128),
        Pool(table, DirectPool, direct: true),
        new(MapPerToken, () => MappedFileRowStore.Open(table), (tokens, dim) => new PerTokenLoad(tokens, dim), Mapped: true),
        new(MapStaging, () => MappedFileRowStore.Open(table), (tokens, dim) => new StagingLoad(tokens, dim), Mapped: true),
        Mapping(table, MapMany, MapAdvice.None, ManyThreads),
        .. HasPopulate(table) ? [Mapping(table, MapPopulate, MapAdvice.PopulateBatch)] : (LoadPath[])[],
    ];

    /// <summary>The paths that keep many reads in flight: those for calls of very many cold rows.</summary>
    public static LoadPath[] InParallel(StoredTable table) =>
    [
        .. Rings(table, 32, 64, 128),
        Pool(table, DirectPool, direct: true),
        Pool(table, Buffered, direct: false),
        Mapping(table, MapWillNeed, MapAdvice.WillNeedBatch),
        Mapping(table, MapRandomMany, MapAdvice.Random, ManyThreads),
    ];

    /// <summary>A mapped file without the guard: it matters where the guard's system calls do, with warm rows.</summary>
    public static LoadPath Unguarded(StoredTable table) =>
        new(MapUnguarded, () => MappedFileRowStore.Open(table, MapAdvice.None, 1, MapGuard.LengthOnly, portable: false), Straight, Mapped: true);

    private static ITokenLoad Straight(int tokens, int dim) => new DirectLoad();

    private static LoadPath Mapping(StoredTable table, string name, MapAdvice advice, int threads = 1) =>
        new(name, () => MappedFileRowStore.Open(table, advice, threads), Straight, Mapped: true);

    private static LoadPath Pool(StoredTable table, string name, bool direct) =>
        new(name, () => DirectFileRowStore.Open(table, GeneratedRows.Depth, direct, ReadEngine.PreadPool), Straight, StoreCopies: direct ? 1 : 2, BufferedRows: GeneratedRows.Depth);

    private static IEnumerable<LoadPath> Rings(StoredTable table, params int[] depths) => IoRing.WhyNot is null
        ? depths.Select(depth => new LoadPath(Ring(depth), () => DirectFileRowStore.Open(table, depth, engine: ReadEngine.IoUring), Straight, BufferedRows: depth))
        : [];

    private static bool HasPopulate(StoredTable table)
    {
        try
        {
            MappedFileRowStore.Open(table, MapAdvice.PopulateBatch).Dispose();
            return true;
        }
        catch (InputException)
        {
            return false;
        }
    }
}
