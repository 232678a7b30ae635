using FsCheck;
using FsCheck.Fluent;

namespace HotRow.Tests;

/// <summary>What every trace format that is written holds: what was written is read again.</summary>
public sealed class TraceFormatContractTests : IDisposable
{
    private static readonly Config s_fixedSeed = Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20261120, 1), null)).WithMaxTest(25);

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Writable => [.. TraceFormats.All.Where(f => f.Writer is not null).Select(f => f.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_AnyIdsAndBatches_AreReadAgain(string name) => Check.One(s_fixedSeed, Prop.ForAll<long[], int[], bool>((ids, lengths, hasBatches) =>
    {
        ids = name == "i32" ? [.. ids.Select(id => (long)(int)id), int.MinValue, int.MaxValue] : [.. ids, long.MinValue, -1, long.MaxValue];
        var batches = Cut(ids, lengths);
        return ReadsAgain(name, batches, hasBatches);
    }));

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_BatchesOfOneLength_AreReadAgain(string name)
    {
        foreach (var length in new[] { 1, 2, 5, 40 })
        {
            Assert.True(ReadsAgain(name, [.. Enumerable.Range(0, 40 / length * length).Select(i => i * 7919L % 101).Chunk(length)], hasBatches: true));
        }
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_LongTrace_LosesNothing(string name)
    {
        // Beyond every buffer of 1 MiB.
        var ids = Enumerable.Range(0, 300_000).Select(i => i * 7919L % 1_000_003).ToArray();

        Assert.True(ReadsAgain(name, [.. ids.Chunk(1000)], hasBatches: false));
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_NoIds_IsAnInputErrorAndLeavesNoFile(string name)
    {
        var path = PathOf(name);

        Assert.Throws<InputException>(() => TraceFormats.Write(new Ids([], hasBatches: true), path, TraceFormats.Find(name)));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_StreamThatFailsInItsSecondPass_LeavesTheTargetAsItWas(string name)
    {
        var path = _folder.Write("a" + TraceFormats.Find(name).Extensions[0], "as it was");

        Assert.Throws<OperationCanceledException>(() => TraceFormats.Write(new Ids([[1, 2], [3, 4]], hasBatches: false) { FailAtPass = 2 }, path, TraceFormats.Find(name), overwrite: true));

        Assert.Equal("as it was", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [MemberData(nameof(Writable))]
    public void Write_StreamThatChangesBetweenPasses_IsAnInputErrorAndLeavesNoFile(string name)
    {
        foreach (var more in new long[][] { [], [5, 6, 7] })
        {
            var ids = new Ids([[1, 2], [3, 4]], hasBatches: false) { LaterBatch = more };

            Assert.Contains("changed while it was read", Assert.Throws<InputException>(() => TraceFormats.Write(ids, PathOf(name), TraceFormats.Find(name))).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(_folder.Path));
        }
    }

    [Fact]
    public void Write_FormatThatIsOnlyRead_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TraceFormats.Write(new Ids([[1]], hasBatches: false), PathOf("mooncake"), TraceFormats.Mooncake));

    private bool ReadsAgain(string name, long[][] batches, bool hasBatches)
    {
        var path = PathOf(name);
        var source = new Ids(batches, hasBatches);
        var written = TraceFormats.Write(source, path, TraceFormats.Find(name), overwrite: true);
        var back = TraceFormats.Open(new TraceFile(path));
        var read = back.Batches().Select(b => b.ToArray()).ToArray();

        var sameIds = read.SelectMany(b => b).SequenceEqual(batches.SelectMany(b => b));
        var sameBatches = !written.KeepsBatches || (back.HasBatches && read.Length == batches.Length && read.Zip(batches).All(p => p.First.SequenceEqual(p.Second)));
        return sameIds && sameBatches && (hasBatches || !written.KeepsBatches) && new FileInfo(path).Length == written.Bytes && written.Shape.Count == batches.Sum(b => b.Length);
    }

    private string PathOf(string format) => Path.Combine(_folder.Path, "a" + TraceFormats.Find(format).Extensions[0]);

    private static long[][] Cut(long[] ids, int[] lengths)
    {
        var batches = new List<long[]>();
        for (int at = 0, i = 0; at < ids.Length; i++)
        {
            var length = lengths.Length == 0 ? 3 : Math.Abs(lengths[i % lengths.Length] % 4) + 1;
            batches.Add([.. ids.Skip(at).Take(length)]);
            at += length;
        }

        return [.. batches];
    }

    /// <summary>Batches in memory, each in one array that the next one overwrites, as a stream may do.</summary>
    private sealed class Ids(long[][] batches, bool hasBatches) : IIdStream
    {
        private int _passes;

        public string Name => "ids";

        public bool HasBatches => hasBatches;

        public int FailAtPass { get; init; }

        public long[]? LaterBatch { get; init; }

        public IEnumerable<ReadOnlyMemory<long>> Batches()
        {
            _passes++;
            var memory = new long[batches.Append([]).Max(b => b.Length) + 3];
            foreach (var (index, batch) in batches.Index())
            {
                if (index == 1 && _passes == FailAtPass)
                {
                    throw new OperationCanceledException();
                }

                var given = index == 1 && _passes > 1 && LaterBatch is not null ? LaterBatch : batch;
                given.CopyTo(memory, 0);
                yield return memory.AsMemory(0, given.Length);
            }
        }
    }
}
