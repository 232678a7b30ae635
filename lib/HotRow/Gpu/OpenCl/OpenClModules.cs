using System.Text;

namespace HotRow.Gpu;

/// <summary>What the driver compiled: modules, and their kernels with the limits that are checked before a launch.</summary>
internal sealed unsafe class OpenClModules(OpenClDevice device, nint context)
{
    private const uint BuildLog = 0x1183;
    private const uint ArgumentCount = 0x1191;
    private const uint WorkGroupSize = 0x11B0;
    private const uint DeclaredWorkGroupSize = 0x11B1;
    private const uint LocalBytes = 0x11B2;

    private readonly Dictionary<nint, KernelSource> _modules = [];
    private readonly Dictionary<nint, OpenClKernel> _kernels = [];
    private readonly Lock _turn = new();

    public nint Compile(KernelSource source, IReadOnlyList<KernelDefine> defines)
    {
        var text = Encoding.UTF8.GetBytes(source.For(KernelDialect.OpenCl, defines));
        nint program;
        int code;
        fixed (byte* first = text)
        {
            var start = first;
            var length = (nuint)text.Length;
            program = OpenClCalls.CreateProgramWithSource(context, 1, &start, &length, &code);
        }

        OpenClCode.Check(code, "clCreateProgramWithSource");
        var id = device.Id;
        code = OpenClCalls.BuildProgram(program, 1, &id, "-cl-std=CL1.2", 0, 0);
        if (code != OpenClCode.Success)
        {
            var log = Log(program);
            _ = OpenClCalls.ReleaseProgram(program);
            throw code == OpenClCode.BuildFailure
                ? new DeviceException($"{FirstError(log)} ({source.Name}.kernel{string.Concat(defines.Select(d => $", {d.Name}={d.Value}"))}, compiled for {device.Info.Selector}, {device.Info.Name})")
                : OpenClCode.Failure(code, "clBuildProgram");
        }

        lock (_turn)
        {
            _modules.Add(program, source);
        }

        return program;
    }

    public nint Find(nint module, string entry)
    {
        int code;
        var kernel = OpenClCalls.CreateKernel(module, entry, &code);
        lock (_turn)
        {
            var source = _modules[module];
            if (code != OpenClCode.Success)
            {
                throw source.Bodies.ContainsKey(entry)
                    ? OpenClCode.Failure(code, $"clCreateKernel('{entry}')")
                    : new DeviceException($"{source.Name}.kernel has no entry '{entry}'; it has {string.Join(", ", source.Bodies.Keys)}");
            }

            try
            {
                _kernels.Add(kernel, Describe(module, kernel, entry));
            }
            catch
            {
                _ = OpenClCalls.ReleaseKernel(kernel);
                throw;
            }
        }

        return kernel;
    }

    public void Unload(nint module)
    {
        lock (_turn)
        {
            foreach (var kernel in _kernels.Values.Where(k => k.Module == module).ToArray())
            {
                _ = _kernels.Remove(kernel.Handle);
                OpenClCode.Check(OpenClCalls.ReleaseKernel(kernel.Handle), "clReleaseKernel");
            }

            _ = _modules.Remove(module);
        }

        OpenClCode.Check(OpenClCalls.ReleaseProgram(module), "clReleaseProgram");
    }

    public void Launch(nint queue, nint kernel, KernelGrid grid, ReadOnlySpan<KernelArg> args)
    {
        var global = stackalloc nuint[] { (nuint)grid.Groups * (nuint)grid.Threads, (nuint)grid.GroupsY * (nuint)grid.ThreadsY };
        var local = stackalloc nuint[] { (nuint)grid.Threads, (nuint)grid.ThreadsY };

        // Arguments are state of the kernel object: two threads that launch the same one take turns.
        lock (_turn)
        {
            var known = _kernels[kernel];
            known.Require(grid, args.Length);
            for (var i = 0; i < args.Length; i++)
            {
                var bits = args[i].Bits;
                var code = OpenClCalls.SetKernelArg(kernel, (uint)i, (nuint)args[i].Size, &bits);
                if (code != OpenClCode.Success)
                {
                    throw OpenClCode.Failure(code, $"clSetKernelArg({known.Name}, {i}, {args[i].Kind})");
                }
            }

            OpenClCode.Check(OpenClCalls.EnqueueNDRangeKernel(queue, kernel, 2, null, global, local, 0, null, null), "clEnqueueNDRangeKernel");
        }
    }

    private OpenClKernel Describe(nint module, nint kernel, string entry)
    {
        uint arguments;
        OpenClCode.Check(OpenClCalls.GetKernelInfo(kernel, ArgumentCount, sizeof(uint), &arguments, null), "clGetKernelInfo");
        nuint most;
        OpenClCode.Check(OpenClCalls.GetKernelWorkGroupInfo(kernel, device.Id, WorkGroupSize, (nuint)sizeof(nuint), &most, null), "clGetKernelWorkGroupInfo");
        var declared = stackalloc nuint[3];
        OpenClCode.Check(OpenClCalls.GetKernelWorkGroupInfo(kernel, device.Id, DeclaredWorkGroupSize, 3 * (nuint)sizeof(nuint), declared, null), "clGetKernelWorkGroupInfo");
        ulong local;
        OpenClCode.Check(OpenClCalls.GetKernelWorkGroupInfo(kernel, device.Id, LocalBytes, sizeof(ulong), &local, null), "clGetKernelWorkGroupInfo");
        return local <= (ulong)device.Info.SharedBytes
            ? new(kernel, module, entry, (int)arguments, (int)Math.Min(most, int.MaxValue), (int)declared[0], (int)declared[1], device.Info)
            : throw new DeviceException($"the kernel '{entry}' shares {local:N0} bytes among the threads of a group, and {device.Info.Selector} ({device.Info.Name}) has {device.Info.SharedBytes:N0}");
    }

    private string Log(nint program)
    {
        nuint size;
        if (OpenClCalls.GetProgramBuildInfo(program, device.Id, BuildLog, 0, null, &size) != OpenClCode.Success)
        {
            return "";
        }

        var log = new byte[size];
        fixed (byte* first = log)
        {
            return OpenClCalls.GetProgramBuildInfo(program, device.Id, BuildLog, size, first, null) == OpenClCode.Success ? Encoding.UTF8.GetString(log).TrimEnd('\0') : "";
        }
    }

    private static string FirstError(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.FirstOrDefault(l => l.Contains("error:", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault() ?? "the compiler failed and gives no words";
    }
}
