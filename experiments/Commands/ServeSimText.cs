using System.Globalization;
using System.Text;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>What <c>serve-sim</c> says to a person.</summary>
internal static class ServeSimText
{
    private static readonly string[] s_headers = ["", "mean", "95 % interval", "p50", "p90", "p95", "p99", "max"];

    /// <summary>The text, every line ended.</summary>
    internal static string Of(ServeSimReport report)
    {
        var text = new StringBuilder();
        foreach (var line in Head(report).Concat(Latencies(report)).Concat(Figures(report)))
        {
            _ = text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A number of a table: three significant digits and no exponent; "-" for what is not defined.</summary>
    internal static string Number(double value) => !double.IsFinite(value) ? "-"
        : Math.Abs(value) >= 100 ? value.ToString("N0", CultureInfo.InvariantCulture)
        : value.ToString(Math.Abs(value) >= 10 ? "0.0" : Math.Abs(value) >= 1 ? "0.00" : "0.0##", CultureInfo.InvariantCulture);

    /// <summary>The lines that say what arrived, in a person's words.</summary>
    internal static IEnumerable<string> Arrivals(ServingTrace trace)
    {
        var summary = RecordedRequests.Of(trace.Arrivals.Name, trace.Requests()).Summarize();
        yield return Invariant($"{PrintableText.Line(trace.Arrivals.Name)}: {summary.Count:N0} request{(summary.Count == 1 ? "" : "s")} in {Number(summary.SpanSeconds)} s ({Number(summary.PerSecond)}/s, gaps vary by {Number(summary.GapVariation)} of their mean); ")
            + Invariant($"prompts of {Number(summary.Input.Mean)} and answers of {Number(summary.Output.Mean)} tokens on average.");
        foreach (var note in trace.Notes)
        {
            yield return $"note: {PrintableText.Line(note)}";
        }
    }

    /// <summary>The line that says how far step times can be trusted.</summary>
    internal static string Trust(ILatencyModel latency, ValidityCheck validity) => validity.IsInside
        ? $"step times: {latency.Name}, inside the range that was {validity.Note}."
        : $"step times: {latency.Name}; OUTSIDE what was compared with a real system: {string.Join("; ", validity.Reasons)}."
            + (validity.Note.Length > 0 ? $" It was {validity.Note}." : latency.Valid.Note.Length > 0 ? $" It has {latency.Valid.Note}." : "");

    private static IEnumerable<string> Head(ServeSimReport report)
    {
        foreach (var line in Arrivals(report.Trace))
        {
            yield return line;
        }

        var (fleet, options) = (report.Fleet, report.Fleet.Options);
        var servers = options.Split is { } split ? $"{split.PrefillServers} servers of prompts and {split.DecodeServers} of answers" : fleet.Servers == 1 ? "1 server" : $"{fleet.Servers:N0} servers, {options.Router!.Name}";
        var steps = options.Scheduler.SplitsPrompts ? Invariant($", {options.SchedulerArgs.TokenBudget:N0} tokens") : "";
        var window = options.Scheduler == Schedulers.DynamicBatch ? Invariant($", window {options.SchedulerArgs.Window.Ms:0.###} ms") : "";
        yield return Invariant($"{fleet.Shape.Name} on {fleet.Hardware}, {servers}; {options.Scheduler.Name}: at most {options.SchedulerArgs.MaxSequences:N0} sequences{steps} a step{window}; ")
            + Invariant($"{options.Allocator.Name} memory of {options.Kv.TotalBlocks:N0} blocks ({(long)options.Kv.TotalBlocks * options.Kv.BlockTokens:N0} tokens) each.");
        yield return Trust(options.Latency, report.Validity);
    }

    private static IEnumerable<string> Latencies(ServeSimReport report)
    {
        var table = new TextTable(s_headers);
        var few = false;
        foreach (var latency in report.Summary.Latencies)
        {
            var p99 = latency.At(0.99);
            few |= p99.IsTooFew;
            table.Add($"{latency.Metric.Label} ({latency.Metric.Unit})", Number(latency.Mean.Value),
                latency.Grows ? "grows" : double.IsNaN(latency.Mean.Low) ? "-" : $"{Number(latency.Mean.Low)} to {Number(latency.Mean.High)}",
                Number(latency.At(0.5).Value), Number(latency.At(0.9).Value), Number(latency.At(0.95).Value), Number(p99.Value) + (p99.IsTooFew ? "*" : ""), Number(latency.Max));
        }

        var gaps = report.Run.Gaps;
        table.Add("Gap between tokens, pooled (ms)", Number(gaps.MeanSeconds * 1e3), "-", Gap(gaps, 0.5), Gap(gaps, 0.9), Gap(gaps, 0.95), Gap(gaps, 0.99), gaps.Count == 0 ? "-" : Number(gaps.GreatestNs / 1e6));
        foreach (var line in table.ToString().TrimEnd('\n').Split('\n'))
        {
            yield return line;
        }

        if (few)
        {
            yield return "* fewer than the 459 requests that a p99 takes.";
        }

        if (report.Summary.Latencies.Any(l => l.Grows))
        {
            yield return "Latencies grow through the run: more comes than the servers carry, and every figure above would be larger for a longer trace.";
        }
    }

    private static IEnumerable<string> Figures(ServeSimReport report)
    {
        var (run, done) = (report.Run, report.Summary.Throughput);
        var tpot = report.Summary.Of(ServingMetrics.Tpot).Mean.Value;
        yield return Invariant($"throughput: {Number(done.InputPerSecond)} tok/s in, {Number(done.OutputPerSecond)} tok/s out, {Number(done.RequestsPerSecond)} requests/s over {Number(done.Span.Seconds)} s; {Number(1e3 / tpot)} tok/s for one user (1 / mean TPOT)");
        if (report.Objectives.Limited.Count > 0)
        {
            yield return Invariant($"objectives {report.Objectives}: {100 * report.Attainment:0.##} % keep all of them, goodput {Number(ServingMetrics.GoodputOf(run.Outcomes, report.Objectives))} requests/s; kept alone: ")
                + string.Join(", ", report.Kept.Select((k, i) => Invariant($"{ServiceObjectives.NameOf(k.Kind)} by {100 * k.Attainment:0.##} %") + (i == 0 && report.Kept.Count > 1 && k.Attainment < 1 ? " (binds)" : "")))
                + (report.Kept.All(k => k.Attainment >= 1) ? "; nothing binds" : "");
        }

        yield return Invariant($"use: busy {100 * run.BusyShare:0.#} % of the time; {Number(run.MeanInStep)} sequences in a step (most {run.MostInStep:N0}), memory {Share(run.KvUse)} held; {run.Preemptions:N0} preemptions, {run.FoundTokens:N0} tokens found in the cache");
        yield return Invariant($"while busy: MFU {Share(report.Mfu)} of {report.Fleet.Accelerator.DenseTflops:N0} TFLOP/s (dense 16-bit, data sheet), MBU {Share(report.Mbu)} of {report.Fleet.Accelerator.BandwidthGBps.Value:N0} GB/s");
        if (report.Price is { } price)
        {
            yield return Invariant($"cost at {price:0.####} $/h for each of {report.Fleet.Devices:N0}: {report.PerHour:0.##} $/h, {Dollars(report.PerMillionTokens)} $ for 1M answer tokens, {Dollars(report.PerThousandRequests)} $ for 1,000 requests");
        }

        if (run.Refused > 0)
        {
            yield return Invariant($"refused: {run.Refused:N0} requests longer than the model's context or a server's memory (rows {string.Join(", ", report.RefusedIds.Select(i => (i + 1).ToString("N0", CultureInfo.InvariantCulture)))}{(run.Refused > report.RefusedIds.Count ? " ..." : "")})");
        }

        yield return Invariant($"checked: {run.Outcomes.Count:N0} requests = {run.Done:N0} done + {run.Refused:N0} refused + {run.Unfinished:N0} unfinished; tokens, blocks and times in the system add up");
    }

    private static string Share(double share) => double.IsFinite(share) ? Invariant($"{100 * share:0.#} %") : "-";

    // Without a finished request nothing has a price.
    private static string Dollars(double price) => double.IsFinite(price) ? Invariant($"{price:0.###}") : "-";

    private static string Gap(TokenGaps gaps, double share) => Number(gaps.QuantileSeconds(share) * 1e3);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
