namespace HotRow.Tests;

/// <summary>Files of the folder of real data that HOTROW_DATA names; a test that needs one skips without it.</summary>
internal static class RealFile
{
    /// <summary>The path of a file, or the test ends as skipped with the reason.</summary>
    /// <param name="name">Its path in the folder, with '/'.</param>
    internal static string Require(string name)
    {
        var folder = Environment.GetEnvironmentVariable("HOTROW_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "HOTROW_DATA names no folder of real data");
        var path = Path.Combine([folder!, .. name.Split('/')]);
        Assert.SkipUnless(File.Exists(path), $"the folder that HOTROW_DATA names has no {name}");
        return path;
    }
}
