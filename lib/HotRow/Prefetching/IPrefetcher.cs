namespace HotRow;

/// <summary>Names the rows that the next batch will probably want, from the batches seen so far.</summary>
/// <remarks>One caller at a time. Every batch is shown once, in order: a call both learns from the batch and predicts the next one.</remarks>
public interface IPrefetcher
{
    /// <summary>Names rows for the next batch, distinct and best first. <i>Cost:</i> allocates nothing.</summary>
    /// <param name="current">The batch that has just come.</param>
    /// <param name="rows">Receives the rows; its length is the budget.</param>
    /// <returns>How many rows are named, at most the budget and <see cref="PrefetcherArgs.MaxRows"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A row is negative or not below RowCount, or the batch is larger than the prefetcher was made for.</exception>
    int Predict(in LookupBatch current, Span<int> rows);
}
