using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HotRow.Lab;

/// <summary>A piece of work that two detectors look at: it runs on a small or a large working set, once for each of two threads with data of its own.</summary>
internal abstract class WallWork : IDisposable
{
    /// <summary>Threads that the second detector compares with one.</summary>
    public const int Lanes = 2;

    /// <summary>Its name in charts.</summary>
    public abstract string Name { get; }

    /// <summary>Runs a lane's share; the same amount of work on either working set.</summary>
    public abstract void Run(int lane, bool large);

    /// <summary>Judges the work's results.</summary>
    public abstract (bool Passed, string Detail) Check(ulong seed);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Tries passwords of a list with PBKDF2-HMAC-SHA256; the list is the working set.</summary>
internal sealed class Pbkdf2Work(int iterations, long smallBytes, long largeBytes, ulong seed) : WallWork
{
    private const int PasswordBytes = 64;
    private readonly PageMemory _list = Written(largeBytes);
    private readonly Xoshiro256[] _random = [new(seed), new(seed + 1)];
    private readonly byte[][] _keys = [new byte[32], new byte[32]];

    public override string Name => "PBKDF2-SHA256";

    public override void Run(int lane, bool large)
    {
        var at = _random[lane].NextInt32((int)((large ? _list.Bytes : smallBytes) / PasswordBytes)) * PasswordBytes;
        Rfc2898DeriveBytes.Pbkdf2(MemoryMarshal.AsBytes(_list.Floats).Slice(at, PasswordBytes), "salt"u8, _keys[lane], iterations, HashAlgorithmName.SHA256);
    }

    public override (bool Passed, string Detail) Check(ulong seed) => PasswordOracle.Pbkdf2();

    public override void Dispose() => _list.Dispose();

    private static PageMemory Written(long bytes)
    {
        var memory = new PageMemory(bytes, "a list of passwords");
        memory.Floats.Fill(1);
        return memory;
    }
}

/// <summary>The reading half of a memory-hard loop; its states are the working set.</summary>
internal sealed class RoMixWork<TMix> : WallWork
    where TMix : struct, IBlockMix
{
    private readonly int _steps;
    private readonly Func<ulong, (bool, string)> _check;
    private readonly RoMix<TMix>[] _small;
    private readonly RoMix<TMix>[] _large;

    public RoMixWork(string name, int steps, long smallBytes, long largeBytes, Func<ulong, (bool, string)> check)
    {
        (Name, _steps, _check) = (name, steps, check);
        _small = [.. Enumerable.Range(0, Lanes).Select(lane => Filled(smallBytes, lane))];
        _large = [.. Enumerable.Range(0, Lanes).Select(lane => Filled(largeBytes, lane))];
    }

    public override string Name { get; }

    public override void Run(int lane, bool large) => (large ? _large : _small)[lane].Walk(_steps);

    public override (bool Passed, string Detail) Check(ulong seed) => _check(seed);

    public override void Dispose()
    {
        foreach (var loop in _small.Concat(_large))
        {
            loop.Dispose();
        }
    }

    private static RoMix<TMix> Filled(long bytes, int lane)
    {
        var loop = new RoMix<TMix>((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(bytes / RoMix<TMix>.BlockBytes)));
        for (var i = 0; i < loop.Block.Length; i++)
        {
            loop.Block[i] = (uint)(lane + 1) * 0x9E3779B9 * (uint)(i + 1);
        }

        loop.Fill();
        return loop;
    }
}

/// <summary>Streams: a read, or a = b + s c; what they pass over is the working set.</summary>
internal sealed class StreamWork : WallWork
{
    private readonly bool _isTriad;
    private readonly int _smallFloats;
    private readonly int _callFloats;
    private readonly PageMemory[] _memory;
    private readonly int[] _at = new int[Lanes];

    public StreamWork(bool isTriad, long smallBytes, long largeBytes, long callBytes)
    {
        (_isTriad, _smallFloats, _callFloats) = (isTriad, (int)(smallBytes / sizeof(float)), (int)(callBytes / sizeof(float)));
        _memory = [.. Enumerable.Range(0, Lanes).Select(_ => new PageMemory(largeBytes, "the working set of a stream"))];
        foreach (var memory in _memory)
        {
            memory.Floats.Fill(1);
        }
    }

    public override string Name => _isTriad ? "triad" : "read";

    // The large one goes on where the last call ended, so that no cache holds what comes next.
    public override void Run(int lane, bool large)
    {
        var window = large ? Math.Min(_callFloats, _memory[lane].Floats.Length) : _smallFloats;
        for (var done = 0; done < _callFloats; done += window)
        {
            if (_at[lane] + window > _memory[lane].Floats.Length || !large)
            {
                _at[lane] = 0;
            }

            Pass(_memory[lane].Floats.Slice(_at[lane], window));
            _at[lane] += window;
        }
    }

    public override (bool Passed, string Detail) Check(ulong seed)
    {
        var floats = new float[3 * 257];
        var random = new Xoshiro256(seed);
        floats.AsSpan().Fill((float)random.NextDouble());
        var before = floats[0];
        Pass(floats);
        return _isTriad
            ? (floats.AsSpan(0, 257).ToArray().All(x => Math.Abs(x - (before + (3f * before))) < 1e-5), "257 sums of the triad")
            : (Math.Abs(RowKernels.ReadStream(floats) - (floats.Length * before)) < 1e-2, "the sum of what is read");
    }

    public override void Dispose()
    {
        foreach (var memory in _memory)
        {
            memory.Dispose();
        }
    }

    private void Pass(Span<float> over)
    {
        if (_isTriad)
        {
            var third = over.Length / 3;
            TensorPrimitives.MultiplyAdd(over.Slice(2 * third, third), 3f, over.Slice(third, third), over[..third]);
        }
        else
        {
            RowKernels.ReadStream(over);
        }
    }
}
