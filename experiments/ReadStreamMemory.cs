namespace HotRow.Lab;

/// <summary>Memory from which a read ceiling is measured. It is written first: on Linux pages that nobody wrote are all the same page of zeros, and reading that measures a cache.</summary>
internal static class ReadStreamMemory
{
    /// <summary>Written memory that the point owns, with a check that what is read is what was written.</summary>
    /// <param name="point">The point.</param>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="purpose">What it is, for the message when there is no room.</param>
    /// <param name="threads">How many threads will read it.</param>
    internal static PageMemory Own(Point point, long bytes, string purpose, int threads = 1)
    {
        var memory = point.Own(new PageMemory(bytes, purpose));
        memory.Floats.Fill(1);
        point.Check("the stream that is read was written: its numbers add up", () =>
        {
            var mean = RowKernels.ReadStream(memory.Floats, threads) / memory.Floats.Length;
            return (Math.Abs(mean - 1) < 1e-3, $"the mean of ones is {NumberText.Figure(mean)}");
        });
        return memory;
    }
}
