namespace HotRow.Gpu;

public sealed partial class DeviceStream
{
    /// <summary>Records what the action gives to this stream, without running it.</summary>
    /// <exception cref="DeviceException">The device has no graphs, or something in it cannot be recorded.</exception>
    public DeviceGraph Capture(Action<DeviceStream> record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Require(DeviceCapability.Graphs, "graphs");
        Device.Backend.BeginCapture(Handle);
        var recording = _recording = new();
        var captured = false;
        try
        {
            record(this);
            captured = true;
        }
        finally
        {
            recording.End();

            // A capture must be ended even when it failed, or the stream stays unusable.
            if (!captured)
            {
                Abandon();
            }
        }

        return Device.Keep(new DeviceGraph(Device, Device.Backend.EndCapture(Handle), recording));
    }

    /// <summary>Starts a recorded graph.</summary>
    /// <exception cref="ObjectDisposedException">The graph, or something that it uses, was given back.</exception>
    public void Launch(DeviceGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        RequireSame(graph.Device, nameof(graph));
        graph.RequireWhole();
        Device.Backend.LaunchGraph(Handle, graph.Handle);
    }

    /// <summary>Starts a kernel.</summary>
    internal void Launch(DeviceKernel kernel, KernelGrid grid, params ReadOnlySpan<KernelArg> args)
    {
        RequireSame(kernel.Module.Device, nameof(kernel));
        _ = kernel.Module.Handle;
        if (grid.Threads != kernel.Threads || grid.ThreadsY != kernel.ThreadsY)
        {
            // Some drivers would start it with other numbers, and it would leave out what those threads do.
            throw new ArgumentException($"{kernel.Entry} is written for groups of {kernel.Threads} x {kernel.ThreadsY} threads, and {grid.Threads} x {grid.ThreadsY} are asked for", nameof(grid));
        }

        foreach (var arg in args)
        {
            if (arg.Memory is { } memory)
            {
                RequireSame(memory.Device, nameof(args));
                ObjectDisposedException.ThrowIf(memory.IsDisposed, memory);
                Recording?.Keep(memory);
            }
        }

        Recording?.Keep(kernel.Module);
        Device.Backend.Launch(Handle, kernel.Handle, grid, args);
    }

    /// <summary>Starts the vendor's matrix product.</summary>
    internal void Multiply(GemmPrecision precision, int m, int n, int k, KernelMemory a, KernelMemory b, KernelMemory c)
    {
        Recording?.Keep(a);
        Recording?.Keep(b);
        Recording?.Keep(c);
        Device.Backend.Gemm(Handle, precision, m, n, k, a.KernelHandle, b.KernelHandle, c.KernelHandle);
    }

    private void Abandon()
    {
        try
        {
            var graph = Device.Backend.EndCapture(Handle);
            Device.Backend.DestroyGraph(graph);
        }
        catch (DeviceException)
        {
            // The failure that is on its way says more than this one.
        }
    }
}
