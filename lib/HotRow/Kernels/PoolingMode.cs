namespace HotRow;

/// <summary>How the rows of a bag become one output row.</summary>
public enum PoolingMode
{
    /// <summary>Each index gives its own output row.</summary>
    None,

    /// <summary>The sum of the bag's rows; an empty bag gives zeros.</summary>
    Sum,

    /// <summary>The mean of the bag's rows; an empty bag gives zeros.</summary>
    Mean,
}
