namespace HotRow;

/// <summary>What a prefetcher's predictions were worth, counted over one batch or over many.</summary>
/// <param name="Batches">Batches that had a prediction: all but the first.</param>
/// <param name="Indices">Accesses of these batches.</param>
/// <param name="UniqueRows">Distinct rows of each batch, added up.</param>
/// <param name="NamedRows">Rows named for them.</param>
/// <param name="CoveredIndices">Accesses whose row was named.</param>
/// <param name="CoveredRows">Distinct rows that were named: each named row that was used.</param>
public readonly record struct PrefetchCounts(long Batches, long Indices, long UniqueRows, long NamedRows, long CoveredIndices, long CoveredRows)
{
    /// <summary>Share of the distinct rows that were named; NaN when there were none.</summary>
    public double UniqueCoverage => (double)CoveredRows / UniqueRows;

    /// <summary>Share of all accesses whose row was named; NaN when there were none.</summary>
    public double TotalCoverage => (double)CoveredIndices / Indices;

    /// <summary>Share of the named rows that were used; NaN when none was named.</summary>
    public double Accuracy => (double)CoveredRows / NamedRows;

    /// <summary>Named rows that the batch did not use.</summary>
    public long WastedRows => NamedRows - CoveredRows;

    /// <summary>The counts of two parts of a trace together.</summary>
    public static PrefetchCounts operator +(PrefetchCounts first, PrefetchCounts second) => Add(first, second);

    /// <summary>The counts of two parts of a trace together.</summary>
    public static PrefetchCounts Add(PrefetchCounts first, PrefetchCounts second) => new(
        first.Batches + second.Batches,
        first.Indices + second.Indices,
        first.UniqueRows + second.UniqueRows,
        first.NamedRows + second.NamedRows,
        first.CoveredIndices + second.CoveredIndices,
        first.CoveredRows + second.CoveredRows);
}
