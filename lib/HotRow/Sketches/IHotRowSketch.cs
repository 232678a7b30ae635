namespace HotRow;

/// <summary>A row and how often a sketch believes it was used.</summary>
/// <param name="Row">The row.</param>
/// <param name="Estimate">Estimated uses.</param>
public readonly record struct HeavyRow(int Row, long Estimate);

/// <summary>Finds the most used rows of a stream in bounded memory (heavy hitters). Adding allocates nothing, the exact reference excepted.</summary>
public interface IHotRowSketch
{
    /// <summary>Uses counted since the start or the last <see cref="Clear"/>.</summary>
    long Accesses { get; }

    /// <summary>Bytes of memory the sketch's arrays occupy; never above the budget it was made for, the exact reference excepted.</summary>
    long Bytes { get; }

    /// <summary>Counts one use of a row.</summary>
    void Add(int row);

    /// <summary>How often the row was used, as far as the sketch can tell; what it guarantees is in its catalog entry.</summary>
    long EstimateOf(int row);

    /// <summary>Writes the most used rows, most used first, equals by row; which of equal rows are left out when not all fit is the sketch's choice.</summary>
    /// <param name="destination">Receives as many rows as it has room for and the sketch has kept.</param>
    /// <returns>How many rows were written.</returns>
    int Top(Span<HeavyRow> destination);

    /// <summary>Forgets everything.</summary>
    void Clear();
}
