using System.Runtime.CompilerServices;

namespace HotRow;

public static unsafe partial class RowKernels
{
    /// <summary>Numbers of one node of a chain: a cache line of 64 bytes, of which the first number names the next node.</summary>
    public const int ChainStride = 16;

    /// <summary>Makes one closed chain through all cache lines of a block, in random order.</summary>
    /// <param name="chain">The block; what is beyond its last whole line stays as it is.</param>
    /// <param name="random">Draws the order.</param>
    /// <remarks><i>Source:</i> S. Sattolo, "An algorithm to generate a random cyclic permutation", Information Processing Letters 22 (1986).
    /// <i>Cost:</i> one pass over the lines in random order.</remarks>
    public static void MakeChain(Span<int> chain, Xoshiro256 random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var nodes = chain.Length / ChainStride;
        for (var node = 0; node < nodes; node++)
        {
            chain[node * ChainStride] = node;
        }

        for (var node = nodes - 1; node > 0; node--)
        {
            var other = random.NextInt32(node);
            (chain[node * ChainStride], chain[other * ChainStride]) = (chain[other * ChainStride], chain[node * ChainStride]);
        }
    }

    /// <summary>A ceiling for dependent reads: follows a chain, where each address is known only when the read before has come.</summary>
    /// <param name="chain">What <see cref="MakeChain"/> made.</param>
    /// <param name="start">Node to begin at.</param>
    /// <param name="steps">Reads.</param>
    /// <returns>The node it ends at.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start is not a node of the chain, or steps are negative.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Chase(ReadOnlySpan<int> chain, int start, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, chain.Length / ChainStride);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        fixed (int* first = chain)
        {
            nint node = start;
            for (var step = 0; step < steps; step++)
            {
                node = first[node * ChainStride];
            }

            return (int)node;
        }
    }
}
