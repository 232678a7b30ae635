namespace HotRow;

/// <summary>Writes a stream of ids in one format.</summary>
public interface ITraceWriter
{
    /// <summary>How many bytes the file will have.</summary>
    /// <exception cref="InputException">The format cannot hold the trace; the message says what to do.</exception>
    long BytesOf(TraceShape shape);

    /// <summary>Whether a reader of the file finds the same batches again.</summary>
    bool KeepsBatches(TraceShape shape);

    /// <summary>Writes the whole trace. What <see cref="BytesOf"/> refuses may be written wrongly.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="InputException">The stream is faulty or no longer of that shape.</exception>
    void Write(IIdStream ids, TraceShape shape, Stream target);
}
