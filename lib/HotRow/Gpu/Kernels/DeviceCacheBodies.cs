namespace HotRow.Gpu;

/// <summary>The device cache's kernels in C#.</summary>
internal static unsafe class DeviceCacheBodies
{
    private const int Ways = DeviceCacheKernel.Ways;
    private const int Empty = -1;
    private const int NoSlot = -2;
    private const int UsesShift = 40;
    private const long LastMask = (1L << UsesShift) - 1;

    public static void Clear(in OracleLaunch launch)
    {
        var tags = launch.Span<int>(0);
        var scores = launch.Span<long>(1);
        var claims = launch.Span<int>(2);
        var (slots, setCount) = (launch.Int(5), launch.Int(6));
        scores.Clear();
        claims.Clear();
        launch.Span<long>(3).Clear();
        launch.Span<int>(4).Clear();
        for (var set = 0; set < setCount; set++)
        {
            var ways = (int)(((set + 1L) * slots / setCount) - ((long)set * slots / setCount));
            tags.Slice(set * Ways, ways).Fill(Empty);
            tags.Slice((set * Ways) + ways, Ways - ways).Fill(NoSlot);
        }
    }

    public static void Probe(in OracleLaunch launch)
    {
        var far = new OracleRows(launch, 0);
        var rowCount = launch.Long(1);
        var dim = launch.Int(2);
        var rows = launch.Span<int>(3);
        var count = launch.Int(4);
        var tags = launch.Span<int>(5);
        var scores = launch.Span<long>(6);
        var claims = launch.Span<int>(7);
        var cache = launch.Pointer<float>(8, out _);
        var output = launch.Pointer<float>(9, out _);
        var state = launch.Span<long>(10);
        var tally = launch.Span<int>(11);
        var slots = launch.Int(12);
        var setCount = launch.Int(13);
        var batch = state[0] + 1;
        for (var i = 0; i < count; i++)
        {
            var row = rows[i];
            var gathered = new Span<float>(output + ((long)i * dim), dim);
            if (row < 0 || row >= rowCount)
            {
                gathered.Fill(float.NaN);
                continue;
            }

            var set = SetOf(row, rowCount, slots, setCount);
            var way = tags.Slice(set * Ways, Ways).IndexOf(row);
            if (way >= 0)
            {
                var entry = (set * Ways) + way;
                new Span<float>(cache + ((long)entry * dim), dim).CopyTo(gathered);
                scores[entry] = Used(scores[entry], batch, launch.Int(14));
                tally[0]++;
            }
            else
            {
                far.Read(row, gathered);
                claims[set] = i + 1;
                tally[1]++;
            }
        }

        state[1] = batch;
        state[4] += tally[2];
        tally[2] = 0;
    }

    public static void Insert(in OracleLaunch launch)
    {
        var rowCount = launch.Long(0);
        var dim = launch.Int(1);
        var rows = launch.Span<int>(2);
        var count = launch.Int(3);
        var tags = launch.Span<int>(4);
        var scores = launch.Span<long>(5);
        var claims = launch.Span<int>(6);
        var cache = launch.Pointer<float>(7, out _);
        var output = launch.Pointer<float>(8, out _);
        var state = launch.Span<long>(9);
        var tally = launch.Span<int>(10);
        var slots = launch.Int(11);
        var setCount = launch.Int(12);
        var batch = state[1];
        for (var i = 0; i < count; i++)
        {
            var row = rows[i];
            if (row < 0 || row >= rowCount || claims[SetOf(row, rowCount, slots, setCount)] != i + 1)
            {
                continue;
            }

            var set = SetOf(row, rowCount, slots, setCount);
            var (chosen, least) = (-1, long.MaxValue);
            for (var entry = set * Ways; entry < (set + 1) * Ways; entry++)
            {
                var worth = tags[entry] switch { Empty => -1, NoSlot => long.MaxValue, _ => Worth(scores[entry], batch, launch.Int(13)) };
                (chosen, least) = worth < least ? (entry, worth) : (chosen, least);
            }

            tags[chosen] = row;
            scores[chosen] = Used(0, batch, launch.Int(13));
            claims[set] = 0;
            tally[2]++;
            new Span<float>(output + ((long)i * dim), dim).CopyTo(new Span<float>(cache + ((long)chosen * dim), dim));
        }

        state[0] = batch;
        state[2] += tally[0];
        state[3] += tally[1];
        (tally[0], tally[1]) = (0, 0);
    }

    private static int SetOf(int row, long rowCount, int slots, int setCount) =>
        slots >= rowCount ? (int)((((row + 1L) * setCount) - 1) / slots) : (int)((ulong)SetAssociativePolicy.Mix((uint)row) * (uint)setCount >> 32);

    // Uses are counted once a batch.
    private static long Used(long score, long batch, int epochBits) =>
        epochBits < 0 ? batch : (score & LastMask) == batch ? score : ((AgedUses(score, batch, epochBits) + 1) << UsesShift) | batch;

    private static long Worth(long score, long batch, int epochBits) =>
        epochBits < 0 ? score : (AgedUses(score, batch, epochBits) << UsesShift) | (score & LastMask);

    private static long AgedUses(long score, long batch, int epochBits) =>
        (score >> UsesShift) >> (int)Math.Min(31, (batch >> epochBits) - ((score & LastMask) >> epochBits));
}
