using System.Buffers;
using System.Runtime.InteropServices;

namespace HotRow;

/// <summary>Keeps each distinct sequence of ids once, joined in the order of first appearance.</summary>
internal sealed class DistinctSequences
{
    private readonly ArrayBufferWriter<int> _elements = new(1 << 16);
    private readonly Dictionary<ulong, List<Range>> _byHash = [];

    /// <summary>All distinct sequences, one after the other.</summary>
    internal ReadOnlySpan<int> Elements => _elements.WrittenSpan;

    /// <summary>Appends a sequence unless an equal one is there. Equality is exact; the hash only finds candidates.</summary>
    internal void Add(ReadOnlySpan<int> sequence)
    {
        if (sequence.IsEmpty)
        {
            return;
        }

        ref var candidates = ref CollectionsMarshal.GetValueRefOrAddDefault(_byHash, HashOf(sequence), out _);
        candidates ??= new(1);
        foreach (var range in candidates)
        {
            if (Elements[range].SequenceEqual(sequence))
            {
                return;
            }
        }

        var start = _elements.WrittenCount;
        _elements.Write(sequence);
        candidates.Add(start.._elements.WrittenCount);
    }

    private static ulong HashOf(ReadOnlySpan<int> sequence)
    {
        var hash = 0UL;
        foreach (var id in sequence)
        {
            hash = (ulong.RotateLeft(hash, 23) ^ (uint)id) * 0x9E3779B97F4A7C15;
        }

        return hash;
    }
}
