using System.Runtime.InteropServices;

namespace HotRow.Gpu;

/// <summary>The calls of NVIDIA's matrix library.</summary>
internal static unsafe partial class Cublas
{
    private const string Library = DeviceLibraries.Cublas;

    [LibraryImport(Library, EntryPoint = "cublasGetProperty")]
    internal static partial int GetProperty(int property, int* value);

    [LibraryImport(Library, EntryPoint = "cublasGetStatusName")]
    internal static partial byte* GetStatusName(int status);

    [LibraryImport(Library, EntryPoint = "cublasGetStatusString")]
    internal static partial byte* GetStatusString(int status);

    [LibraryImport(Library, EntryPoint = "cublasCreate_v2")]
    internal static partial int Create(nint* handle);

    [LibraryImport(Library, EntryPoint = "cublasDestroy_v2")]
    internal static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "cublasSetStream_v2")]
    internal static partial int SetStream(nint handle, nint stream);

    [LibraryImport(Library, EntryPoint = "cublasGemmEx")]
    internal static partial int GemmEx(nint handle, int transposeA, int transposeB, int m, int n, int k, void* alpha, ulong a, int typeA, int strideA, ulong b, int typeB, int strideB, void* beta, ulong c, int typeC, int strideC, int compute, int algorithm);
}
