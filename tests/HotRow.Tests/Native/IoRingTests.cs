namespace HotRow.Tests;

public sealed unsafe class IoRingTests : IDisposable
{
    private const int BufferBytes = 4096;
    private readonly DiskFolder _folder = new();
    private readonly byte[] _bytes = new byte[10_001];
    private readonly DirectFile _file;

    public IoRingTests()
    {
        for (var i = 0; i < _bytes.Length; i++)
        {
            _bytes[i] = (byte)(i * 7);
        }

        File.WriteAllBytes(_folder.File("bytes"), _bytes);
        _file = DirectFile.Open(_folder.File("bytes"), direct: false);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    // The sizes that linux/io_uring.h gives them on every 64-bit system.
    [Fact]
    public void Structures_HaveTheKernelsSizes() => Assert.Equal(
        (120, 64, 16, 16),
        (sizeof(LinuxRingCalls.RingParameters), sizeof(LinuxRingCalls.SubmissionEntry), sizeof(LinuxRingCalls.Completion), sizeof(LinuxRingCalls.Stretch)));

    [Fact]
    public void Probe_SwitchedOff_SaysSo()
    {
        Assert.Equal("HOTROW_NO_IO_URING is set", IoRing.Probe(name => name == "HOTROW_NO_IO_URING" ? "1" : null));
        Assert.NotEqual("HOTROW_NO_IO_URING is set", IoRing.Probe(name => name == "HOTROW_NO_IO_URING" ? "0" : null));
    }

    // The kernel allows 32,768 entries.
    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void TryCreate_KernelRefuses_SaysWhy(int entries)
    {
        RequireRing();

        Assert.Null(RingMapping.TryCreate(entries, out var why));

        Assert.Equal("io_uring_setup failed: Invalid argument, errno 22", why);
    }

    [Fact]
    public void Reads_AnySlots_BringTheirBytes()
    {
        using var ring = Ring(slots: 3);
        for (var round = 0; round < 50; round++)
        {
            int[] offsets = [round, 2000 + round, 9990];
            int[] lengths = [1, 4096 - round, 100];
            for (var slot = 0; slot < 3; slot++)
            {
                ring.QueueRead(slot, 0, lengths[slot], offsets[slot]);
            }

            for (var ended = 0; ended < 3;)
            {
                ring.Submit(waitFor: 3 - ended);
                for (; ring.TryReap(out var slot, out var result); ended++)
                {
                    // The file ends 11 bytes behind the last offset.
                    Assert.Equal(slot == 2 ? 11 : lengths[slot], result);
                    Assert.Equal(_bytes.AsSpan(offsets[slot], result), new ReadOnlySpan<byte>(ring.Buffer(slot), result));
                }
            }

            Assert.Equal(0, ring.Pending);
        }
    }

    [Fact]
    public void Reads_RefusedByTheFile_GiveTheErrorsNumber()
    {
        RequireRing();
        using var direct = DirectFile.Open(_folder.File("bytes"));
        Assert.SkipUnless(direct.IsDirect, direct.Description);
        using var ring = IoRing.TryCreate(direct.Handle, 1, BufferBytes, out _)!;

        ring.QueueRead(0, 0, 100, 3);
        ring.Submit(waitFor: 1);

        Assert.True(ring.TryReap(out _, out var result));
        Assert.Equal(-22, result); // EINVAL
    }

    [Theory]
    [InlineData(-1, 0, 1, 0)]
    [InlineData(2, 0, 1, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, -1, 1, 0)]
    [InlineData(0, 1, BufferBytes, 0)]
    [InlineData(0, int.MaxValue, int.MaxValue, 0)]
    [InlineData(0, 0, 1, -1)]
    [InlineData(1, 0, 1, 0)]
    public void QueueRead_OutsideItsSlot_IsRefused(int slot, int first, int length, long offset)
    {
        using var ring = Ring(slots: 2);
        ring.QueueRead(1, 0, 1, 0);

        Assert.Throws<InvalidOperationException>(() => ring.QueueRead(slot, first, length, offset));

        Assert.Equal(1, ring.Pending);
    }

    [Fact]
    public void Drain_ForgetsTheQueuedAndEndsTheRest()
    {
        using var ring = Ring(slots: 4);
        for (var slot = 0; slot < 4; slot++)
        {
            new Span<byte>(ring.Buffer(slot), BufferBytes).Clear();
        }

        ring.QueueRead(0, 0, 500, 1);
        ring.QueueRead(1, 0, 500, 2);
        ring.Submit(waitFor: 0);
        ring.QueueRead(2, 0, 500, 3);
        ring.QueueRead(3, 0, 500, 4);
        ring.Drain();

        Assert.Equal(0, ring.Pending);
        Assert.False(ring.TryReap(out _, out _));
        Assert.Equal(_bytes.AsSpan(2, 500), new ReadOnlySpan<byte>(ring.Buffer(1), 500));
        Assert.Equal(-1, new ReadOnlySpan<byte>(ring.Buffer(2), 500).IndexOfAnyExcept((byte)0));

        ring.QueueRead(3, 0, 500, 9);
        ring.Submit(waitFor: 1);
        Assert.True(ring.TryReap(out var last, out var result));
        Assert.Equal((3, 500, _bytes[9]), (last, result, *ring.Buffer(3)));
    }

    [Fact]
    public void Dispose_ReadsInFlight_WaitsForThem()
    {
        var ring = Ring(slots: 64);
        for (var slot = 0; slot < 64; slot++)
        {
            ring.QueueRead(slot, 0, BufferBytes, slot);
        }

        ring.Submit(waitFor: 0);
        ring.Dispose();
        ring.Dispose();

        Assert.Equal(0, ring.Pending);
    }

    private static void RequireRing() => Assert.SkipUnless(IoRing.WhyNot is null, $"io_uring: {IoRing.WhyNot}");

    private IoRing Ring(int slots)
    {
        RequireRing();
        return IoRing.TryCreate(_file.Handle, slots, BufferBytes, out _)!;
    }
}
