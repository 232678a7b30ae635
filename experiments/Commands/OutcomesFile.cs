using System.Globalization;
using System.Text;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>The outcomes of a run as CSV, for tools of the user's own.</summary>
internal static class OutcomesFile
{
    private const int BytesOfARow = 120;

    /// <summary>Writes a row for each request, whole or not at all. Times are in seconds from the start of the trace, empty for what did not happen.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    internal static void Write(string path, bool overwrite, ServingRun run) => OutputFile.Write(path, overwrite, (long)run.Outcomes.Count * BytesOfARow, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("id,arrived_at,started_at,first_token_at,last_token_at,input,output,cached,preemptions,replica,status");
        foreach (var o in run.Outcomes)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{o.Id},{At(o.Arrival)},{At(o.Started)},{At(o.FirstToken)},{At(o.LastToken)},{o.InputTokens},{o.OutputTokens},{o.CachedTokens},{o.Preemptions},{Server(o)},{Status(o.Status)}"));
        }
    });

    private static string At(SimTime time) => time == SimTime.Never ? "" : (time.Ns / 1e9m).ToString("0.000000000", CultureInfo.InvariantCulture);

    private static string Server(in RequestOutcome o) => o.Replica < 0 ? "" : o.Replica.ToString(CultureInfo.InvariantCulture);

    private static string Status(OutcomeStatus status) => status switch { OutcomeStatus.Done => "done", OutcomeStatus.Refused => "refused", _ => "unfinished" };
}
