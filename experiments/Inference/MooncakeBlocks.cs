using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The prompts of a real log as chains of block ids, each block's id telling all that stands before it too.</summary>
/// <param name="Prompts">The prompts in order of arrival; blocks are numbered from 0.</param>
/// <param name="Arrivals">When they came; the log tells it to three seconds.</param>
/// <param name="Distinct">How many different blocks there are.</param>
internal sealed record MooncakeBlocks(IReadOnlyList<long[]> Prompts, IReadOnlyList<SimTime> Arrivals, int Distinct)
{
    /// <summary>The file's name in the folder of real data.</summary>
    internal const string File = "mooncake_conversation_trace.jsonl";

    /// <summary>Blocks of all prompts.</summary>
    internal long Blocks => Prompts.Sum(p => (long)p.Length);

    /// <summary>Reads the log.</summary>
    internal static MooncakeBlocks Read(string path)
    {
        var requests = ArrivalFile.Read(path, ArrivalFormats.Mooncake.Name);
        var numbers = new Dictionary<long, long>();
        var prompts = new long[requests.Count][];
        for (var i = 0; i < prompts.Length; i++)
        {
            prompts[i] = [.. requests.PrefixBlocks(i).ToArray().Select(id => numbers.TryGetValue(id, out var number) ? number : numbers[id] = numbers.Count)];
        }

        return new(prompts, [.. Enumerable.Range(0, requests.Count).Select(requests.Time)], numbers.Count);
    }
}
