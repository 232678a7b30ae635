namespace HotRow;

/// <summary>What a lookup is doing at a moment.</summary>
public enum LookupPhase
{
    /// <summary>Finding the batch's distinct rows.</summary>
    Dedup,

    /// <summary>Asking the cache's policy, or the prefetch buffer, row by row: what is a hit and what is a miss. Its rows are the batch's.</summary>
    Probe,

    /// <summary>Reading missed rows from the far tier while the caller waits. Its rows are the misses.</summary>
    Fetch,

    /// <summary>Reading rows of a prediction in the background. Its rows are the predicted ones.</summary>
    Prefetch,

    /// <summary>Waiting for a prefetch that was not ready when its batch came.</summary>
    Wait,

    /// <summary>Copying rows from the prefetch buffer to where the lookup wants them. Its rows are the prefetched ones that were used.</summary>
    Stage,

    /// <summary>Copying rows from near memory to the output, or pooling them. Its rows are the batch's.</summary>
    Gather,

    /// <summary>Copying rows that were read into the cache's slots.</summary>
    Fill,

    /// <summary>Choosing the rows for the next batch.</summary>
    Predict,

    /// <summary>The consumer's own work with the rows; reported by the consumer.</summary>
    Compute,
}

/// <summary>Is told when a lookup's phases begin and end, on the thread that does the work. Phases of one thread do not overlap, except that a
/// store's phases lie inside the Fetch of the lookup that called it.</summary>
public interface ILookupObserver
{
    /// <summary>A phase begins.</summary>
    /// <param name="phase">Which.</param>
    /// <param name="rows">How many rows it is about.</param>
    void Begin(LookupPhase phase, int rows);

    /// <summary>The phase that has begun ends; not called when it failed.</summary>
    void End(LookupPhase phase);
}
