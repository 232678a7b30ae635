using System.Text.RegularExpressions;
using HotRow.Gpu;

namespace HotRow.Tests.Gpu;

/// <summary>Every kernel file with every set of defines, read by a compiler that stands here for those of the drivers: as CUDA down to PTX, and as OpenCL C 1.2.</summary>
public sealed partial class KernelCompileTests
{
    public static TheoryData<string> Kernels => [.. DeviceKernels.All.Select(k => k.Name)];

    [Fact]
    public void EveryVariant_AsCuda_CompilesToPtxWithItsEntries()
    {
        Assert.SkipUnless(Clang.IsThere, Clang.WhyNot);
        using var folder = new TempFolder();
        var files = Write(folder, KernelDialect.Cuda, ".cu");

        var said = Clang.Run(folder.Path, files.Keys, "-x", "cuda", "--cuda-device-only", "-nocudainc", "-nocudalib", "--cuda-gpu-arch=" + Clang.Architecture, "-O2", "-S");

        Assert.All(files, file =>
        {
            var written = Directory.GetFiles(folder.Path, Path.GetFileNameWithoutExtension(file.Key) + "-cuda-*.s");
            Assert.True(written.Length == 1, $"nothing was made of {file.Key}: {said}");
            var ptx = File.ReadAllText(written[0]);
            Assert.Equal(file.Value.Bodies.Keys.Order(StringComparer.Ordinal), Entry().Matches(ptx).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void EveryVariant_AsOpenCl12_Compiles()
    {
        Assert.SkipUnless(Clang.IsThere, Clang.WhyNot);
        using var folder = new TempFolder();
        var files = Write(folder, KernelDialect.OpenCl, ".cl");

        var said = Clang.Run(folder.Path, files.Keys, "-x", "cl", "-cl-std=CL1.2", "-target", "spir64-unknown-unknown", "-Xclang", "-finclude-default-header", "-O0", "-S", "-emit-llvm");

        Assert.All(files.Keys, file => Assert.True(File.Exists(Path.Combine(folder.Path, Path.ChangeExtension(file, ".ll"))), $"nothing was made of {file}: {said}"));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Text_UsesOnlyTypesThatAreTheSameInEveryDialect(string name)
    {
        var code = Comment().Replace(DeviceKernels.All.Single(k => k.Name == name).Text, "");

        Assert.Empty(Forbidden().Matches(code).Select(m => m.Value).Distinct());
    }

    // One file for each kernel and set of defines; its name says which.
    private static Dictionary<string, KernelSource> Write(TempFolder folder, KernelDialect dialect, string extension)
    {
        var files = new Dictionary<string, KernelSource>();
        foreach (var kernel in DeviceKernels.All)
        {
            foreach (var defines in kernel.Variants)
            {
                var file = string.Join('-', defines.Select(d => $"{d.Name}_{d.Value}").Prepend(kernel.Name)) + extension;
                folder.Write(file, kernel.For(dialect, defines));
                files.Add(file, kernel);
            }
        }

        return files;
    }

    [GeneratedRegex(@"\.visible \.entry (\w+)\(")]
    private static partial Regex Entry();

    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/")]
    private static partial Regex Comment();

    // size_t is unsigned in one and 64 bits in another, long has 32 bits in CUDA on Windows, bool and double are no kernel arguments everywhere.
    [GeneratedRegex(@"\b(size_t|bool|long|double|unsigned|threadIdx|blockIdx|get_global_id|__global|__local|__shared__|__syncthreads|barrier)\b")]
    private static partial Regex Forbidden();
}
