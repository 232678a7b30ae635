using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace HotRow;

/// <summary>Cuts UTF-8 text into tokens and numbers them by first appearance.</summary>
/// <remarks>
/// <para>A token is a longest run of <c>[a-z0-9_]</c> after lower-casing, or any one other character that is not blank. A character
/// is a Unicode scalar value, lower-casing is the invariant culture's, blank is what <see cref="Rune.IsWhiteSpace"/> says.</para>
/// <para>In marked-up text every match of <c>&lt;[^&gt;]*&gt;</c> counts as one blank: a pattern, not a parser. Then the entities
/// <c>&amp;lt; &amp;gt; &amp;amp; &amp;quot; &amp;apos; &amp;#N; &amp;#xH;</c> are decoded, once; any other ampersand is a character.</para>
/// <para><i>Cost:</i> one pass, no strings; memory for one token beside the vocabulary.</para>
/// </remarks>
public sealed class Tokenizer
{
    private static readonly byte[] s_lowerWord = LowerWordTable();

    private byte[] _word = new byte[256];
    private int _wordLength;
    private uint _hash = Vocabulary.InitialHash;

    /// <summary>The tokens met so far.</summary>
    public Vocabulary Vocabulary { get; } = new();

    /// <summary>Appends the ids of a text's tokens.</summary>
    /// <param name="utf8">The text, valid UTF-8 without byte order mark. A token does not run on from one call to the next.</param>
    /// <param name="markup">Whether tags are blanks and entities are decoded.</param>
    /// <param name="tokens">Where the ids go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> utf8, bool markup, ArrayBufferWriter<int> tokens)
    {
        var lowerWord = s_lowerWord;
        var tagsEnd = markup ? utf8.LastIndexOf((byte)'>') : -1;
        var i = 0;
        while (i < utf8.Length)
        {
            var b = utf8[i];
            var lower = lowerWord[b];
            if (lower != 0)
            {
                i = AppendWord(utf8, i);
            }
            else if (b is (byte)' ' or (>= 9 and <= 13))
            {
                EndWord(tokens);
                i++;
            }
            else if (b == '<' && i < tagsEnd)
            {
                EndWord(tokens);
                i += utf8[i..].IndexOf((byte)'>') + 1;
            }
            else if (b < 0x80 && !(markup && b == '&'))
            {
                EndWord(tokens);
                AppendSymbol(utf8.Slice(i, 1), tokens);
                i++;
            }
            else
            {
                i += AppendUnusual(utf8[i..], tokens);
            }
        }

        EndWord(tokens);
    }

    private static byte[] LowerWordTable()
    {
        var table = new byte[256];
        for (var c = 0; c < 128; c++)
        {
            table[c] = char.IsAsciiLetterOrDigit((char)c) || c == '_' ? (byte)char.ToLowerInvariant((char)c) : (byte)0;
        }

        return table;
    }

    /// <summary>Takes the word bytes from <paramref name="i"/> on; returns where they end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AppendWord(ReadOnlySpan<byte> utf8, int i)
    {
        var lowerWord = s_lowerWord;
        var word = _word;
        var length = _wordLength;
        var hash = _hash;
        for (; i < utf8.Length; i++)
        {
            var lower = lowerWord[utf8[i]];
            if (lower == 0)
            {
                break;
            }

            if (length == word.Length)
            {
                Array.Resize(ref word, (int)Math.Min(length * 2L, Array.MaxLength));
            }

            word[length++] = lower;
            hash = Vocabulary.NextHash(hash, lower);
        }

        _word = word;
        _wordLength = length;
        _hash = hash;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndWord(ArrayBufferWriter<int> tokens)
    {
        if (_wordLength > 0)
        {
            Write(Vocabulary.Intern(_word.AsSpan(0, _wordLength), _hash), tokens);
            _wordLength = 0;
            _hash = Vocabulary.InitialHash;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendSymbol(ReadOnlySpan<byte> symbol, ArrayBufferWriter<int> tokens) =>
        Write(Vocabulary.Intern(symbol, Vocabulary.HashOf(symbol)), tokens);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(int id, ArrayBufferWriter<int> tokens)
    {
        tokens.GetSpan(1)[0] = id;
        tokens.Advance(1);
    }

    /// <summary>Takes an entity, a lone ampersand or a character beyond ASCII; returns how many bytes it took.</summary>
    private int AppendUnusual(ReadOnlySpan<byte> utf8, ArrayBufferWriter<int> tokens)
    {
        var used = utf8[0] == '&' ? Entity.Decode(utf8, out var rune) : DecodeRune(utf8, out rune);
        rune = Rune.ToLowerInvariant(rune);
        Span<byte> encoded = stackalloc byte[4];
        var symbol = encoded[..rune.EncodeToUtf8(encoded)];
        if (symbol.Length == 1 && s_lowerWord[symbol[0]] != 0)
        {
            _ = AppendWord(symbol, 0);
            return used;
        }

        EndWord(tokens);
        if (!Rune.IsWhiteSpace(rune))
        {
            AppendSymbol(symbol, tokens);
        }

        return used;
    }

    private static int DecodeRune(ReadOnlySpan<byte> utf8, out Rune rune)
    {
        _ = Rune.DecodeFromUtf8(utf8, out rune, out var used);
        return used;
    }
}
