namespace HotRow.Lab;

/// <summary>Real traces and logs that lie outside the project: the folder that HOTROW_DATA names.</summary>
internal static class RealData
{
    /// <summary>The file, or null with the point marked as skipped and why; the file's identity goes into the point's results.</summary>
    /// <param name="point">The point that reads it.</param>
    /// <param name="name">The file's path in the folder, with '/'.</param>
    internal static string? Open(Point point, string name)
    {
        if (Environment.GetEnvironmentVariable("HOTROW_DATA") is not { Length: > 0 } folder)
        {
            point.SkipReason = $"HOTROW_DATA is not set; it names the folder of real traces and logs, with {name} in it";
            return null;
        }

        var path = Path.Combine([folder, .. name.Split('/')]);
        if (!File.Exists(path))
        {
            point.SkipReason = $"'{name}' is not in the folder that HOTROW_DATA names";
            return null;
        }

        var identity = $"{name} sha256 {Convert.ToHexStringLower(Sha256.Of(File.ReadAllBytes(path)))}";
        point.Data = point.Data.Length == 0 ? identity : $"{point.Data}; {identity}";
        return path;
    }
}
