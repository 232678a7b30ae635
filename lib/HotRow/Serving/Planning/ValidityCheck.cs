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
    /// <param name="requests">The arrivals.</param>
    /// <param name="mostRunning">Most sequences that ran at once on one server.</param>
    public static ValidityCheck Of(ILatencyModel latency, IReadOnlyList<ServingRequest> requests, int mostRunning)
    {
        ArgumentNullException.ThrowIfNull(latency);
        ArgumentNullException.ThrowIfNull(requests);
        var valid = latency.Valid;
        if (valid.System.Length == 0)
        {
            return new(false, [$"the latency model '{latency.Name}' was not compared with a real system of this kind: take its times as good to 20 %"], "");
        }

        var reasons = new List<string>();
        AddOutside(reasons, "prompts", requests, r => r.InputTokens, valid.InputTokens);
        AddOutside(reasons, "answers", requests, r => r.OutputTokens, valid.OutputTokens);
        if (mostRunning > valid.Running)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"up to {mostRunning:N0} sequences run at once, compared were {valid.Running:N0}"));
        }

        return new(reasons.Count == 0, reasons, $"compared with {valid.System}: {valid.Note}");
    }

    private static void AddOutside(List<string> reasons, string what, IReadOnlyList<ServingRequest> requests, Func<ServingRequest, int> length, (int Low, int High) compared)
    {
        var outside = requests.Count(r => length(r) < compared.Low || length(r) > compared.High);
        if (outside > 0)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture,
                $"{100.0 * outside / requests.Count:0.#} % of the {what} ({requests.Min(length):N0} to {requests.Max(length):N0} tokens) are outside {compared.Low:N0} to {compared.High:N0}"));
        }
    }
}
