using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>The CUDA backend's real bindings against a driver that checks what it is given, each time in a process of its own.</summary>
public sealed class SimulatedCudaTests
{
    private const string NothingLeft = "outstanding 0 bytes device, 0 bytes host, 0 registered, 0 streams, 0 events, 0 graphs, 0 modules";

    private static readonly string[] s_calls =
    [
        "nvrtcCompileProgram dialect.kernel --gpu-architecture=sm_90",
        "cuStreamCreate 1",

        // 400,000 bytes of 2 MiB: the limit first, then the window: persisting where it hits, streaming where not; then all of it let go.
        "cuCtxSetLimit 6 400000\ncuStreamSetAttribute 1 bytes 400000 ratio 0.75 hit 2 miss 1\ncuStreamSetAttribute 1 bytes 0 ratio 1 hit 0 miss 0\ncuCtxResetPersistingL2Cache\ncuCtxSetLimit 6 0",

        // [5, 11] times [11, 7], rows first, is [7, 11] times [11, 5], columns first.
        "cublasGemmEx 0 0 m 7 n 5 k 11 strides 7 11 7 type 0 compute 68 algorithm -1",
        "cublasGemmEx 0 0 m 7 n 5 k 11 strides 7 11 7 type 0 compute 77 algorithm -1",
        "cublasGemmEx 0 0 m 7 n 5 k 11 strides 7 11 7 type 2 compute 68 algorithm -1",
        "cublasGemmEx 0 0 m 7 n 5 k 11 strides 7 11 7 type 14 compute 68 algorithm -1",

        // A copy and a launch, recorded once, started twice.
        "cuGraphInstantiateWithFlags 2\ncuGraphLaunch 2\ncuGraphLaunch 2",

        // Registered for reading, mapped and for every context; zero-copy memory is mapped, write-combined memory is not.
        "cuMemHostAlloc 3108 3",
        "cuMemHostAlloc 4099 1",
        "cuMemHostAlloc 4099 5",
    ];

    [Fact]
    public void EveryKernelCheck_IsRight_AndNothingIsLeft()
    {
        var (code, output, errors, log) = SimulatedCuda.Hotrow([], "doctor", "--device", "cuda");

        var lines = output.TrimEnd().Split('\n');
        Assert.True(code == 0, string.Join('\n', lines.Where(l => l.StartsWith("WRONG", StringComparison.Ordinal)).Append(errors).Append(log)));
        Assert.EndsWith("cases, 0 wrong", lines[^1], StringComparison.Ordinal);
        Assert.All(KernelChecks.All, check => Assert.Contains(lines, line => line.StartsWith("ok     " + check.Name + " ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("cuda: Simulated GPU, 4.3 GB, driver", StringComparison.Ordinal) && line.EndsWith("CUDA 12.8, NVRTC 12.8, cuBLAS 12.8.4", StringComparison.Ordinal));
        Assert.Contains("context released: " + NothingLeft, log, StringComparison.Ordinal);
        Assert.Contains("exit: " + NothingLeft, log, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_GetWhatTheDriverWants()
    {
        var log = SimulatedCuda.Hotrow([], "doctor", "--device", "cuda").Log;

        Assert.All(s_calls, line => Assert.Contains(line, log, StringComparison.Ordinal));
        Assert.Matches(@"cuMemHostRegister \d+ 11", log);

        // A graph of which a part is gone is not started a second time.
        Assert.Equal(5, log.Split("cuGraphInstantiateWithFlags 4\n").Length - 1);
        Assert.Equal(5, log.Split("cuGraphLaunch 4\n").Length - 1);

        // Whoever keeps rows in the last-level cache lets go of them.
        Assert.Equal(log.Split("hit 2 miss 1").Length, log.Split("bytes 0 ratio 1 hit 0 miss 0").Length);
    }

    [Fact]
    public void Registration_RefusedForReadingAlone_IsTriedWithoutThatPromise()
    {
        var (code, output, _, log) = SimulatedCuda.Hotrow([("HOTROW_SIM_READ_ONLY", "refused")], "doctor", "--device", "cuda");

        Assert.True(code == 0, output);
        Assert.Matches(@"cuMemHostRegister (\d+) 11\ncuMemHostRegister \1 3", log);
    }

    [Fact]
    public void Compiler_OlderThanTheDevice_MakesPtxForTheNewestItKnows()
    {
        var (code, output, _, log) = SimulatedCuda.Hotrow([("HOTROW_SIM_ARCH", "120")], "doctor", "--device", "cuda");

        Assert.True(code == 0, output);
        Assert.Contains("nvrtcCompileProgram dialect.kernel --gpu-architecture=compute_90", log, StringComparison.Ordinal);
    }

    [Fact]
    public void OutOfMemory_SaysWhatFreeAndTotalAre_AndNothingIsLeft()
    {
        var (code, output, _, log) = SimulatedCuda.Hotrow([("HOTROW_SIM_FAIL", "cuMemAlloc:2"), ("HOTROW_SIM_MEMORY", "3000000000")], "doctor", "--device", "cuda");

        Assert.Equal(1, code);
        Assert.Contains("of device memory, and 3.00 of 3.00 GB are free; use fewer rows", output, StringComparison.Ordinal);
        Assert.Contains("exit: " + NothingLeft, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuStreamCreate:999", "cuStreamCreate: unknown error (CUDA_ERROR_UNKNOWN, code 999)")]
    [InlineData("cuMemcpyHtoDAsync:700:3", "cuMemcpyHtoDAsync: an illegal memory access was encountered (CUDA_ERROR_ILLEGAL_ADDRESS, code 700)")]
    [InlineData("cuLaunchKernel:719:2", "cuLaunchKernel: unspecified launch failure (CUDA_ERROR_LAUNCH_FAILED, code 719)")]
    [InlineData("cuModuleLoadData:209", "cuModuleLoadData(dialect.kernel): no kernel image is available for execution on the device (CUDA_ERROR_NO_BINARY_FOR_GPU, code 209)")]
    [InlineData("nvrtcCompileProgram:7", "nvrtcCompileProgram: NVRTC_ERROR_BUILTIN_OPERATION_FAILURE (code 7)")]
    [InlineData("cublasGemmEx:15", "cublasGemmEx: the requested functionality is not supported (CUBLAS_STATUS_NOT_SUPPORTED, code 15)")]
    [InlineData("cuMemHostRegister:801", "(0.00 GB) cannot be page-locked where it lies; copy it into zero-copy memory, or raise the limit of locked memory (ulimit -l): cuMemHostRegister: operation not supported (CUDA_ERROR_NOT_SUPPORTED, code 801)")]
    [InlineData("cuMemHostAlloc:2", "of page-locked host memory, and the system does not give it")]
    public void Failure_CarriesFunctionCodeAndWords_AndTheContextIsGivenBack(string fail, string says)
    {
        var (code, output, errors, log) = SimulatedCuda.Hotrow([("HOTROW_SIM_FAIL", fail)], "doctor", "--device", "cuda");

        Assert.Equal(1, code);
        Assert.Contains(says, output + errors, StringComparison.Ordinal);
        Assert.Contains("exit: " + NothingLeft, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HOTROW_LIB_CUDA", "/nonexistent", "no device 'cuda': HOTROW_LIB_CUDA is '/nonexistent', which is no library that can be loaded")]
    [InlineData("HOTROW_LIB_NVRTC", "/nonexistent", "no device 'cuda': 1 device found, and no NVRTC to compile kernels for it: HOTROW_LIB_NVRTC is '/nonexistent'")]
    [InlineData("HOTROW_SIM_FAIL", "cuInit:100", "no device 'cuda': cuInit: no CUDA-capable device is detected (CUDA_ERROR_NO_DEVICE, code 100)")]
    [InlineData("HOTROW_SIM_DEVICES", "0", "finds no device; look at nvidia-smi and CUDA_VISIBLE_DEVICES")]
    [InlineData("HOTROW_SIM_DRIVER", "11080", "is of CUDA 11.8, and 12.0 is the oldest that is supported; install a newer NVIDIA driver")]
    public void WhatIsMissing_IsOneLineAndExitCode2(string variable, string value, string says)
    {
        var (code, _, errors, _) = SimulatedCuda.Hotrow([(variable, value)], "doctor", "--device", "cuda");

        Assert.Equal(2, code);
        var line = Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.Matches("; --device cpu( or opencl)? works without it$", line);
    }

    [Fact]
    public void Simulator_SeesFaultsBarriersAndRanges()
    {
        var (code, output) = SimulatedCuda.Faults();

        Assert.True(code == 0, output);
    }

    [Fact]
    public void MatrixLibrary_Missing_TakesNothingElseAway()
    {
        var (code, output, _, _) = SimulatedCuda.Hotrow([("HOTROW_LIB_CUBLAS", "/nonexistent")], "doctor", "--device", "cuda");

        Assert.True(code == 0, output);
        Assert.Contains("no cuBLAS", output, StringComparison.Ordinal);
    }
}
