namespace HotRow;

/// <summary>A replayable stream of 64-bit ids, batch by batch, as a trace file holds them: any numbers, not yet rows.</summary>
public interface IIdStream
{
    /// <summary>The name that results show: the file's.</summary>
    string Name { get; }

    /// <summary>How many ids one replay gives, where that is known without reading; otherwise null.</summary>
    long? Count => null;

    /// <summary>The same ids as rows already numbered by first appearance, when the source numbers them itself, as a text does; otherwise null.</summary>
    MemoryTrace? Rows => null;

    /// <summary>The batches are the source's own: a line, a request, a row of an array. Otherwise they are only the pieces in which it is read.</summary>
    bool HasBatches => false;

    /// <summary>The tables whose rows the ids are, one table after the other, when the source names tables; otherwise null.</summary>
    TableSpace? Tables => null;

    /// <summary>What of the source is left out, in words for the reader; null when nothing is.</summary>
    string? Note => null;

    /// <summary>The batches in order. Every call reads the source anew; a batch's memory is valid until the next one is asked for.</summary>
    /// <exception cref="InputException">The source is not what it says it is; raised where the fault is met.</exception>
    IEnumerable<ReadOnlyMemory<long>> Batches();
}
