namespace HotRow.Lab;

/// <summary>The paths at one point: their oracle checks, their timing, and what is counted beside it.</summary>
internal sealed class LoadContest
{
    // A page of a table's file is mapped with those around it, 64 KiB as Linux comes.
    private const int TouchBytes = 60 << 10;

    private readonly Point _point;
    private readonly int _tokens;
    private readonly int _dim;
    private readonly BatchPool _batches;
    private readonly PageMemory _upload;
    private readonly StoredTable? _file;
    private readonly List<RunningPath> _paths = [];

    /// <summary>Makes a contest.</summary>
    /// <param name="point">Owns everything that is opened.</param>
    /// <param name="rowCount">Rows of the table.</param>
    /// <param name="dim">Numbers of a row.</param>
    /// <param name="tokens">Tokens of a call.</param>
    /// <param name="calls">Different calls there are.</param>
    /// <param name="coldFile">The table's file when every call begins with nothing of it in memory.</param>
    public LoadContest(Point point, int rowCount, int dim, int tokens, int calls, StoredTable? coldFile = null)
    {
        (_point, _tokens, _dim, _file) = (point, tokens, dim, coldFile);
        var trace = Workloads.Uniform.Create(new() { RowCount = rowCount, IndexCount = (long)tokens * calls, Seed = point.Seed });
        _batches = BatchPool.Spread(MemoryTrace.Load(trace), tokens, calls);
        _upload = point.Own(new PageMemory((long)tokens * dim * sizeof(float), "an upload buffer"));
        _upload.Floats.Clear();
    }

    /// <summary>Adds paths, the reference first.</summary>
    public void Add(IEnumerable<LoadPath> paths)
    {
        foreach (var path in paths)
        {
            var running = _point.Own(new RunningPath(path, _batches, _tokens, _dim, _upload));
            _paths.Add(running);
            _point.Check($"{path.Name}, against the generator", () =>
            {
                _upload.Floats.Fill(float.NaN);
                running.Load(_batches.First);
                return GeneratedRows.Match(_batches.First.Indices.Span, _dim, _upload.Floats);
            });
            Action? prepare = _file is null ? null : () => PrepareCold(running);
            _point.Variants.Add(new(path.Name, running.Run, [Derived.NsPer(Metrics.NsPerRow, _tokens)], prepare));
        }
    }

    /// <summary>Maps every page of the mapped paths in, as they are after a while.</summary>
    public void TouchMappings(int rowCount)
    {
        var every = Math.Max(1, TouchBytes / (_dim * sizeof(float)));
        var rows = Enumerable.Range(0, (rowCount + every - 1) / every).Select(i => i * every).ToArray();
        foreach (var path in _paths.Where(p => p.Path.Mapped))
        {
            for (var first = 0; first < rows.Length; first += _tokens)
            {
                path.Store.ReadRows(rows.AsSpan(first, Math.Min(_tokens, rows.Length - first)), _upload.Floats);
            }
        }
    }

    /// <summary>Checks that every path through the page cache reads from a disk, as it must where the table does not fit in memory.</summary>
    /// <param name="calls">Calls of each path.</param>
    public void CheckDiskReads(int calls)
    {
        foreach (var path in _paths.Where(p => p.Path.ThroughPageCache))
        {
            _point.Check($"{path.Path.Name}, reads from a disk", () =>
            {
                // The table was read in before: a system that counts has counted that.
                var before = ProcessCounters.Now();
                if (!(before.DiskReadBytes > 0))
                {
                    return (true, "not checked: this system does not count what disks read");
                }

                for (var call = 0; call < calls; call++)
                {
                    path.Run();
                }

                var perRow = ProcessCounters.Now().Since(before).DiskReadBytes / calls / _tokens;
                return (perRow > 0, perRow > 0 ? $"{perRow:N0} B per row" : "nothing was read from a disk: what it reads fits in the memory that it has");
            });
        }
    }

    /// <summary>Counts after the timing.</summary>
    /// <param name="countedCalls">Calls over which the system's counters are read.</param>
    public void Close(int countedCalls) => _point.After(timing =>
    {
        var copied = _paths.Where(p => !p.IsReadInPlace).Select(p => p.Path.Name).ToArray();
        _point.Note += copied.Length == 0 ? "" : $"; no lease was granted, so the kernel copies every row of: {string.Join(", ", copied)}";
        foreach (var path in _paths)
        {
            Count(path, countedCalls);
            var (name, rowBytes) = (path.Path.Name, _dim * sizeof(float));
            _point.Value(RuntimePath.AllocatedPerRow, (double)timing(name).AllocatedBytes / _tokens, name);
            _point.Value(RuntimePath.Copies, path.Copies, name, ValueKind.Computed);
            _point.Value(RuntimePath.HeldBytes, path.HeldBytes(rowBytes), name, ValueKind.Computed);
            _point.Value(RuntimePath.UploadNs, LinkModel.Pcie16.Seconds((long)_tokens * rowBytes) * 1e9 / _tokens, name, ValueKind.Modelled);
            AddSaving(timing, name);
        }
    });

    /// <summary>Adds what one path gains over another, by their rounds.</summary>
    public void Compare(string slow, string fast) => _point.After(timing =>
    {
        if (_paths.Exists(p => p.Path.Name == slow) && _paths.Exists(p => p.Path.Name == fast))
        {
            var ratio = Statistics.PairedRatio(timing(slow).SamplesNs, timing(fast).SamplesNs, _point.Seed);
            _point.Value(RuntimePath.Gain, ratio.Value, fast, ValueKind.Measured, ratio.Low, ratio.High, new() { { "over", slow } });
        }
    });

    private void PrepareCold(RunningPath next)
    {
        foreach (var path in _paths)
        {
            path.Unmap();
        }

        var state = FileState.Prepare(_file!, CacheState.Cold);
        if (!state.IsProven)
        {
            throw new InputException($"the calls would not be cold: {state.Description}");
        }

        _ = next.Store;
    }

    // Only the current implementation is saved from; where it does not run, nothing is. A path's time is a share of its time, and the share's interval gives the saving's.
    private void AddSaving(Func<string, VariantSamples> timing, string name)
    {
        var current = _paths.Find(p => p.Path.Name is LoadPaths.PerToken or LoadPaths.MapPerToken)?.Path.Name;
        if (current is null || current == name)
        {
            return;
        }

        var reference = timing(current);
        var share = Statistics.PairedRatio(timing(name).SamplesNs, reference.SamplesNs, _point.Seed);
        var usPerToken = reference.MedianSeconds * 1e6 / _tokens;
        _point.Value(RuntimePath.SavedUs, (1 - share.Value) * usPerToken, name, ValueKind.Measured, (1 - share.High) * usPerToken, (1 - share.Low) * usPerToken);
    }

    private void Count(RunningPath path, int calls)
    {
        // Reading the counters faults by itself now and then: two readings with nothing between them say how often.
        // Cold calls are counted one by one, since what comes between them must not be counted.
        double minor = 0, major = 0, disk = 0;
        var (parts, callsOfPart) = _file is null ? (1, calls) : (calls, 1);
        for (var part = 0; part < parts; part++)
        {
            if (_file is not null)
            {
                PrepareCold(path);
            }

            var idle = ProcessCounters.Now();
            var before = ProcessCounters.Now();
            for (var call = 0; call < callsOfPart; call++)
            {
                path.Run();
            }

            var during = ProcessCounters.Now().Since(before);
            var own = before.Since(idle);
            minor += during.MinorFaults - own.MinorFaults;
            major += during.MajorFaults - own.MajorFaults;
            disk += during.DiskReadBytes - own.DiskReadBytes;
        }

        var rows = (double)calls * _tokens;
        _point.Value(RuntimePath.MinorFaults, Math.Max(0, minor) / rows, path.Path.Name);
        _point.Value(RuntimePath.MajorFaults, Math.Max(0, major) / rows, path.Path.Name);

        // In hundredths, which a heat map has room for; the two parts are exact.
        _point.Value(RuntimePath.Faults, Math.Round(Math.Max(0, minor + major) / rows, 2), path.Path.Name);
        _point.Value(RuntimePath.DiskBytes, Math.Max(0, disk) / rows, path.Path.Name);
    }
}
