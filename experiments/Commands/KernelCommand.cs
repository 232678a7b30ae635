using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using HotRow.Notebook;

namespace HotRow.Lab;

/// <summary><c>hotrow kernel</c>: the Jupyter kernel, and the file by which Jupyter and VS Code find it.</summary>
internal static class KernelCommand
{
    private const string DefaultName = "hotrow-csharp";

    public static Command Create()
    {
        var jupyter = new Option<string>("--jupyter") { Description = "Serve the front end that wrote this connection file, until it asks for the shutdown", HelpName = "FILE" };
        var command = new Command("kernel", "The C# kernel of Jupyter and VS Code: `kernel install` once; Jupyter itself then calls `kernel --jupyter FILE`.") { jupyter, CreateInstall() };
        command.SetAction(parsed => parsed.GetValue(jupyter) is { } file
            ? Serve(file, parsed.InvocationConfiguration.Error)
            : throw new InputException("kernel: either 'install' or --jupyter FILE is needed; see hotrow kernel --help"));
        return command;
    }

    /// <summary>How this program is started from anywhere: with the `dotnet` it runs on, whose place another process need not know.</summary>
    internal static IReadOnlyList<string> Program()
    {
        var assembly = typeof(KernelCommand).Assembly.Location;
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // The runtime's folder is shared/Microsoft.NETCore.App/VERSION under the folder of `dotnet`.
        string?[] hosts = [Environment.ProcessPath, Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name))];
        var host = hosts.FirstOrDefault(path => path != null && Path.GetFileName(path) == name && File.Exists(path));
        return host != null && assembly.Length > 0 ? [host, assembly]
            : Environment.ProcessPath is { } self ? [self]
            : throw new InputException("kernel install: this system does not say where the running program is, so Jupyter could not be told");
    }

    private static Command CreateInstall()
    {
        var prefix = new Option<string>("--prefix") { Description = "Install for an environment: its folder, the kernel goes to share/jupyter/kernels in it (default: for this user)", HelpName = "DIR" };
        var name = new Option<string>("--name") { Description = "The name notebooks refer to", HelpName = "NAME", DefaultValueFactory = _ => DefaultName };
        var command = new Command("install", "Tell Jupyter and VS Code about the kernel.") { prefix, name };
        command.SetAction(parsed =>
        {
            var data = parsed.GetValue(prefix) is { } folder
                ? Path.Combine(folder, "share", "jupyter")
                : Kernelspec.UserDataFolder(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
            var spec = new Kernelspec(parsed.GetValue(name)!, "C# (HotRow)", Program());
            var output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"kernel '{spec.Name}' written to {spec.Install(data)}");
            output.WriteLine($"Jupyter:  jupyter notebook, then New > {spec.DisplayName}; or jupyter nbconvert --to notebook --execute --ExecutePreprocessor.kernel_name={spec.Name} FILE.ipynb");
            output.WriteLine($"VS Code:  open a notebook, Select Kernel > Jupyter Kernel > {spec.DisplayName}");
            output.WriteLine("The kernel is this build at this place: build again and restart the kernel to use changes; install again if the folder moves.");
            if (IsDebugBuild())
            {
                parsed.InvocationConfiguration.Error.WriteLine("hotrow: warning: this is a Debug build; measurements in its notebooks are worth nothing (dotnet build -c Release, then install again)");
            }

            return CommandLine.Success;
        });
        return command;
    }

    private static int Serve(string file, TextWriter error)
    {
        // Ctrl-C in the terminal goes to all that run in it; Jupyter says by message what it wants of the kernel.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var parentGone = new CancellationTokenSource();
        ParentWatch.Start(Environment.GetEnvironmentVariable(ParentWatch.Variable), parentGone.Cancel);
        var connection = ConnectionFile.Read(file);
        if (IsDebugBuild())
        {
            error.WriteLine("hotrow: warning: this is a Debug build; measurements in cells are worth nothing");
        }

        using var session = NotebookSession.Create();
        using var kernel = new JupyterKernel(connection, session, line => error.WriteLine("hotrow: kernel: " + PrintableText.Line(line)));
        // Front ends connect meanwhile; a first cell that comes early waits for it.
        _ = session.WarmUp();
        kernel.Run(parentGone.Token);
        if (parentGone.IsCancellationRequested)
        {
            RemoveConnectionFile(file);
        }

        // Not a return: a cell that does not end, or a thread it left behind, must not keep the process.
        Environment.Exit(CommandLine.Success);
        return CommandLine.Success;
    }

    // Jupyter removes the file of a kernel it ended; of one that outlived Jupyter, nobody else does, and it holds a key.
    private static void RemoveConnectionFile(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays, and is worth nothing.
        }
    }

    private static bool IsDebugBuild() => typeof(KernelCommand).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration == "Debug";
}
