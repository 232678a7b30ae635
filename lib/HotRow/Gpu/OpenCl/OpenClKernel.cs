namespace HotRow.Gpu;

/// <summary>A kernel with what the driver said of it.</summary>
/// <param name="Handle">The driver's handle.</param>
/// <param name="Module">Its program's handle.</param>
/// <param name="Name">Its name in the kernel file.</param>
/// <param name="Arguments">How many it takes.</param>
/// <param name="MostThreads">The most threads of a group that the device can run of it.</param>
/// <param name="Threads">The threads of a group that it declares, along the first dimension; 0 when it declares none.</param>
/// <param name="ThreadsY">The same along the second.</param>
/// <param name="Device">Where it runs.</param>
internal sealed record OpenClKernel(nint Handle, nint Module, string Name, int Arguments, int MostThreads, int Threads, int ThreadsY, DeviceInfo Device)
{
    /// <exception cref="DeviceException">The launch does not suit the kernel, or the device cannot run groups of that size.</exception>
    public void Require(KernelGrid grid, int arguments)
    {
        if (arguments != Arguments)
        {
            throw new DeviceException($"the kernel '{Name}' takes {Arguments} arguments, and {arguments} were given");
        }

        if (Threads > 0 && (grid.Threads != Threads || grid.ThreadsY != ThreadsY))
        {
            throw new DeviceException($"the kernel '{Name}' declares groups of {Threads} x {ThreadsY} threads, and is launched with {grid.Threads} x {grid.ThreadsY}");
        }

        if (grid.Threads * grid.ThreadsY > MostThreads)
        {
            throw new DeviceException($"the kernel '{Name}' is launched with {grid.Threads * grid.ThreadsY} threads a group, and {Device.Selector} ({Device.Name}) runs at most {MostThreads} of it");
        }
    }
}
