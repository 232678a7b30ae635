using System.Text.Json;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>A log of real requests to a vLLM server, in the layout of LLMServingSim: a JSON object on each line, times in seconds of a monotonic clock.</summary>
/// <remarks>Members read: <c>input_toks</c>, <c>output_toks</c>, <c>queued_ts</c>, <c>scheduled_ts</c>, <c>first_token_ts</c>, <c>last_token_ts</c>; others are left out (<c>arrival_time</c> is a
/// wall clock of another origin). Times are read as decimal numbers and kept in whole nanoseconds. A line has at most 64 KiB, a log a million lines.
/// <para><i>Source:</i> casys-kaist/LLMServingSim, MIT: 300 requests to vLLM 0.19.0, Llama-3.1-8B in bf16 on one RTX 4090.</para></remarks>
internal sealed class VllmLog
{
    /// <summary>Where the log lies in the folder of real data.</summary>
    internal const string FileName = "llmservingsim/RTX4090_Llama-3.1-8B/requests.jsonl";

    private const int LongestLine = 1 << 16;
    private const int MostRequests = 1_000_000;
    private const int MostTokens = 1 << 30;
    private const decimal LatestSecond = 3_000_000_000;

    private VllmLog(IReadOnlyList<VllmRequest> requests) => Requests = requests;

    /// <summary>The requests, by when they were queued.</summary>
    internal IReadOnlyList<VllmRequest> Requests { get; }

    /// <summary>The same as a simulator takes them: due when they were queued.</summary>
    internal IReadOnlyList<ServingRequest> Arrivals =>
        [.. Requests.Select((r, id) => new ServingRequest(id, r.Queued, r.InputTokens, r.OutputTokens))];

    /// <summary>Reads a log.</summary>
    /// <exception cref="InputException">It is no such log; the message names the line.</exception>
    internal static VllmLog Read(string path)
    {
        using var lines = new LineReader(path, LongestLine);
        var read = new List<VllmRequest>();
        while (lines.Next(out var line))
        {
            if (line.Span.Trim(" \t"u8).IsEmpty)
            {
                continue;
            }

            if (read.Count == MostRequests)
            {
                throw new InputException($"'{path}' has more than {MostRequests:N0} requests; give a part of it");
            }

            read.Add(Parse(line, path, lines.Number));
        }

        var origin = read.Count > 0 ? read.Min(r => r.Queued.Ns) : throw new InputException($"'{path}' holds no requests");
        SimTime Since(SimTime time) => new(time.Ns - origin);
        return new([.. read.Select(r => r with { Queued = Since(r.Queued), Scheduled = Since(r.Scheduled), FirstToken = Since(r.FirstToken), LastToken = Since(r.LastToken) }).OrderBy(r => r.Queued.Ns)]);
    }

    private static VllmRequest Parse(ReadOnlyMemory<byte> line, string path, long number)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new() { MaxDepth = 8 });
            var request = new VllmRequest(Time("queued_ts"), Time("scheduled_ts"), Time("first_token_ts"), Time("last_token_ts"), Tokens("input_toks"), Tokens("output_toks"));
            return request.Queued <= request.Scheduled && request.Scheduled <= request.FirstToken && request.FirstToken <= request.LastToken
                ? request
                : throw Bad("its times are not in order: queued_ts, scheduled_ts, first_token_ts, last_token_ts must not fall");

            SimTime Time(string name) => Member(name).TryGetDecimal(out var seconds) && seconds is >= 0 and <= LatestSecond
                ? new((long)decimal.Round(seconds * 1_000_000_000))
                : throw Bad($"\"{name}\" is no number of seconds from 0 to {LatestSecond}");

            int Tokens(string name) => Member(name).TryGetInt32(out var tokens) && tokens is >= 1 and <= MostTokens
                ? tokens
                : throw Bad($"\"{name}\" is no whole number from 1 to {MostTokens}");

            JsonElement Member(string name) => document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number
                ? member
                : throw Bad($"it has no number \"{name}\"");
        }
        catch (JsonException e)
        {
            throw new InputException($"'{path}' line {number} is no JSON object on a line of its own", e);
        }

        InputException Bad(string what) => new($"'{path}' line {number}: {what}; expected is a request of a vLLM log as LLMServingSim records it");
    }
}
