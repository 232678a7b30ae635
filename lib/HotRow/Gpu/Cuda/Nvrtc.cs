using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>The calls of NVIDIA's runtime compiler.</summary>
internal static unsafe partial class Nvrtc
{
    /// <summary>It was given an option that it does not know, such as an architecture newer than itself.</summary>
    internal const int InvalidOption = 5;

    /// <summary>The text does not compile; the log says why.</summary>
    internal const int CompilationFailed = 6;

    private const string Library = DeviceLibraries.Nvrtc;

    [LibraryImport(Library, EntryPoint = "nvrtcVersion")]
    internal static partial int Version(int* major, int* minor);

    [LibraryImport(Library, EntryPoint = "nvrtcGetErrorString")]
    internal static partial byte* GetErrorString(int code);

    [LibraryImport(Library, EntryPoint = "nvrtcGetNumSupportedArchs")]
    internal static partial int GetNumSupportedArchs(int* count);

    [LibraryImport(Library, EntryPoint = "nvrtcGetSupportedArchs")]
    internal static partial int GetSupportedArchs(int* architectures);

    [LibraryImport(Library, EntryPoint = "nvrtcCreateProgram")]
    internal static partial int CreateProgram(nint* program, byte* text, byte* name, int headers, byte** headerTexts, byte** headerNames);

    [LibraryImport(Library, EntryPoint = "nvrtcDestroyProgram")]
    internal static partial int DestroyProgram(nint* program);

    [LibraryImport(Library, EntryPoint = "nvrtcCompileProgram")]
    internal static partial int CompileProgram(nint program, int options, byte** option);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLogSize")]
    internal static partial int GetProgramLogSize(nint program, nuint* bytes);

    [LibraryImport(Library, EntryPoint = "nvrtcGetProgramLog")]
    internal static partial int GetProgramLog(nint program, byte* log);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBINSize")]
    internal static partial int GetCubinSize(nint program, nuint* bytes);

    [LibraryImport(Library, EntryPoint = "nvrtcGetCUBIN")]
    internal static partial int GetCubin(nint program, byte* image);

    [LibraryImport(Library, EntryPoint = "nvrtcGetPTXSize")]
    internal static partial int GetPtxSize(nint program, nuint* bytes);

    [LibraryImport(Library, EntryPoint = "nvrtcGetPTX")]
    internal static partial int GetPtx(nint program, byte* text);
}
