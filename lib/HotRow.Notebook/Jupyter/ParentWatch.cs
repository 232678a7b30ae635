using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace HotRow.Notebook;

/// <summary>Notices when the process that started this kernel is gone, so that no kernel is left behind a front end that was killed.</summary>
public static class ParentWatch
{
    /// <summary>Where Jupyter names the parent: its process id, on Windows a handle of it.</summary>
    public const string Variable = "JPY_PARENT_PID";

    /// <summary>Watches on a thread of its own.</summary>
    /// <param name="parent">What <see cref="Variable"/> holds; absent or not a positive number watches nothing (VS Code ends the whole tree of processes itself).</param>
    /// <param name="gone">Called once, when the parent is gone; at once when it is gone already.</param>
    /// <returns>Whether there is something to watch.</returns>
    public static bool Start(string? parent, Action gone)
    {
        if (!long.TryParse(parent, out var number) || number <= 0 || (!OperatingSystem.IsWindows() && number > int.MaxValue))
            return false;
        new Thread(() =>
        {
            if (OperatingSystem.IsWindows() ? WaitForHandle((nint)number) : WaitForProcess((int)number))
                gone();
        })
        { IsBackground = true, Name = "jupyter parent" }.Start();
        return true;
    }

    private static bool WaitForProcess(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.WaitForExit();
            return true;
        }
        catch (ArgumentException)
        {
            // It is gone already.
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or NotSupportedException)
        {
            // It cannot be watched: better an orphan than a kernel that ends for no reason.
            return false;
        }
    }

    private static bool WaitForHandle(nint handle)
    {
        try
        {
            using var parent = new ManualResetEvent(initialState: false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: true) };
            return parent.WaitOne();
        }
        catch (Exception e) when (e is IOException or Win32Exception or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }
}
