namespace HotRow.Serving;

/// <summary>What an accelerator's figures must satisfy before a plan may rest on them.</summary>
/// <remarks>The rules catch the slips that are really made: a peak with sparsity among dense ones, TB/s where GB/s belong, a zero for "unknown".</remarks>
internal static class AcceleratorRules
{
    // Narrow formats are at the end. The bits are those that the arithmetic works on.
    private static readonly (string Precision, int Bits)[] s_precisions =
        [("fp64", 64), ("fp32", 32), ("tf32", 19), ("bf16", 16), ("fp16", 16), ("fp8", 8), ("int8", 8), ("fp4", 4), ("int4", 4)];

    /// <summary>Ends where a rule is broken.</summary>
    /// <exception cref="InputException">Which figure of which entry, and what is allowed.</exception>
    internal static void Require(Accelerator entry, string file)
    {
        var where = $"{file}, entry {PrintableText.Quote(entry.Name)}";
        RequireRange(entry.BandwidthGBps.Value, 1, 1e6, "bandwidthGBps", "GB/s", where);
        RequireRange(entry.MemoryGB.Value, 1, 1e5, "memoryGB", "GB", where);
        RequireRange(entry.PowerW.Value, 1, 1e5, "powerW", "W", where);
        if (entry.LinkGBps is { } link)
        {
            RequireRange(link.Value, 0.01, 1e5, "linkGBps", "GB/s", where);
        }

        if (entry.PricePerHour is { } price)
        {
            RequireRange(price, 1e-6, 1e5, "pricePerHour", "$/h", where);
        }

        foreach (var peak in entry.Peaks)
        {
            _ = Bits(peak, where);
            RequireRange(peak.Tflops.Value, 1e-3, 1e7, $"tflops of {Name(peak)}", "TFLOP/s", where);
        }

        RequireOneEach(entry, where);
        if (entry.Peak("bf16", isSparse: false) is null && entry.Peak("fp16", isSparse: false) is null)
        {
            throw new InputException($"{where}: a dense bf16 or fp16 peak is missing; give one with \"sparse\": false");
        }

        RequireGrowth(entry, where);
        RequireSparseAboveDense(entry, where);
        RequireTwiceTf32(entry, where);
    }

    private static void RequireRange(double value, double low, double high, string key, string unit, string where)
    {
        if (!(value >= low && value <= high))
        {
            throw new InputException(FormattableString.Invariant($"{where}: \"{key}\" is {value:R}; allowed: {low:R} to {high:R} {unit}"));
        }
    }

    private static void RequireOneEach(Accelerator entry, string where)
    {
        if (entry.Peaks.GroupBy(p => (p.Precision, p.IsSparse)).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputException($"{where}: the peak {Name(twice.First())} is given twice");
        }
    }

    private static void RequireGrowth(Accelerator entry, string where)
    {
        foreach (var wide in entry.Peaks)
        {
            if (entry.Peaks.FirstOrDefault(p => p.IsSparse == wide.IsSparse && Bits(p, where) < Bits(wide, where) && p.Tflops.Value < wide.Tflops.Value) is { } narrow)
            {
                throw new InputException(FormattableString.Invariant(
                    $"{where}: the peak {Name(narrow)} ({narrow.Tflops.Value:R}) is below {Name(wide)} ({wide.Tflops.Value:R}); a narrower precision is not slower: is one of them sparse?"));
            }
        }
    }

    private static void RequireSparseAboveDense(Accelerator entry, string where)
    {
        foreach (var dense in entry.Peaks.Where(p => !p.IsSparse))
        {
            if (entry.Peak(dense.Precision, isSparse: true) is { } sparse && !(sparse >= dense.Tflops.Value && sparse <= 2.1 * dense.Tflops.Value))
            {
                throw new InputException(FormattableString.Invariant(
                    $"{where}: the sparse {dense.Precision} peak ({sparse:R}) must be between the dense one ({dense.Tflops.Value:R}) and twice that: 2:4 sparsity skips at most half"));
            }
        }
    }

    // Tensor units of every maker run 16-bit products twice as fast as tf32; another ratio is a sparse figure among dense ones.
    private static void RequireTwiceTf32(Accelerator entry, string where)
    {
        foreach (var isSparse in (ReadOnlySpan<bool>)[false, true])
        {
            var half = entry.Peak("bf16", isSparse) ?? entry.Peak("fp16", isSparse);
            if (half is { } narrow && entry.Peak("tf32", isSparse) is { } wide && !(narrow / wide is >= 1.8 and <= 2.2))
            {
                throw new InputException(FormattableString.Invariant(
                    $"{where}: the {(isSparse ? "sparse" : "dense")} 16-bit peak ({narrow:R}) must be about twice tf32 ({wide:R}); is one of them marked wrongly as {(isSparse ? "sparse" : "dense")}?"));
            }
        }
    }

    private static int Bits(PeakFigure peak, string where)
    {
        foreach (var (precision, bits) in s_precisions)
        {
            if (precision == peak.Precision)
            {
                return bits;
            }
        }

        throw new InputException($"{where}: the precision {PrintableText.Quote(peak.Precision)} is not known; known: {string.Join(", ", s_precisions.Select(p => p.Precision))}");
    }

    private static string Name(PeakFigure peak) => $"{peak.Precision} {(peak.IsSparse ? "sparse" : "dense")}";
}
