namespace HotRow.Lab;

/// <summary>A request: the rows of a batch are looked up, then multiplied with a weight matrix, all on the calling thread.</summary>
/// <remarks>The lookup writes to the input of the product, as it would in a model: the rows arrive in the processor's caches.</remarks>
internal sealed class ServiceRequest
{
    private readonly Action _lookup;
    private readonly Action? _announce;
    private readonly PageMemory _rows;
    private readonly PageMemory _weights;
    private readonly PageMemory _result;
    private readonly int _batch;
    private readonly int _dim;

    /// <summary>Creates the request.</summary>
    /// <param name="lookup">Looks up the next batch into <paramref name="rows"/>.</param>
    /// <param name="rows">The looked-up rows. <i>Shape:</i> <c>[batch, dim]</c>.</param>
    /// <param name="service">Weights, result and sizes.</param>
    /// <param name="announce">Said after the lookup and before the product: which rows come next.</param>
    public ServiceRequest(Action lookup, PageMemory rows, Service service, Action? announce = null)
    {
        (_lookup, _rows, _announce) = (lookup, rows, announce);
        (_weights, _result, _batch, _dim) = (service.Weights, service.Result, service.Batch, service.Dim);
    }

    /// <summary>Looks up the next batch and says which comes after it.</summary>
    public void Lookup()
    {
        _lookup();
        _announce?.Invoke();
    }

    /// <summary>Multiplies the looked-up rows with as many columns of weights.</summary>
    public void Compute(int width) => RowKernels.Gemm(_rows.Floats[..(_batch * _dim)], _weights.Floats[..(_dim * width)], _result.Floats[..(_batch * width)], _batch, width, _dim);

    /// <summary>Lookup and product.</summary>
    public void Serve(int width)
    {
        Lookup();
        Compute(width);
    }

    /// <summary>Serves one request and compares outputs of its product with sums in double over the rows that were looked up.</summary>
    public (bool Passed, string Detail) Check(int width, ulong seed)
    {
        _result.Floats.Fill(float.NaN);
        Serve(width);
        return GemmCheck.RandomOutputs(_rows.Floats[..(_batch * _dim)], _weights.Floats[..(_dim * width)], _result.Floats[..(_batch * width)], _batch, width, _dim, seed);
    }
}
