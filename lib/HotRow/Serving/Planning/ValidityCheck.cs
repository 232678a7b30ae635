using System.Globalization;

namespace HotRow.Serving;

/// <summary>Whether a prediction lies where its latency model was compared with a real system.</summary>
/// <param name="IsInside">It does.</param>
/// <param name="Reasons">What lies outside, a phrase each; empty inside.</param>
/// <param name="Note">What a reader must know of the comparison itself.</param>
public sealed record ValidityCheck(bool IsInside, IReadOnlyList<string> Reasons, string Note)
{
    /// <summary>Compares what is predicted with what was compared.</summary>
    /// <param name="latency">The latency model.</param>
    /// <param name="lengths">Tokens of prompt and answer of every request.</param>
    /// <param name="mostRunning">Most sequences that ran at once on one server.</param>
    /// <param name="scheduler">What decided the steps.</param>
    /// <param name="servers">How many servers shared the requests.</param>
    /// <remarks>Every comparison so far is with one server under continuous batching, so any other scheduler and any second server lies outside.</remarks>
    public static ValidityCheck Of(ILatencyModel latency, IEnumerable<(int Input, int Output)> lengths, int mostRunning, SchedulerInfo scheduler, int servers)
    {
        ArgumentNullException.ThrowIfNull(latency);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(scheduler);
        var valid = latency.Valid;
        if (valid.System.Length == 0)
        {
            return new(false, [$"the latency model '{latency.Name}' was not compared with a real system of this kind: steps may take {PlanUncertainty.UncomparedText}"], "");
        }

        var (prompts, answers) = (new LengthSpan("prompts", valid.InputTokens), new LengthSpan("answers", valid.OutputTokens));
        foreach (var (input, output) in lengths)
        {
            prompts.Add(input);
            answers.Add(output);
        }

        List<string> reasons = [.. prompts.Outside(), .. answers.Outside()];
        if (mostRunning > valid.Running)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"up to {mostRunning:N0} sequences run at once, compared were {valid.Running:N0}"));
        }

        if (scheduler != Schedulers.ContinuousBatch)
        {
            reasons.Add($"scheduler '{scheduler.Name}', compared was '{Schedulers.ContinuousBatch.Name}'");
        }

        if (servers > 1)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{servers:N0} servers share the requests, compared was one"));
        }

        return new(reasons.Count == 0, reasons, $"compared with {valid.System}: {valid.Note}");
    }

    /// <summary>Lengths beside the lengths that were compared.</summary>
    private sealed class LengthSpan(string what, (int Low, int High) compared)
    {
        private (int Low, int High) _seen = (int.MaxValue, 0);
        private long _count;
        private long _outside;

        public void Add(int length)
        {
            _seen = (Math.Min(_seen.Low, length), Math.Max(_seen.High, length));
            _count++;
            _outside += length < compared.Low || length > compared.High ? 1 : 0;
        }

        public IEnumerable<string> Outside()
        {
            if (_outside > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{100.0 * _outside / _count:0.#} % of the {what} ({_seen.Low:N0} to {_seen.High:N0} tokens) lie outside {compared.Low:N0} to {compared.High:N0}");
            }
        }
    }
}
