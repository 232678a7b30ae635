namespace HotRow.Gpu;

internal sealed unsafe partial class CudaBackend
{
    private const int NotTransposed = 0;
    private const int Fp32Type = 0;
    private const int Fp16Type = 2;
    private const int Bf16Type = 14;
    private const int Fp32Sums = 68;
    private const int Tf32Products = 77;
    private const int AnyAlgorithm = -1;

    private readonly Lock _matrixTurn = new();
    private nint _matrix;

    public void Gemm(nint stream, GemmPrecision precision, int m, int n, int k, nint a, nint b, nint c)
    {
        Bind();
        var (type, compute) = precision switch
        {
            GemmPrecision.Fp16 => (Fp16Type, Fp32Sums),
            GemmPrecision.Bf16 => (Bf16Type, Fp32Sums),
            GemmPrecision.Tf32 => (Fp32Type, Tf32Products),
            _ => (Fp32Type, Fp32Sums),
        };
        var (one, zero) = (1f, 0f);

        // The library's state holds the stream, so calls take turns.
        lock (_matrixTurn)
        {
            if (_matrix == 0)
            {
                nint handle;
                CudaErrors.Matrix(Cublas.Create(&handle), "cublasCreate");
                _matrix = handle;
            }

            CudaErrors.Matrix(Cublas.SetStream(_matrix, stream), "cublasSetStream");

            // The library reads columns first: row-major C = A B is column-major C' = B' A', so the factors change places and nothing is transposed.
            CudaErrors.Matrix(
                Cublas.GemmEx(_matrix, NotTransposed, NotTransposed, n, m, k, &one, (ulong)b, type, n, (ulong)a, type, k, &zero, (ulong)c, type, n, compute, AnyAlgorithm),
                "cublasGemmEx");
        }
    }
}
