namespace HotRow.Lab;

/// <summary>The computed and counted part of L13: what each tier holds and serves, by law and on text.</summary>
internal sealed partial class HotWarmCold
{
    private static Parameters At(int tier) => new() { { "tier", TierPlacement.Names[tier] } };

    private static void Compute(Point point)
    {
        foreach (var (name, rows) in s_tables)
        {
            foreach (var alpha in s_alphas)
            {
                var law = new ZipfLaw(rows, alpha);
                var distinct = law.ExpectedUnique(BatchOfThousand);
                double first = 0, firstDistinct = 0;
                for (var tier = 0; tier < TierPlacement.Names.Length; tier++)
                {
                    var last = tier == TierPlacement.Cold ? rows : (long)Math.Round(rows * (Document.Share(TierPlacement.Hot) + (tier * Document.Share(TierPlacement.Warm))));
                    var (covered, coveredDistinct) = (law.Coverage(last), law.ExpectedUniqueAmong(BatchOfThousand, last) / distinct);
                    var at = new Parameters { { "tier", TierPlacement.Names[tier] }, { "table", name }, { "alpha", alpha } };
                    point.Value(TierShare, covered - first, OfAccesses, ValueKind.Computed, at: at);
                    point.Value(TierShare, coveredDistinct - firstDistinct, OfDistinct, ValueKind.Computed, at: at);
                    (first, firstDistinct) = (covered, coveredDistinct);
                }
            }
        }

        void Size(string what, double bytes) => point.Value(Bytes, bytes, what, ValueKind.Computed);
        for (var tier = 0; tier < TierPlacement.Names.Length; tier++)
        {
            Size(TierPlacement.Names[tier], TableBytes * Document.Share(tier));
        }

        Size(Table, TableBytes);
        Size(ExampleBatch, 200.0 * 1_024 * sizeof(float));
        point.Value(HeldByL2, DocumentMachine.L2Bytes / TableBytes, kind: ValueKind.Computed);
    }

    private static void CountShares(Point point, ReplayedTrace replayed, int batch, int most)
    {
        if (Read(point, replayed, batch, most) is { } halves)
        {
            AddCounts(point, halves.Place(Document), halves.Judged.Rows.Span, batch);
        }
    }

    private static void AddCounts(Point point, TierPlacement placement, ReadOnlySpan<int> accesses, int batch)
    {
        var (counts, distinct) = (placement.Count(accesses), placement.CountDistinct(accesses, batch));
        for (var tier = 0; tier < counts.Length; tier++)
        {
            point.Value(TierShare, placement.Share(tier), OfRows, at: At(tier));
            point.Value(TierShare, (double)counts[tier] / accesses.Length, OfAccesses, at: At(tier));
            point.Value(TierShare, (double)distinct[tier] / distinct.Sum(), OfDistinct, at: At(tier));
        }
    }

    private static TrainedHalves? Read(Point point, ReplayedTrace replayed, int batch, int most)
    {
        if (replayed.Read(point) is not { } trace)
        {
            return null;
        }

        if (trace.Rows.Length < 2 * batch)
        {
            point.SkipReason = $"the trace '{replayed.Name}' has {trace.Rows.Length} accesses; two halves of a batch need {2 * batch}";
            return null;
        }

        return TrainedHalves.Of(trace, batch, most);
    }

    /// <summary>A trace whose first half teaches which rows are hot, and whose second half judges that.</summary>
    /// <param name="ByUse">Rows that the first half uses, the most used first.</param>
    /// <param name="Judged">The second half.</param>
    /// <param name="Whole">The rows that are 100 %: the words of a text, the table of a generated trace, and the touched rows where those are hashed triples or the trace is cut.</param>
    private sealed record TrainedHalves(int[] ByUse, MemoryTrace Judged, int Whole)
    {
        public static TrainedHalves Of(MemoryTrace trace, int batch, int most)
        {
            var rows = trace.Rows[..Math.Min(most, trace.Rows.Length)];
            var whole = trace is NgramTrace || rows.Length < trace.Rows.Length ? (int)CacheSimulator.CountDistinct(new MemoryTrace(trace.Name, trace.RowCount, rows, batch)) : trace.RowCount;
            return new(TierPlacement.ByUse(rows.Span[..(rows.Length / 2)], trace.RowCount), new(trace.Name, trace.RowCount, rows[(rows.Length / 2)..], batch), whole);
        }

        public TierPlacement Place(TierSplit split) => new(Judged.RowCount, ByUse, split, Whole);
    }
}
