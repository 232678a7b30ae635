namespace HotRow.Serving;

/// <summary>Puts models onto devices so that their bytes fit.</summary>
/// <remarks>Bin packing: the best answer is hard to find (NP-hard), first fit decreasing is never worse than 11/9 of it and a device.
/// <para><i>Source:</i> M. Garey, D. Johnson, "Computers and Intractability", 1979, bin packing.</para></remarks>
public static class Packing
{
    /// <summary>Most models that <see cref="Fewest"/> takes.</summary>
    public const int MostForExact = 20;

    /// <summary>The device of each model by first fit decreasing: the largest first, each onto the first device where it fits.</summary>
    /// <param name="sizes">Bytes of each model.</param>
    /// <param name="capacity">Bytes of a device.</param>
    /// <returns>A device for each model, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A model is larger than a device, or a size is negative.</exception>
    public static int[] FirstFitDecreasing(ReadOnlySpan<double> sizes, double capacity)
    {
        Require(sizes, capacity);
        var copy = sizes.ToArray();
        var order = Enumerable.Range(0, copy.Length).OrderByDescending(i => copy[i]).ThenBy(i => i).ToArray();
        var device = new int[copy.Length];
        var free = new List<double>();
        foreach (var model in order)
        {
            var at = free.FindIndex(f => f >= copy[model]);
            if (at < 0)
            {
                at = free.Count;
                free.Add(capacity);
            }

            free[at] -= copy[model];
            device[model] = at;
        }

        return device;
    }

    /// <summary>The fewest devices that hold all models, by looking at every packing that is not plainly worse.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="FirstFitDecreasing"/>, or more than <see cref="MostForExact"/> models.</exception>
    public static int Fewest(ReadOnlySpan<double> sizes, double capacity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizes.Length, MostForExact, nameof(sizes));
        var best = sizes.IsEmpty ? 0 : FirstFitDecreasing(sizes, capacity).Max() + 1;
        var descending = sizes.ToArray().OrderDescending().ToArray();
        Search(descending, 0, [], capacity, ref best);
        return best;
    }

    /// <summary>Whether all models fit onto that many devices; exact up to <see cref="MostForExact"/> models.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Fewest"/>.</exception>
    public static bool Fits(ReadOnlySpan<double> sizes, double capacity, int devices)
    {
        foreach (var size in sizes)
        {
            if (size > capacity)
            {
                return false;
            }
        }

        return Fewest(sizes, capacity) <= devices;
    }

    private static void Search(double[] sizes, int next, List<double> free, double capacity, ref int best)
    {
        if (free.Count >= best)
        {
            return;
        }

        if (next == sizes.Length)
        {
            best = free.Count;
            return;
        }

        for (var device = 0; device < free.Count; device++)
        {
            // Two devices with equal room are one choice.
            if (free[device] >= sizes[next] && free.IndexOf(free[device]) == device)
            {
                free[device] -= sizes[next];
                Search(sizes, next + 1, free, capacity, ref best);
                free[device] += sizes[next];
            }
        }

        free.Add(capacity - sizes[next]);
        Search(sizes, next + 1, free, capacity, ref best);
        free.RemoveAt(free.Count - 1);
    }

    private static void Require(ReadOnlySpan<double> sizes, double capacity)
    {
        foreach (var size in sizes)
        {
            if (!(size >= 0 && size <= capacity))
            {
                throw new ArgumentOutOfRangeException(nameof(sizes), size, FormattableString.Invariant($"0 to {capacity:R}, a device's capacity"));
            }
        }
    }
}
