namespace HotRow.Tests;

/// <summary>A folder on the disk that holds the test assembly, removed afterwards; the system's folder for temporary files may lie in memory.</summary>
internal sealed class DiskFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(AppContext.BaseDirectory, "tables", Guid.NewGuid().ToString("N"))).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
