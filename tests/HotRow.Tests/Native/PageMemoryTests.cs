namespace HotRow.Tests;

public unsafe class PageMemoryTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(4097, false)]
    [InlineData((4 << 20) + 5, false)]
    [InlineData(1, true)]
    [InlineData(4097, true)]
    [InlineData((4 << 20) + 5, true)]
    public void Constructor_AnySize_GivesZeroedWritableMemoryOnABoundary(long bytes, bool portable)
    {
        using var memory = new PageMemory(bytes, "a test", portable || !OperatingSystem.IsLinux());
        var span = new Span<byte>(memory.Pointer, (int)bytes);

        Assert.Equal(0, (nint)memory.Pointer % (2 << 20));
        Assert.False(span.ContainsAnyExcept((byte)0));
        span.Fill(7);
        Assert.Equal(bytes, memory.Bytes);
        Assert.Equal(portable || !OperatingSystem.IsLinux(), memory.Describe().EndsWith("(portable path)", StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_MoreThanTheMachineHas_SaysWhatWasAskedAndWhatThereIs()
    {
        var error = Assert.Throws<InputException>(() => new PageMemory(long.MaxValue / 2, "a table of 9 x 9 floats"));

        Assert.StartsWith("a table of 9 x 9 floats needs 4611686018.43 GB of memory, and ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" GB are available; use fewer rows", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Constructor_NoBytes_Refuses() => Assert.Throws<ArgumentOutOfRangeException>(() => new PageMemory(0, "nothing"));

    [Fact]
    public void Describe_WrittenMemory_NamesItsPages()
    {
        using var memory = new PageMemory(4 << 20, "a test");
        new Span<byte>(memory.Pointer, 4 << 20).Fill(1);

        Assert.Matches("^(2 MiB pages|[0-9]+ KiB pages)", memory.Describe());
    }

    [Fact]
    public void Pointer_AfterDispose_Refuses()
    {
        var memory = new PageMemory(100, "a test");
        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => (nint)memory.Pointer);
    }

    // The handle closes only when the last holder lets go; until then its memory is there, and nobody new may use it.
    [Fact]
    public void Dispose_WhileHeld_RefusesOthersAndKeepsTheMemory()
    {
        var memory = new PageMemory(4096, "a test");
        var first = (byte*)memory.Pointer;
        var held = false;
        memory.DangerousAddRef(ref held);

        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => (nint)memory.Pointer);
        *first = 7;
        Assert.Equal(7, *first);
        memory.DangerousRelease();
        Assert.True(memory.IsClosed);
    }
}
