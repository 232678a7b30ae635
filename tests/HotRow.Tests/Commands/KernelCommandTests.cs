using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The command that installs the kernel, and the process that Jupyter starts with it.</summary>
public sealed class KernelCommandTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(120);

    [Fact]
    public void KernelInstall_UnderAPrefix_NamesAProgramThatIsThere()
    {
        using var folder = new TempFolder();
        using var output = new StringWriter();

        var code = CommandLine.Run(Program.CreateRoot(), ["kernel", "install", "--prefix", folder.Path, "--name", "mine"], output, TextWriter.Null);

        Assert.Equal(0, code);
        var written = Path.Combine(folder.Path, "share", "jupyter", "kernels", "mine");
        Assert.Contains(written, output.ToString(), StringComparison.Ordinal);
        var argv = JsonElement.Parse(File.ReadAllBytes(Path.Combine(written, "kernel.json"))).GetProperty("argv").EnumerateArray().Select(a => a.GetString()!).ToArray();
        Assert.All(argv[..^3], path => Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path), path));
    }

    [Theory]
    [InlineData("connection file", "kernel", "--jupyter", "no-such-file.json")]
    [InlineData("kernel: either", "kernel")]
    [InlineData("not allowed", "kernel", "install", "--name", "a b", "--prefix", "no-such-folder")]
    public void Kernel_BadInput_IsOneLineAndExitCode2(string says, params string[] args)
    {
        using var error = new StringWriter();

        Assert.Equal(2, CommandLine.Run(Program.CreateRoot(), args, TextWriter.Null, error));
        Assert.Contains(says, Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_ParentIsKilled_EndsAndRemovesTheConnectionFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the parent is named by an inherited handle");
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "kernel.json");
        var ports = FreePorts();
        File.WriteAllText(file, JsonSerializer.Serialize(new { shell_port = ports[0], iopub_port = ports[1], stdin_port = ports[2], control_port = ports[3], hb_port = ports[4], key = "k", ip = "127.0.0.1" }));
        using var parent = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true, UseShellExecute = false })!;
        var argv = KernelCommand.Program();
        var start = new ProcessStartInfo(argv[0], [.. argv.Skip(1), "kernel", "--jupyter", file]) { UseShellExecute = false, Environment = { ["JPY_PARENT_PID"] = parent.Id.ToString() } };
        using var kernel = Process.Start(start)!;
        try
        {
            await Listening(ports[4], kernel);
            Assert.True(File.Exists(file));
            parent.Kill();

            using var guard = new CancellationTokenSource(s_guard);
            await kernel.WaitForExitAsync(guard.Token);

            Assert.Equal(0, kernel.ExitCode);
            Assert.False(File.Exists(file));
        }
        finally
        {
            kernel.Kill();
            parent.Kill();
        }
    }

    private static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        Array.ForEach(listeners, listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        Array.ForEach(listeners, listener => listener.Dispose());
        return ports;
    }

    private static async Task Listening(int port, Process kernel)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < s_guard && !kernel.HasExited; await Task.Delay(50))
        {
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        Assert.Fail("the kernel does not listen");
    }
}
