using System.Globalization;

namespace HotRow.Serving;

/// <summary>A way to serve that is no candidate, and why.</summary>
/// <param name="Hardware">The accelerators of one server.</param>
/// <param name="Reason">What it lacks.</param>
public sealed record NoCandidate(string Hardware, string Reason);

/// <summary>The ways to serve a model on a catalogue of accelerators that a planner looks at.</summary>
/// <param name="Candidates">The ways.</param>
/// <param name="Others">Accelerators that are out of the question.</param>
public sealed record CandidateList(IReadOnlyList<Candidate> Candidates, IReadOnlyList<NoCandidate> Others)
{
    private static readonly int[] s_tokenBudgets = [2_048, 512];
    private static readonly (int Prefill, int Decode)[] s_splits = [(1, 1), (1, 2), (2, 1), (4, 1)];

    /// <summary>Each accelerator alone and, where its link is known, in groups, where the weights and the longest request fit: under continuous batching with chunks of 2,048
    /// and of 512 tokens, under whole prefill, and disaggregated where the link is known.</summary>
    /// <param name="shape">The model.</param>
    /// <param name="accelerators">What it may run on.</param>
    /// <param name="maxDevices">Most accelerators of a plan.</param>
    /// <param name="longest">Tokens of the longest request that the model's context holds, prompt and answer.</param>
    /// <param name="maxSequences">Most sequences of a step.</param>
    /// <param name="tensorParallel">How many accelerators may share each layer of a server.</param>
    /// <param name="latency">The latency model for a number of accelerators of a kind.</param>
    public static CandidateList For(
        ModelShape shape, IEnumerable<Accelerator> accelerators, int maxDevices, int longest, int maxSequences, IReadOnlyList<int> tensorParallel,
        Func<Accelerator, int, ILatencyModel> latency)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(accelerators);
        ArgumentNullException.ThrowIfNull(tensorParallel);
        ArgumentNullException.ThrowIfNull(latency);
        var (candidates, others) = (new List<Candidate>(), new List<NoCandidate>());
        foreach (var accelerator in accelerators)
        {
            var before = candidates.Count;
            NoCandidate? why = null;
            foreach (var devices in tensorParallel.Where(n => n <= maxDevices && shape.KvHeads % n == 0 && (n == 1 || accelerator.LinkGBps is not null)))
            {
                var blocks = KvBudget.Blocks(shape, accelerator, devices);
                if ((long)blocks * Candidate.BlockTokens < longest)
                {
                    why = new(devices == 1 ? accelerator.Name : $"{devices} x {accelerator.Name}", blocks == 0
                        ? string.Create(CultureInfo.InvariantCulture, $"{devices * accelerator.MemoryGB.Value:0.#} GB have no room beside the weights, {shape.WeightBytes / 1e9:0.#} GB")
                        : string.Create(CultureInfo.InvariantCulture, $"room for {(long)blocks * Candidate.BlockTokens:N0} tokens, the longest request has {longest:N0}"));
                    continue;
                }

                candidates.AddRange(Of(shape, accelerator, devices, maxDevices, maxSequences, latency(accelerator, devices), blocks));
            }

            if (candidates.Count == before)
            {
                others.Add(why ?? new(accelerator.Name, $"no allowed number of accelerators divides the {shape.KvHeads} KV heads of {shape.Name} and has a known link"));
            }
        }

        return new(candidates, others);
    }

    private static IEnumerable<Candidate> Of(ModelShape shape, Accelerator accelerator, int devices, int maxDevices, int maxSequences, ILatencyModel latency, int blocks)
    {
        foreach (var budget in s_tokenBudgets)
        {
            yield return new(shape, accelerator, devices, Schedulers.ContinuousBatch, new(maxSequences, budget), latency, blocks);
        }

        yield return new(shape, accelerator, devices, Schedulers.WholePrefill, new(maxSequences), latency, blocks);
        if (accelerator.LinkGBps is { } link)
        {
            foreach (var (prefill, decode) in s_splits.Where(s => (s.Prefill + s.Decode) * devices <= maxDevices))
            {
                yield return new(shape, accelerator, devices, Schedulers.Disaggregated, new(maxSequences), latency, blocks, new(prefill, decode, new(link.Value * devices), shape.KvBytesPerToken));
            }
        }
    }
}
