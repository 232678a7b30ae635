using System.Numerics;
using System.Runtime.Intrinsics;

namespace HotRow.Lab;

/// <summary>How <see cref="RoMix{TMix}"/> turns one block into the next.</summary>
internal interface IBlockMix
{
    /// <summary>Numbers of a block.</summary>
    static abstract int Words { get; }

    /// <summary>Mixes a block in place.</summary>
    /// <param name="block">The block.</param>
    /// <param name="scratch">Room for another one.</param>
    static abstract void Mix(Span<uint> block, Span<uint> scratch);

    /// <summary>The number that names the next block to read.</summary>
    static abstract uint Index(ReadOnlySpan<uint> block);
}

/// <summary>The mix of scrypt with r = 8: sixteen times Salsa20/8 for a block of 1 KiB.</summary>
/// <remarks><i>Source:</i> C. Percival, S. Josefsson, RFC 7914 (2016), sections 3 and 4.</remarks>
internal readonly struct SalsaMix : IBlockMix
{
    private const int R = 8;
    private const int Chunk = 16;

    public static int Words => 2 * R * Chunk;

    public static uint Index(ReadOnlySpan<uint> block) => block[((2 * R) - 1) * Chunk];

    public static void Mix(Span<uint> block, Span<uint> scratch)
    {
        Span<uint> x = stackalloc uint[Chunk];
        block.Slice(((2 * R) - 1) * Chunk, Chunk).CopyTo(x);
        for (var i = 0; i < 2 * R; i++)
        {
            for (var j = 0; j < Chunk; j++)
            {
                x[j] ^= block[(i * Chunk) + j];
            }

            Salsa(x);
            x.CopyTo(scratch[((i % 2 * R * Chunk) + (i / 2 * Chunk))..]);
        }

        scratch[..Words].CopyTo(block);
    }

    // Salsa20/8: four double rounds, then the input is added.
    private static void Salsa(Span<uint> b)
    {
        Span<uint> x = stackalloc uint[Chunk];
        b.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (var i = 0; i < Chunk; i++)
        {
            b[i] += x[i];
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }
}

/// <summary>A mix that costs next to nothing: a sum, a turn and an exclusive or for each 64 bytes of a block of 1 KiB, each with what came before.</summary>
/// <remarks>It is no cryptography. It keeps what makes a function memory-hard, a block that only the last one names, and leaves the arithmetic out.</remarks>
internal readonly struct LightMix : IBlockMix
{
    private const int Lanes = 16;

    public static int Words => 256;

    public static uint Index(ReadOnlySpan<uint> block) => block[Words - 1];

    public static void Mix(Span<uint> block, Span<uint> scratch)
    {
        var x = Vector512.Create<uint>(block.Slice(Words - Lanes, Lanes));
        for (var i = 0; i < Words; i += Lanes)
        {
            var part = Vector512.Create<uint>(block.Slice(i, Lanes));
            x = ((x << 7) | (x >> 25)) + part;
            (x ^ (part >> 3)).CopyTo(block.Slice(i, Lanes));
        }
    }

    /// <summary>The same, one number after the other.</summary>
    internal static void Reference(Span<uint> block)
    {
        var x = block[(Words - Lanes)..].ToArray();
        for (var i = 0; i < Words; i++)
        {
            var lane = i % Lanes;
            var part = block[i];
            x[lane] = BitOperations.RotateLeft(x[lane], 7) + part;
            block[i] = x[lane] ^ (part >> 3);
        }
    }
}
