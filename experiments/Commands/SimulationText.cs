using System.Text;

namespace HotRow.Lab;

/// <summary>What <c>simulate</c> says to a person: per capacity the policies by hits, and which one to take.</summary>
internal static class SimulationText
{
    private const int MostNamedTies = 3;

    /// <summary>The text, every line ended.</summary>
    internal static string Of(TraceInput input, IReadOnlyList<SimulateLine> results)
    {
        var capacities = results.GroupBy(r => r.Capacity).Select(g => g.OrderByDescending(r => r.Hits).ToArray()).ToArray();
        var table = new TextTable("policy", "capacity", "of ids", "hit ratio", "hits", "misses", "M accesses/s");
        foreach (var result in capacities.SelectMany(r => r))
        {
            table.Add(NameOf(result), $"{result.Capacity:N0}{(MissesOnlyFirst(result) ? "*" : "")}", ShareOf(result), $"{100 * result.HitRatio:F3} %",
                $"{result.Hits:N0}", $"{result.Misses:N0}", $"{result.AccessesPerSecond / 1e6:F1}");
        }

        var text = new StringBuilder($"{PrintableText.Line(input.Name)}: {input.Trace.IndexCount:N0} accesses, {input.Distinct:N0} distinct ids, which are as many compulsory misses; "
            + $"{PrintableText.Line(input.Preparation)}; {input.Numbering}.\n");
        var lines = table.ToString().Split('\n');
        var next = 1;
        text.Append(lines[0]).Append('\n');
        foreach (var rows in capacities)
        {
            text.AppendJoin('\n', lines.Skip(next).Take(rows.Length)).Append('\n').Append(BestOf(rows));
            next += rows.Length;
        }

        if (results.Any(MissesOnlyFirst))
        {
            text.Append("* only first accesses miss: nothing that is wanted again was evicted.\n");
        }

        var timing = input.Rows is null ? "one run, in chunks" : $"median of {Simulation.Repeats} runs where one takes less than half a second";
        return text.Append($"Speed is that of the policy over dense row numbers in memory, {timing}.\n").ToString();
    }

    /// <summary>One line: the best policy that a running system could use; nothing where one policy stands alone.</summary>
    private static string BestOf(SimulateLine[] byHits)
    {
        var online = byHits.Where(r => !KnowsFuture(r)).ToArray();
        if (online.Length == 0 || byHits.Length == 1)
        {
            return "";
        }

        var best = online[0];
        var names = online.Where(r => r.Hits == best.Hits).Select(r => r.Policy).Distinct().ToArray();
        var named = names.Length <= MostNamedTies ? string.Join(" and ", names) : $"{names.Length} policies alike";
        var optimum = Array.Find(byHits, r => r.Policy == CachePolicies.Belady.Name);
        var share = optimum is { Hits: > 0 } ? $" ({100.0 * best.Hits / optimum.Hits:F1} % of {optimum.Policy}'s hits)" : "";
        return $"best of the policies that do not know the future at {best.Capacity:N0} rows: {named}, {100 * best.HitRatio:F2} %{share}\n";
    }

    private static string NameOf(SimulateLine result) => KnowsFuture(result) ? $"{result.Policy} (optimum, knows the future)" : result.Policy;

    private static bool KnowsFuture(SimulateLine result) => result.Policy == CachePolicies.Belady.Name || result.Policy == CachePolicies.BeladyBypass.Name;

    private static bool MissesOnlyFirst(SimulateLine result) => result.Capacity >= result.Distinct && result.Misses == result.Compulsory;

    private static string ShareOf(SimulateLine result) => result.Capacity > result.Distinct ? ">100 %" : $"{100.0 * result.Capacity / result.Distinct:F2} %";
}
