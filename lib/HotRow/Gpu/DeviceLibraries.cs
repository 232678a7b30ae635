using System.Reflection;
using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>Finds the native libraries of device drivers and their compilers where systems, toolkits and Python packages put them.</summary>
/// <remarks>A library is looked for once in a process. The order: the variable that names the file, the system's loader, HOTROW_CUDA_PATH,
/// the toolkit's usual folders, the nvidia packages of the Pythons that are there.</remarks>
internal static class DeviceLibraries
{
    /// <summary>NVIDIA's driver.</summary>
    public const string Cuda = "cuda";

    /// <summary>NVIDIA's runtime compiler.</summary>
    public const string Nvrtc = "nvrtc";

    /// <summary>NVIDIA's matrix products.</summary>
    public const string Cublas = "cublas";

    /// <summary>The OpenCL loader.</summary>
    public const string OpenCl = "opencl";

    private const string FolderVariable = "HOTROW_CUDA_PATH";

    private static readonly Dictionary<string, Lazy<Outcome>> s_outcomes = new Library[]
    {
        new(Cuda, Names("nvcuda.dll", "libcuda.so.1", "libcuda.dylib"), "", "cuInit", "install NVIDIA's driver"),
        new(Nvrtc, Names("nvrtc64_130_0.dll nvrtc64_120_0.dll nvrtc64_112_0.dll", "libnvrtc.so.13 libnvrtc.so.12 libnvrtc.so.11.2"), Windows("nvrtc-builtins64_*.dll", "libnvrtc-builtins.so.*"), "nvrtcVersion", "install CUDA's NVRTC (the Python package nvidia-cuda-nvrtc has it)"),
        new(Cublas, Names("cublas64_13.dll cublas64_12.dll", "libcublas.so.13 libcublas.so.12"), Windows("cublasLt64_*.dll", "libcublasLt.so.*"), "cublasCreate_v2", "install CUDA's cuBLAS (the Python package nvidia-cublas has it)"),
        new(OpenCl, Names("OpenCL.dll", "libOpenCL.so.1 libOpenCL.so", "/System/Library/Frameworks/OpenCL.framework/OpenCL"), "", "clGetPlatformIDs", "install an OpenCL loader (package ocl-icd-libopencl1) and a device's driver (pocl-opencl-icd for a CPU)"),
    }.ToDictionary(l => l.Name, l => new Lazy<Outcome>(() => Load(l)));

    // An assembly can have one resolver only: this is where every library that is no part of the system goes through.
    static DeviceLibraries() => NativeLibrary.SetDllImportResolver(typeof(DeviceLibraries).Assembly, Resolve);

    /// <summary>Loads a library unless it is loaded. Whoever binds to one calls this first.</summary>
    /// <param name="name">One of this class's names.</param>
    /// <param name="from">Where it was found: a path, or a name that the system's loader knows.</param>
    /// <param name="whyNot">Why it cannot be loaded, where it was looked for and what would help, in one line; "" when it is loaded.</param>
    public static bool TryLoad(string name, out string from, out string whyNot)
    {
        var outcome = s_outcomes[name].Value;
        (from, whyNot) = (outcome.From, outcome.WhyNot);
        return outcome.Handle != 0;
    }

    /// <summary>Whether a library that is loaded has a function: newer drivers have more.</summary>
    public static bool Exports(string name, string function) => s_outcomes[name].Value is { Handle: not 0 } loaded && NativeLibrary.TryGetExport(loaded.Handle, function, out _);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => s_outcomes.TryGetValue(name, out var outcome) ? outcome.Value.Handle : 0;

    private static Outcome Load(Library library)
    {
        var variable = "HOTROW_LIB_" + library.Name.ToUpperInvariant();
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file)
        {
            return Path.IsPathRooted(file) && TryLoadFile(library, file, out var named)
                ? new(named, file, "")
                : new(0, "", $"{variable} is {PrintableText.Quote(file)}, which is no library that can be loaded and has {library.Function}; give the full path of {library.Files[0]}, or unset it");
        }

        foreach (var soname in library.Files)
        {
            if (IsIt(library, soname, out var handle))
            {
                return new(handle, soname, "");
            }
        }

        var broken = "";
        foreach (var path in DeviceLibraryFolders.All(FolderVariable).SelectMany(folder => library.Files.Select(f => Path.Combine(folder, f))).Where(File.Exists))
        {
            if (TryLoadFile(library, path, out var handle))
            {
                return new(handle, path, "");
            }

            broken = $"; {path} is there and cannot be loaded, or is another library";
        }

        return new(0, "", $"{string.Join(", ", library.Files)}: not known to the system's loader, and not in {FolderVariable} ({(Environment.GetEnvironmentVariable(FolderVariable) is { } folders ? PrintableText.Quote(folders) : "not set")}), the folders of the CUDA toolkit or Python's nvidia packages{broken}; {library.Mend}, or set {variable} to the file");
    }

    // What a library opens by name while it runs is found only when it is loaded already: the compiler's builtins, the light matrix library.
    private static bool TryLoadFile(Library library, string path, out nint handle)
    {
        if (library.Companion.Length > 0 && Path.GetDirectoryName(path) is { } folder)
        {
            var major = Major(path);
            foreach (var companion in DeviceLibraryFolders.Files(folder, library.Companion).Where(c => Major(c) == major).Order(StringComparer.Ordinal))
            {
                _ = NativeLibrary.TryLoad(companion, out _);
            }
        }

        return IsIt(library, path, out handle);
    }

    // A library that loads and is another one would fail at its first call, behind everything that was found by then.
    private static bool IsIt(Library library, string file, out nint handle)
    {
        if (NativeLibrary.TryLoad(file, out handle) && !NativeLibrary.TryGetExport(handle, library.Function, out _))
        {
            NativeLibrary.Free(handle);
            handle = 0;
        }

        return handle != 0;
    }

    // libnvrtc.so.13 -> 13, libnvrtc-builtins.so.13.0 -> 13, nvrtc64_130_0.dll -> 13, cublas64_13.dll -> 13.
    private static string Major(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        var at = name.LastIndexOf(".so.") is >= 0 and var so ? so + 4 : name.IndexOf("64_") is >= 0 and var dll ? dll + 3 : name.Length;
        var digits = 0;
        while (at + digits < name.Length && digits < 2 && char.IsAsciiDigit(name[at + digits]))
        {
            digits++;
        }

        return name.Slice(at, digits).ToString();
    }

    private static string[] Names(string windows, string linux, string mac = "") =>
        (OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() && mac.Length > 0 ? mac : linux).Split(' ');

    private static string Windows(string windows, string other) => OperatingSystem.IsWindows() ? windows : other;

    /// <param name="Name">What bindings call it.</param>
    /// <param name="Files">Its file names, newest version first.</param>
    /// <param name="Companion">Files beside it that must be loaded before it, as a pattern; "" for none.</param>
    /// <param name="Function">What every version of it exports: how it is known from another library.</param>
    /// <param name="Mend">What brings it.</param>
    private sealed record Library(string Name, string[] Files, string Companion, string Function, string Mend);

    private sealed record Outcome(nint Handle, string From, string WhyNot);
}
