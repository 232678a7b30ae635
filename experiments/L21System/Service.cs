namespace HotRow.Lab;

/// <summary>What all requests of a service share: the table in memory, which also judges what comes from the file, the weights, and where results go.</summary>
internal sealed class Service : IDisposable
{
    private const int PoolIndices = 400_000;

    /// <summary>Creates the service.</summary>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="dim">Elements of a row.</param>
    /// <param name="batch">Rows of a request.</param>
    /// <param name="widest">The most columns of weights that a request multiplies with.</param>
    public Service(int rows, int dim, int batch, int widest)
    {
        (Rows, Dim, Batch) = (rows, dim, batch);
        Table = GeneratedRows.InMemory(rows, dim);
        Weights = new((long)dim * widest * sizeof(float), "the weights");
        Result = new((long)batch * widest * sizeof(float), "the result of a request");
        RandomRows.Fill(GeneratedRows.Seed + 1, 0, Weights.Floats);
    }

    /// <summary>Rows of the table.</summary>
    public int Rows { get; }

    /// <summary>Elements of a row.</summary>
    public int Dim { get; }

    /// <summary>Rows of a request.</summary>
    public int Batch { get; }

    /// <summary>The table in memory.</summary>
    public EmbeddingTable Table { get; }

    /// <summary>The weights. <i>Shape:</i> <c>[dim, width]</c>, of whichever width a request has.</summary>
    public PageMemory Weights { get; }

    /// <summary>The result. <i>Shape:</i> <c>[batch, width]</c>.</summary>
    public PageMemory Result { get; }

    /// <summary>The requests' batches.</summary>
    public BatchPool Batches(WorkloadInfo workload, ulong seed) => BatchPool.Draw(workload, new() { RowCount = Rows, BatchSize = Batch, IndexCount = Math.Min(PoolIndices, 4L * Rows) / Batch * Batch, Seed = seed });

    public void Dispose()
    {
        Result.Dispose();
        Weights.Dispose();
        Table.Dispose();
    }
}
