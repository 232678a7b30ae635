using System.Runtime.CompilerServices;
using System.Text;

namespace HotRow;

/// <summary>Tokens numbered by first appearance. Tokens are kept as UTF-8, so reading a text makes no strings.</summary>
/// <remarks><i>Cost:</i> one probe of an open-addressing table per token; about 16 bytes per distinct token beside its text.</remarks>
public sealed class Vocabulary
{
    private int[] _slots = new int[1024];
    private uint[] _hashes = new uint[512];
    private int[] _ends = new int[512];
    private byte[] _text = new byte[4096];

    /// <summary>How many distinct tokens there are; ids are below this.</summary>
    public int Count { get; private set; }

    /// <summary>The token with that id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in 0 .. Count - 1.</exception>
    public string this[int id] => Encoding.UTF8.GetString(TextOf(id));

    /// <summary>The hash that <see cref="Intern"/> wants: FNV-1a over the token's bytes.</summary>
    public static uint HashOf(ReadOnlySpan<byte> token)
    {
        var hash = InitialHash;
        foreach (var b in token)
        {
            hash = NextHash(hash, b);
        }

        return hash;
    }

    internal const uint InitialHash = 2166136261;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint NextHash(uint hash, byte b) => (hash ^ b) * 16777619;

    /// <summary>The token's UTF-8 text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in 0 .. Count - 1.</exception>
    public ReadOnlySpan<byte> TextOf(int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)Count, nameof(id));
        var start = id == 0 ? 0 : _ends[id - 1];
        return _text.AsSpan(start, _ends[id] - start);
    }

    /// <summary>The id of a token, or -1 when the vocabulary does not hold it. The token is looked for as it is: lower-case it first.</summary>
    public int Find(string token)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(token);
        var slot = Probe(bytes, HashOf(bytes));
        return _slots[slot] - 1;
    }

    /// <summary>The token's id; a token that was not met before gets the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int Intern(ReadOnlySpan<byte> token, uint hash)
    {
        var slot = Probe(token, hash);
        var id = _slots[slot] - 1;
        return id >= 0 ? id : Append(token, hash, slot);
    }

    /// <summary>The slot that holds the token's id + 1, or the empty slot (0) where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Probe(ReadOnlySpan<byte> token, uint hash)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var slot = (int)(hash ^ (hash >> 15)) & mask; ; slot = (slot + 1) & mask)
        {
            var id = slots[slot] - 1;
            if (id < 0 || (_hashes[id] == hash && TextOf(id).SequenceEqual(token)))
            {
                return slot;
            }
        }
    }

    private int Append(ReadOnlySpan<byte> token, uint hash, int slot)
    {
        var id = Count;
        var start = id == 0 ? 0 : _ends[id - 1];
        if (id == _hashes.Length)
        {
            Array.Resize(ref _hashes, id * 2);
            Array.Resize(ref _ends, id * 2);
        }

        if (_text.Length - start < token.Length)
        {
            Array.Resize(ref _text, Math.Max(checked(start + token.Length), (int)Math.Min((long)_text.Length * 2, Array.MaxLength)));
        }

        token.CopyTo(_text.AsSpan(start));
        _ends[id] = start + token.Length;
        _hashes[id] = hash;
        _slots[slot] = id + 1;
        Count = id + 1;
        if (Count * 2 > _slots.Length)
        {
            Rehash();
        }

        return id;
    }

    private void Rehash()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var slot = (int)(_hashes[id] ^ (_hashes[id] >> 15)) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = id + 1;
        }

        _slots = slots;
    }
}
