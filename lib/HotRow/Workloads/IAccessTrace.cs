namespace HotRow;

/// <summary>A replayable stream of row accesses, batch by batch.</summary>
public interface IAccessTrace
{
    /// <summary>The name that results and charts show.</summary>
    string Name { get; }

    /// <summary>Every row number of the trace is below this.</summary>
    int RowCount { get; }

    /// <summary>How many accesses one replay makes, over all batches.</summary>
    long IndexCount { get; }

    /// <summary>The batches in order. Every call replays the same accesses; a batch's memory is valid until the next one is asked for.</summary>
    IEnumerable<LookupBatch> Batches();
}
