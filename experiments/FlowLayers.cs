namespace HotRow.Lab;

/// <summary>The layers of a lookup that can be had or left out, each by itself.</summary>
[Flags]
internal enum FlowLayers
{
    /// <summary>Every index is read from the far tier when its batch comes.</summary>
    None = 0,

    /// <summary>Each distinct row of a batch is asked for once, and expanded.</summary>
    Dedup = 1,

    /// <summary>A cache of rows stands in near memory.</summary>
    Cache = 2,

    /// <summary>Rows are read in the background while the consumer computes on the batch before.</summary>
    Prefetch = 4,

    /// <summary>All three.</summary>
    All = Dedup | Cache | Prefetch,
}

/// <summary>Which rows are announced while the consumer computes.</summary>
internal enum Foresight
{
    /// <summary>The next batch's own: the work is known one batch ahead.</summary>
    NextBatch,

    /// <summary>Those of the batch that is being computed on: a guess.</summary>
    PreviousBatch,
}
