using System.Runtime.ExceptionServices;

namespace HotRow.Notebook;

/// <summary>Exceptions on bare threads that a cell started: nobody catches them, and they would end the whole process with every cell's state.</summary>
internal static class StrayExceptions
{
    private static int s_installed;

    /// <summary>Sends them to the cell's stderr from now on. A host that handles such exceptions itself is left alone: there is one handler for a process.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref s_installed, 1) != 0)
            return;
        try
        {
            ExceptionHandling.SetUnhandledExceptionHandler(Handle);
        }
        catch (InvalidOperationException)
        {
            // The host was first.
        }
    }

    private static bool Handle(Exception exception)
    {
        if (CellRun.Current is not { } cell)
            return false;
        cell.Report(exception);
        return true;
    }
}
