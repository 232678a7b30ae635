namespace HotRow;

/// <summary>A table spread over several stores, hot to cold, that is itself a store. Where a row lies is fixed: placement, not caching.</summary>
/// <remarks>A batch is divided by tier, and every tier gets its rows in one call, so that a cold tier has all its reads in flight; the tiers
/// are read one after the other, the farthest first. One caller at a time; a second one is refused, not served.
/// <para><i>Cost:</i> one look-up per row and near tier, one copy of each row of a batch that lies in more than one tier, and the memory for
/// it; a warm call allocates nothing. Each near tier's set takes 0.13 B per row of the table.</para>
/// <para><i>Source:</i> the tiered log device of FASTER (B. Chandramouli et al., SIGMOD 2018): one device composed of others, nearest first.
/// <i>Deviation:</i> a row is in one tier only, and nothing moves between them.</para></remarks>
public sealed class TieredRowStore : IRowStore
{
    private readonly NearTier[] _near;
    private readonly IRowStore _far;
    private readonly bool _ownsStores;
    private readonly long[] _rowsRead;
    private readonly int[] _inTier;
    private byte[] _tierOf = [];
    private int[] _rows = [];
    private int[] _positions = [];
    private NearRows? _staged;
    private OneCaller _caller;

    /// <summary>Composes stores.</summary>
    /// <param name="near">From hot to cold, at most 255; a row that several of them have is read from the first.</param>
    /// <param name="far">Has all rows of the table.</param>
    /// <param name="ownsStores">Dispose them with this store.</param>
    /// <exception cref="ArgumentException">The stores are not of one table: dimensions or row counts differ.</exception>
    public TieredRowStore(IReadOnlyList<NearTier> near, IRowStore far, bool ownsStores = false)
    {
        ArgumentNullException.ThrowIfNull(near);
        ArgumentNullException.ThrowIfNull(far);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(near.Count, byte.MaxValue, nameof(near));
        foreach (var tier in near)
        {
            if (tier.Store.EmbeddingDim != far.EmbeddingDim || tier.Rows.RowCount != far.RowCount || tier.Store.RowCount != tier.Rows.Count)
            {
                throw new ArgumentException(
                    $"a near tier has {tier.Store.RowCount} rows of {tier.Store.EmbeddingDim} for {tier.Rows.Count} of {tier.Rows.RowCount} rows; the far store has {far.RowCount} rows of {far.EmbeddingDim}",
                    nameof(near));
            }
        }

        (_near, _far, _ownsStores) = ([.. near], far, ownsStores);
        _rowsRead = new long[_near.Length + 1];
        _inTier = new int[_near.Length + 1];
    }

    /// <summary>The farthest tier's: what is not pinned comes from there.</summary>
    public MemoryTier Tier => _far.Tier;

    /// <inheritdoc/>
    public string Path => string.Join("; ", _near.Select(t => $"{t.Rows.Count} rows: {t.Store.Path}").Append($"the rest: {_far.Path}"));

    /// <summary>The farthest tier's.</summary>
    public RowFormat Format => _far.Format;

    /// <inheritdoc/>
    public int RowCount => _far.RowCount;

    /// <inheritdoc/>
    public int EmbeddingDim => _far.EmbeddingDim;

    /// <summary>The farthest tier's; <see cref="Counts"/> has the bytes of each.</summary>
    public int RowBytes => _far.RowBytes;

    /// <summary>What was read from each tier since the store was made, hot to cold.</summary>
    public IReadOnlyList<TierCount> Counts => [.. Enumerable.Range(0, _rowsRead.Length).Select(t => new TierCount(StoreOf(t).Tier, _rowsRead[t], _rowsRead[t] * StoreOf(t).RowBytes))];

    /// <summary>Copies rows of a store into main memory, and reads them from there.</summary>
    /// <param name="far">The store; it is disposed with the result.</param>
    /// <param name="levels">One or more sets of rows, the hottest first; each becomes a tier of main memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row is out of range.</exception>
    /// <exception cref="InputException">The rows do not fit into memory.</exception>
    public static TieredRowStore Pin(IRowStore far, params IReadOnlyList<int[]> levels)
    {
        ArgumentNullException.ThrowIfNull(far);
        ArgumentNullException.ThrowIfNull(levels);
        var near = new List<NearTier>();
        try
        {
            foreach (var level in levels)
            {
                var rows = new RowSet(far.RowCount, level);
                // No table is empty, and a level without rows changes nothing.
                if (rows.Count > 0)
                {
                    near.Add(NearTier.Load(far, rows));
                }
            }

            return new(near, far, ownsStores: true);
        }
        catch
        {
            near.ForEach(t => t.Store.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Another call is running.</exception>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        RowCheck.Rows(rows, RowCount);
        RowCheck.Destination(destination, rows.Length, EmbeddingDim);
        _caller.Enter(this);
        try
        {
            Divide(rows);
            for (var tier = _near.Length; tier >= 0; tier--)
            {
                ReadTier(tier, rows.Length, destination);
            }
        }
        finally
        {
            _caller.Leave();
        }
    }

    /// <summary>Gives back what the store took, and its stores if it owns them.</summary>
    /// <exception cref="InvalidOperationException">A call is running.</exception>
    public void Dispose()
    {
        if (!_caller.Close(this))
        {
            return;
        }

        _staged?.Dispose();
        if (_ownsStores)
        {
            Array.ForEach(_near, t => t.Store.Dispose());
            _far.Dispose();
        }
    }

    private IRowStore StoreOf(int tier) => tier < _near.Length ? _near[tier].Store : _far;

    /// <summary>Sorts the batch by tier, keeping the order within each: a counting sort.</summary>
    private void Divide(ReadOnlySpan<int> rows)
    {
        if (_tierOf.Length < rows.Length)
        {
            (_tierOf, _rows, _positions) = (new byte[rows.Length], new int[rows.Length], new int[rows.Length]);
        }

        // Counted one place further on, so that the sums are where each tier begins; filling moves that on to where it ends.
        Array.Clear(_inTier);
        for (var i = 0; i < rows.Length; i++)
        {
            var tier = TierOf(rows[i]);
            _tierOf[i] = (byte)tier;
            if (tier < _near.Length)
            {
                _inTier[tier + 1]++;
            }
        }

        for (var tier = 1; tier < _inTier.Length; tier++)
        {
            _inTier[tier] += _inTier[tier - 1];
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var tier = _tierOf[i];
            var place = _inTier[tier]++;
            _rows[place] = tier < _near.Length ? _near[tier].Rows.NumberOf(rows[i]) : rows[i];
            _positions[place] = i;
        }
    }

    private int TierOf(int row)
    {
        var tier = 0;
        while (tier < _near.Length && _near[tier].Rows.NumberOf(row) < 0)
        {
            tier++;
        }

        return tier;
    }

    private void ReadTier(int tier, int batch, Span<float> destination)
    {
        var first = tier == 0 ? 0 : _inTier[tier - 1];
        var count = _inTier[tier] - first;
        if (count == 0)
        {
            return;
        }

        var rows = _rows.AsSpan(first, count);
        if (count == batch)
        {
            StoreOf(tier).ReadRows(rows, destination);
        }
        else
        {
            if (_staged is null || _staged.RowCount < count)
            {
                _staged?.Dispose();
                _staged = null;
                _staged = new(batch, EmbeddingDim, $"the rows of a batch of {batch:N0}, one tier at a time");
            }

            var staged = _staged.Rows(0, count);
            StoreOf(tier).ReadRows(rows, staged);
            for (var i = 0; i < count; i++)
            {
                staged.Slice(i * EmbeddingDim, EmbeddingDim).CopyTo(destination.Slice(_positions[first + i] * EmbeddingDim, EmbeddingDim));
            }
        }

        _rowsRead[tier] += count;
    }
}
