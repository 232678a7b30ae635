namespace HotRow;

/// <summary>The folder where generated tables are kept between runs: the platform's cache folder, or what HOTROW_CACHE names.</summary>
/// <remarks>A table whose rows turn out wrong is a damaged file: delete it, or the folder, to have it written anew.</remarks>
public static class TableCache
{
    /// <summary>The environment variable that names another folder.</summary>
    public const string FolderVariable = "HOTROW_CACHE";

    /// <summary>The folder: HOTROW_CACHE; else XDG_CACHE_HOME/hotrow or ~/.cache/hotrow, ~/Library/Caches/hotrow on macOS, the local application data on Windows.</summary>
    public static string Folder => FolderFrom(Environment.GetEnvironmentVariable);

    /// <summary>The path of a generated table. Its name holds all that decides its contents.</summary>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="format">How rows are stored; null for fp32.</param>
    public static string PathOf(int rowCount, int embeddingDim, ulong seed, RowFormat? format = null) =>
        Path.Combine(Folder, $"table-{rowCount}x{embeddingDim}-seed{seed}.{(format is null || format == RowFormats.Fp32 ? "f32" : format.Name)}");

    /// <summary>A generated table's file, written first if it is not there; any store of files opens it.</summary>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="format">How rows are stored; null for fp32.</param>
    /// <param name="announce">Is told path and size before a file is written.</param>
    /// <exception cref="InputException">The folder may not be written, lies on a memory file system, or the disk has too little room.</exception>
    public static StoredTable Table(int rowCount, int embeddingDim, ulong seed, RowFormat? format = null, Action<string>? announce = null) =>
        TableFile.Create(PathOf(rowCount, embeddingDim, seed, format), rowCount, embeddingDim, seed, announce, format);

    /// <summary>Opens a generated fp32 table, writing its file first if it is not there.</summary>
    /// <param name="rowCount">At least 1.</param>
    /// <param name="embeddingDim">At least 1.</param>
    /// <param name="seed">Seed of the rows.</param>
    /// <param name="depth">Reads in flight, 1 to 256.</param>
    /// <param name="announce">Is told path and size before a file is written.</param>
    /// <exception cref="InputException">The folder may not be written, lies on a memory file system, or the disk has too little room.</exception>
    public static DirectFileRowStore Open(int rowCount, int embeddingDim, ulong seed, int depth = DirectFileRowStore.DefaultDepth, Action<string>? announce = null) =>
        DirectFileRowStore.Create(PathOf(rowCount, embeddingDim, seed), rowCount, embeddingDim, seed, depth, announce);

    internal static string FolderFrom(Func<string, string?> variable) =>
        variable(FolderVariable) is { Length: > 0 } given ? Path.GetFullPath(given) : Path.Combine(PlatformFolder(variable), "hotrow");

    private static string PlatformFolder(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
        {
            return Path.Combine(home, "Library", "Caches");
        }

        // The XDG base directory specification ignores a relative path.
        var given = variable("XDG_CACHE_HOME");
        return Path.IsPathRooted(given) ? given : Path.Combine(home, ".cache");
    }
}
