using System.Text;

namespace HotRow.Gpu;

internal sealed unsafe partial class CudaBackend
{
    private static readonly Lazy<bool> s_loadsEarly = new(() => DeviceLibraries.Exports(DeviceLibraries.Cuda, "cuFuncLoad"));
    private readonly Dictionary<string, byte[]> _images = [];
    private readonly Lock _compiling = new();

    public nint Compile(KernelSource source, IReadOnlyList<KernelDefine> defines)
    {
        var text = source.For(KernelDialect.Cuda, defines);
        byte[]? image;
        lock (_compiling)
        {
            if (!_images.TryGetValue(text, out image))
            {
                var settings = defines.Count == 0 ? "" : ", " + string.Join(' ', defines.Select(d => $"{d.Name}={d.Value}"));
                image = CudaCompiler.Compile(source.Name + ".kernel", text, Info.Architecture, settings);
                _images.Add(text, image);
            }
        }

        Bind();
        nint module;
        fixed (byte* first = image)
        {
            Check(CudaDriver.ModuleLoadData(&module, first), $"cuModuleLoadData({source.Name}.kernel)");
        }

        return module;
    }

    public void Unload(nint module)
    {
        if (BindToFree())
        {
            // Its code lies in device memory: what still runs it must have ended.
            Check(CudaDriver.CtxSynchronize(), "cuCtxSynchronize");
            Check(CudaDriver.ModuleUnload(module), "cuModuleUnload");
        }
    }

    public nint FindKernel(nint module, string entry)
    {
        Bind();
        nint function;
        fixed (byte* name = Encoding.UTF8.GetBytes(entry + '\0'))
        {
            Check(CudaDriver.ModuleGetFunction(&function, module, name), $"cuModuleGetFunction({entry})");
        }

        // A driver that loads code late would do it at the first launch, which may be inside a recording or what is timed.
        if (s_loadsEarly.Value)
        {
            Check(CudaDriver.FuncLoad(function), $"cuFuncLoad({entry})");
        }

        return function;
    }

    public void Launch(nint stream, nint kernel, KernelGrid grid, ReadOnlySpan<KernelArg> args)
    {
        Bind();

        // The driver copies each argument from its address, as many bytes as the kernel's parameter has; 4-byte numbers are the low half.
        var values = stackalloc ulong[args.Length];
        var addresses = stackalloc void*[args.Length];
        for (var i = 0; i < args.Length; i++)
        {
            values[i] = args[i].Bits;
            addresses[i] = values + i;
        }

        Check(CudaDriver.LaunchKernel(kernel, (uint)grid.Groups, (uint)grid.GroupsY, 1, (uint)grid.Threads, (uint)grid.ThreadsY, 1, 0, stream, addresses, null), "cuLaunchKernel");
    }
}
