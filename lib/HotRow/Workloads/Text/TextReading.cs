using System.Buffers;
using System.Text.Unicode;

namespace HotRow;

/// <summary>One reading of a text: workers tokenize files with vocabularies of their own, then one pass in file order gives the
/// final ids, so that they do not depend on who read what.</summary>
internal sealed class TextReading
{
    private const long LongestFile = 1 << 30;

    private readonly TextSource _text;
    private readonly bool _elements;
    private readonly FileTokens[] _files;
    private int _next = -1;
    private volatile bool _failed;

    private TextReading(TextSource text, bool elements)
    {
        _text = text;
        _elements = elements;
        _files = new FileTokens[text.Files.Count];
    }

    /// <summary>Tokens of one file: a range of its reader's tokens, where its elements end in them, or what went wrong.</summary>
    private readonly record struct FileTokens(Reader Reader, int Start, int End, int[] ElementEnds, Exception? Error);

    internal static (Vocabulary Vocabulary, int[] Tokens) Read(TextSource text, bool distinctElements)
    {
        var reading = new TextReading(text, distinctElements);
        var readers = new Reader[Math.Clamp(Environment.ProcessorCount, 1, Math.Min(8, text.Files.Count))];
        _ = Parallel.For(0, readers.Length, i => reading.ReadFiles(readers[i] = new Reader()));
        foreach (var file in reading._files)
        {
            if (file.Error is not null)
            {
                throw file.Error is InputException ? file.Error : new InputException($"cannot read the text '{text.Name}': {file.Error.Message}", file.Error);
            }
        }

        return distinctElements ? reading.JoinDistinct() : reading.JoinAll();
    }

    private void ReadFiles(Reader reader)
    {
        for (var i = Interlocked.Increment(ref _next); i < _files.Length && !_failed; i = Interlocked.Increment(ref _next))
        {
            var start = reader.Tokens.WrittenCount;
            try
            {
                var ends = reader.Append(_text.Files[i], _elements ? _text.Element : null);
                _files[i] = new(reader, start, reader.Tokens.WrittenCount, ends, null);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                _files[i] = new(reader, start, start, [], e);
                _failed = true;
            }
        }
    }

    private (Vocabulary Vocabulary, int[] Tokens) JoinAll()
    {
        var numbering = new Numbering();
        var tokens = new int[_files.Sum(f => (long)f.End - f.Start)];
        var filled = 0;
        foreach (var file in _files)
        {
            var from = file.Reader.Tokens.WrittenSpan[file.Start..file.End];
            numbering.Translate(from, file.Reader, tokens.AsSpan(filled));
            filled += from.Length;
        }

        return (numbering.Vocabulary, tokens);
    }

    private (Vocabulary Vocabulary, int[] Tokens) JoinDistinct()
    {
        var all = new Numbering();
        var distinct = new DistinctSequences();
        var scratch = new int[1024];
        foreach (var file in _files)
        {
            var start = file.Start;
            foreach (var end in file.ElementEnds)
            {
                var length = end - start;
                if (scratch.Length < length)
                {
                    scratch = new int[length * 2];
                }

                all.Translate(file.Reader.Tokens.WrittenSpan[start..end], file.Reader, scratch);
                distinct.Add(scratch.AsSpan(0, length));
                start = end;
            }
        }

        var final = new Numbering();
        var tokens = new int[distinct.Elements.Length];
        final.Translate(distinct.Elements, all, tokens);
        return (final.Vocabulary, tokens);
    }

    /// <summary>Anything that has a vocabulary, as a key for the maps of a numbering.</summary>
    private interface INumbered
    {
        Vocabulary Vocabulary { get; }
    }

    /// <summary>One worker's buffers.</summary>
    private sealed class Reader : INumbered
    {
        private readonly Tokenizer _tokenizer = new();
        private byte[] _buffer = new byte[1 << 20];

        public Vocabulary Vocabulary => _tokenizer.Vocabulary;

        internal ArrayBufferWriter<int> Tokens { get; } = new(1 << 16);

        /// <summary>Tokenizes a file; returns where its elements end, none when no element is wanted.</summary>
        internal int[] Append(TextFile textFile, TextElement? element)
        {
            var utf8 = Load(textFile);
            if (element is null)
            {
                _tokenizer.Append(utf8, textFile.Markup, Tokens);
                return [];
            }

            var ranges = TextElements.Find(utf8, element.Value);
            var ends = new int[ranges.Count];
            for (var i = 0; i < ends.Length; i++)
            {
                _tokenizer.Append(utf8[ranges[i]], textFile.Markup, Tokens);
                ends[i] = Tokens.WrittenCount;
            }

            return ends;
        }

        private ReadOnlySpan<byte> Load(TextFile textFile)
        {
            using var file = InputFile.Open(textFile.Path, out var length);
            if (length > LongestFile)
            {
                throw new InputException($"'{textFile.Path}' has {length} bytes; a file of text may have {LongestFile}: split it and name the folder");
            }

            if (_buffer.Length < length)
            {
                _buffer = new byte[length];
            }

            var utf8 = _buffer.AsSpan(0, InputFile.Read(file, _buffer.AsSpan(0, (int)length), 0, textFile.Path));
            if (!Utf8.IsValid(utf8))
            {
                throw new InputException($"'{textFile.Path}' is not UTF-8: byte 0x{utf8[FirstInvalid(utf8)]:x2} at offset {FirstInvalid(utf8)}; convert it first");
            }

            return utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        }

        private static int FirstInvalid(ReadOnlySpan<byte> utf8)
        {
            var i = 0;
            while (i < utf8.Length && System.Text.Rune.DecodeFromUtf8(utf8[i..], out _, out var used) == OperationStatus.Done)
            {
                i += used;
            }

            return i;
        }
    }

    /// <summary>Gives tokens their final ids, by first appearance over several vocabularies.</summary>
    private sealed class Numbering : INumbered
    {
        private readonly Dictionary<INumbered, int[]> _maps = [];

        public Vocabulary Vocabulary { get; } = new();

        internal void Translate(ReadOnlySpan<int> from, INumbered source, Span<int> to)
        {
            if (!_maps.TryGetValue(source, out var map))
            {
                // Id + 1, so that a fresh array means "not met yet".
                _maps[source] = map = new int[source.Vocabulary.Count];
            }

            for (var i = 0; i < from.Length; i++)
            {
                ref var id = ref map[from[i]];
                if (id == 0)
                {
                    var token = source.Vocabulary.TextOf(from[i]);
                    id = Vocabulary.Intern(token, Vocabulary.HashOf(token)) + 1;
                }

                to[i] = id - 1;
            }
        }
    }
}
