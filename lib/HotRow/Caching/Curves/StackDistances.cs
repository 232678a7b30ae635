using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace HotRow;

/// <summary>Counts LRU stack distances: how many distinct other rows were touched since the row's last access. An LRU cache
/// hits exactly when that is below its capacity, so one pass gives the hits at every capacity.</summary>
/// <remarks>
/// Every row has one mark, a bit at the time of its last access; the distance is the number of marks after it. Marks are
/// counted by three levels of prefix counts, 64 words to a block and 64 blocks to a group, so a count is three loads and one
/// population count; taking a mark away lowers the later counts of its block and of its group, and of the later groups, with
/// vector instructions.
/// When the time window is full, times are renumbered without gaps, in order.
/// <para><i>Cost:</i> O(1) per access while the window has few groups of 2^18 times, and one renumbering of all rows in at
/// least as many accesses; 4.3 B per row of the table. Allocates nothing after the constructor.</para>
/// <para><i>Source:</i> R. L. Mattson, J. Gecsei, D. R. Slutz and I. L. Traiger, "Evaluation techniques for storage
/// hierarchies", IBM Systems Journal 9 (1970), section on stack processing; marks over a time axis follow B. T. Bennett and
/// V. J. Kruskal, "LRU stack processing", IBM Journal of Research and Development 19 (1975).</para>
/// <para><i>Deviation:</i> a wide and flat hierarchy of prefix counts in place of Bennett and Kruskal's tree.</para>
/// </remarks>
public sealed class StackDistances
{
    /// <summary>The answer for a row's first access, which misses in every cache.</summary>
    public const int Never = -1;

    /// <summary>The most rows a table may have: the window is twice as long and its times are 32-bit numbers.</summary>
    public const int MostRows = 1 << 29;

    private const int Fan = 64; // bits to a word, words to a block, blocks to a group
    private const int BlockShift = 12;
    private const int GroupShift = 18;
    private const int PrefetchRows = 24;
    private const int PrefetchMarks = 12;
    private const int Pending = 16; // distances that wait for their histogram entry to arrive

    // At p places before the middle stand zeros for the entries up to p, then ones for the later entries.
    private static readonly ushort[] s_laterWords = Later<ushort>();
    private static readonly int[] s_laterBlocks = Later<int>();

    private readonly int[] _lastTime; // counted from 1; 0 is never
    private readonly ulong[] _marks;
    private readonly ushort[] _beforeWord; // marks of the word's block before it; like the next two, valid once the time reaches it
    private readonly int[] _beforeBlock; // marks of the block's group before it
    private readonly int[] _beforeGroup; // marks before the group
    private readonly int _window;
    private readonly int _blocks; // most blocks of a group; like the next one, 0 in place of 1, as a lone one has no later ones
    private readonly int _groups;
    private int _now;

    /// <summary>Creates a counter that has seen no access.</summary>
    /// <param name="rowCount">Every row is below this; 0 to <see cref="MostRows"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rowCount"/> is out of range.</exception>
    public StackDistances(int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, MostRows);
        _lastTime = new int[rowCount];
        var groups = (int)(((2L * rowCount) + (1 << BlockShift)) >> GroupShift) + 1;
        _window = (int)Math.Min((long)groups << GroupShift, (2L * rowCount) + (1 << BlockShift));
        _groups = groups > 1 ? groups : 0;
        _blocks = _window > 1 << BlockShift ? Math.Min(Fan, (_window + (1 << BlockShift) - 1) >> BlockShift) : 0;
        _marks = new ulong[groups * Fan * Fan];
        _beforeWord = new ushort[groups * Fan * Fan];
        _beforeBlock = new int[groups * Fan];
        _beforeGroup = new int[Math.Max(Fan, groups)];
    }

    /// <summary>Distinct rows touched so far.</summary>
    public int Distinct { get; private set; }

    /// <summary>Touches a row and returns its stack distance, 0 for a repeat of the last access; <see cref="Never"/> the first time.</summary>
    /// <exception cref="IndexOutOfRangeException">The row is negative or not below the row count.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Touch(int row)
    {
        ref var lastTime = ref _lastTime[row];
        if (_now == _window)
            Renumber();

        var last = lastTime - 1;
        var now = _now++;
        lastTime = now + 1;
        if (now % Fan == 0)
            OpenWord(now / Fan);

        ref var current = ref At(_marks, now / Fan);
        if (last < 0)
        {
            current |= 1UL << now;
            Distinct++;
            return Never;
        }

        // Within the newest word nothing lies behind it whose count would change.
        if (((last ^ now) & -Fan) == 0)
        {
            var distance = BitOperations.PopCount(current >> last) - 1;
            current = (current & ~(1UL << last)) | (1UL << now);
            return distance;
        }

        current |= 1UL << now;
        return Distinct - 1 - TakeMark(last);
    }

    /// <summary>Touches rows in order and counts their distances.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="histogram">Receives one more at each distance; at least as long as the table has rows.</param>
    /// <exception cref="ArgumentException">The histogram is too short.</exception>
    /// <exception cref="IndexOutOfRangeException">A row is negative or not below the row count.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(ReadOnlySpan<int> rows, Span<long> histogram)
    {
        if (histogram.Length < _lastTime.Length)
            throw new ArgumentException($"the histogram has {histogram.Length} entries; a table of {_lastTime.Length} rows needs as many", nameof(histogram));

        Span<int> pending = stackalloc int[Pending];
        pending.Fill(Never);
        for (var i = 0; i < rows.Length; i++)
        {
            if (Sse.IsSupported && i + PrefetchRows < rows.Length)
                Prefetch(rows[i + PrefetchRows], rows[i + PrefetchMarks]);
            ref var place = ref pending[i % Pending];
            Record(histogram, place);
            place = Touch(rows[i]);
            if (Sse.IsSupported)
                Prefetch(histogram, place);
        }

        foreach (var distance in pending)
        {
            Record(histogram, distance);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Record(Span<long> histogram, int distance)
    {
        if (distance != Never)
            histogram[distance]++;
    }

    // A first access prefetches the place before the first, which is harmless: a prefetch never faults.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(Span<long> histogram, int distance) =>
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetReference(histogram), distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Prefetch(int later, int sooner)
    {
        if ((uint)later >= (uint)_lastTime.Length)
            return;

        Sse.Prefetch0(Unsafe.AsPointer(ref At(_lastTime, later)));
        var time = _lastTime[sooner];
        Sse.Prefetch0(Unsafe.AsPointer(ref At(_marks, time / Fan)));
        Sse.Prefetch0(Unsafe.AsPointer(ref At(_beforeWord, (time >> BlockShift) * Fan)));
        Sse.Prefetch0(Unsafe.AsPointer(ref At(_beforeWord, ((time >> BlockShift) * Fan) + (Fan / 2))));
    }

    /// <summary>Takes the mark of a time away and returns how many lie before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeMark(int time)
    {
        var before = MarksBefore(time);
        At(_marks, time / Fan) &= ~(1UL << time);
        LowerLater(ref At(_beforeWord, (time >> BlockShift) * Fan), s_laterWords, (time / Fan) % Fan, Fan);
        LowerLater(ref At(_beforeBlock, (time >> GroupShift) * Fan), s_laterBlocks, (time >> BlockShift) % Fan, _blocks);
        if (_beforeGroup.Length == Fan)
            LowerLater(ref At(_beforeGroup, 0), s_laterBlocks, time >> GroupShift, _groups);
        else
            LowerLaterGroups(time >> GroupShift);
        return before;
    }

    private void LowerLaterGroups(int group)
    {
        foreach (ref var before in _beforeGroup.AsSpan(group + 1, ((_now - 1) >> GroupShift) - group))
        {
            before--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int MarksBefore(int time)
    {
        var word = time / Fan;
        var below = At(_marks, word) & ((1UL << time) - 1);
        return At(_beforeGroup, time >> GroupShift) + At(_beforeBlock, time >> BlockShift) + At(_beforeWord, word) + BitOperations.PopCount(below);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LowerLater<T>(ref T counts, T[] later, int position, int count)
        where T : unmanaged
    {
        ref var ones = ref At(later, Fan - 1 - position);
        for (nuint i = 0; i < (nuint)count; i += (nuint)Vector<T>.Count)
        {
            (Vector.LoadUnsafe(ref counts, i) - Vector.LoadUnsafe(ref ones, i)).StoreUnsafe(ref counts, i);
        }
    }

    // Counts of a word, block and group are made when time reaches it; what lowered them before does not matter.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OpenWord(int word)
    {
        _marks[word] = 0;
        var block = word / Fan;
        if (word % Fan != 0)
        {
            _beforeWord[word] = (ushort)(_beforeWord[word - 1] + BitOperations.PopCount(_marks[word - 1]));
            return;
        }

        _beforeWord[word] = 0;
        var inLast = word == 0 ? 0 : _beforeWord[word - 1] + BitOperations.PopCount(_marks[word - 1]);
        if (block % Fan != 0)
        {
            _beforeBlock[block] = _beforeBlock[block - 1] + inLast;
            return;
        }

        _beforeBlock[block] = 0;
        var group = block / Fan;
        _beforeGroup[group] = group == 0 ? 0 : _beforeGroup[group - 1] + _beforeBlock[block - 1] + inLast;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Renumber()
    {
        foreach (ref var time in _lastTime.AsSpan())
        {
            if (time > 0)
                time = MarksBefore(time - 1) + 1;
        }

        for (var word = 0; word * Fan < Distinct; word++)
        {
            OpenWord(word);
            var full = Distinct - (word * Fan);
            _marks[word] = full >= Fan ? ulong.MaxValue : (1UL << full) - 1;
        }

        _now = Distinct;
    }

    // Callers pass only positions of their own making, inside the window.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref T At<T>(T[] array, int position) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), (nint)(uint)position);

    private static T[] Later<T>()
        where T : INumber<T> => [.. Enumerable.Repeat(T.Zero, Fan), .. Enumerable.Repeat(T.One, Fan)];
}
