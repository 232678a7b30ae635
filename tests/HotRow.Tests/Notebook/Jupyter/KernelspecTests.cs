using System.Text.Json;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>The file by which Jupyter finds the kernel, and the command that writes it.</summary>
public sealed class KernelspecTests
{
    [Fact]
    public void Install_Twice_WritesWhatJupyterReads()
    {
        using var folder = new TempFolder();
        var spec = new Kernelspec("hotrow-csharp", "C# (HotRow)", ["/opt/dotnet/dotnet", "/opt/hotrow/x.dll"]);

        spec.Install(folder.Path);
        var written = spec.Install(folder.Path);

        Assert.Equal(Path.Combine(folder.Path, "kernels", "hotrow-csharp"), written);
        Assert.Equal(["kernel.json"], Directory.GetFiles(written).Select(Path.GetFileName));
        var json = JsonElement.Parse(File.ReadAllBytes(Path.Combine(written, "kernel.json")));
        Assert.Equal(["/opt/dotnet/dotnet", "/opt/hotrow/x.dll", "kernel", "--jupyter", "{connection_file}"], json.GetProperty("argv").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal(("C# (HotRow)", "C#", "message"), (json.GetProperty("display_name").GetString(), json.GetProperty("language").GetString(), json.GetProperty("interrupt_mode").GetString()));
        Assert.False(json.GetProperty("metadata").GetProperty("debugger").GetBoolean());
    }

    [Theory]
    [InlineData("""{"argv":["python","-m","ipykernel_launcher","-f","{connection_file}"]}""")]
    [InlineData("""{"argv":[1]}""")]
    [InlineData("[]")]
    [InlineData("not JSON")]
    public void Install_OverAnotherProgramsKernel_IsRefused(string existing)
    {
        using var folder = new TempFolder();
        var file = folder.Write("kernels/python3/kernel.json", existing);

        var e = Assert.Throws<NotebookException>(() => new Kernelspec("python3", "x", ["/x"]).Install(folder.Path));

        Assert.Contains("another program", e.Message, StringComparison.Ordinal);
        Assert.Equal(existing, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("a\n")]
    public void Install_UnderAnImpossibleName_IsRefused(string name)
    {
        using var folder = new TempFolder();

        Assert.Contains("not allowed", Assert.Throws<NotebookException>(() => new Kernelspec(name, "x", ["/x"]).Install(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Install_WhereAFileStands_IsOneClearLine()
    {
        using var folder = new TempFolder();
        var file = folder.Write("file", "x");

        Assert.Contains("cannot be written", Assert.Throws<NotebookException>(() => new Kernelspec("a", "x", ["/x"]).Install(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UserDataFolder_FollowsJupyter()
    {
        Dictionary<string, string> variables = new() { ["JUPYTER_DATA_DIR"] = "/jd", ["XDG_DATA_HOME"] = "/xdg" };

        Assert.Equal("/jd", Kernelspec.UserDataFolder(variables.GetValueOrDefault, "/home/a"));
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the other systems have other folders");
        variables["JUPYTER_DATA_DIR"] = "";
        Assert.Equal("/xdg/jupyter", Kernelspec.UserDataFolder(variables.GetValueOrDefault, "/home/a"));
        Assert.Equal("/home/a/.local/share/jupyter", Kernelspec.UserDataFolder(_ => null, "/home/a"));
    }
}
