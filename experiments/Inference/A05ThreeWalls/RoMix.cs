using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HotRow.Lab;

/// <summary>A memory-hard loop: a block is mixed again and again, first while every state is kept, then with states picked by the block itself.</summary>
/// <remarks><i>Source:</i> C. Percival, "Stronger key derivation via sequential memory-hard functions", BSDCan 2009; RFC 7914, section 5 (scryptROMix).</remarks>
/// <typeparam name="TMix">How a block is mixed.</typeparam>
internal sealed class RoMix<TMix> : IDisposable
    where TMix : struct, IBlockMix
{
    private readonly PageMemory _states;
    private readonly uint[] _block = new uint[TMix.Words];
    private readonly uint[] _scratch = new uint[TMix.Words];
    private readonly uint _mask;

    /// <summary>Takes the memory.</summary>
    /// <param name="states">States that are kept, a power of two.</param>
    public RoMix(int states)
    {
        _mask = (uint)states - 1;
        _states = new((long)states * TMix.Words * sizeof(uint), "the states of a memory-hard loop");
    }

    /// <summary>The block as it stands.</summary>
    public Span<uint> Block => _block;

    /// <summary>Bytes of a block.</summary>
    public static int BlockBytes => TMix.Words * sizeof(uint);

    /// <summary>The first half: keeps every state.</summary>
    public void Fill()
    {
        for (var i = 0L; i <= _mask; i++)
        {
            _block.CopyTo(State(i));
            TMix.Mix(_block, _scratch);
        }
    }

    /// <summary>The second half, or a part of it: reads the states that the block names.</summary>
    public void Walk(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var state = State(TMix.Index(_block) & _mask);
            for (var j = 0; j < state.Length; j++)
            {
                _block[j] ^= state[j];
            }

            TMix.Mix(_block, _scratch);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _states.Dispose();

    private unsafe Span<uint> State(long index) => new((uint*)_states.Pointer + (index * TMix.Words), TMix.Words);
}

/// <summary>Checks of the password loops against the vectors of RFC 7914.</summary>
internal static class PasswordOracle
{
    /// <summary>PBKDF2-HMAC-SHA256 against section 11.</summary>
    public static (bool Passed, string Detail) Pbkdf2()
    {
        var key = Rfc2898DeriveBytes.Pbkdf2("passwd"u8, "salt"u8, 1, HashAlgorithmName.SHA256, 64);
        return Same(key, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783", "RFC 7914, section 11");
    }

    /// <summary>scrypt around our loop against section 12: "password", "NaCl", N = 1,024, r = 8, p = 16.</summary>
    public static (bool Passed, string Detail) Scrypt()
    {
        const int Parallel = 16;
        var bytes = RoMix<SalsaMix>.BlockBytes;
        var state = Rfc2898DeriveBytes.Pbkdf2("password"u8, "NaCl"u8, 1, HashAlgorithmName.SHA256, Parallel * bytes);
        using var loop = new RoMix<SalsaMix>(1_024);
        for (var i = 0; i < Parallel; i++)
        {
            var block = MemoryMarshal.Cast<byte, uint>(state.AsSpan(i * bytes, bytes));
            block.CopyTo(loop.Block);
            loop.Fill();
            loop.Walk(1_024);
            loop.Block.CopyTo(block);
        }

        var key = Rfc2898DeriveBytes.Pbkdf2("password"u8, state, 1, HashAlgorithmName.SHA256, 64);
        return Same(key, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640", "RFC 7914, section 12");
    }

    /// <summary>The light mix against the same one number after the other.</summary>
    public static (bool Passed, string Detail) Light(ulong seed)
    {
        var random = new Xoshiro256(seed);
        var block = Enumerable.Range(0, LightMix.Words).Select(_ => (uint)random.NextInt32(int.MaxValue)).ToArray();
        var expected = block.ToArray();
        for (var i = 0; i < 100; i++)
        {
            LightMix.Mix(block, []);
            LightMix.Reference(expected);
        }

        return (block.AsSpan().SequenceEqual(expected), "100 mixes, bit for bit");
    }

    private static (bool, string) Same(byte[] key, string expected, string source) => (Convert.ToHexStringLower(key) == expected, $"the test vector of {source}");
}
