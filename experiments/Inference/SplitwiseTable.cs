using System.Globalization;
using HotRow.Serving;

namespace HotRow.Lab;

/// <summary>One measurement of the table of splitwise-sim.</summary>
/// <param name="Model">llama2-70b or bloom-176b.</param>
/// <param name="Device">a100-80gb, h100-80gb, or h100-80gb-pcap, whose rows are synthetic.</param>
/// <param name="Devices">Devices that share each layer.</param>
/// <param name="PromptTokens">Length of each prompt.</param>
/// <param name="Batch">Requests that run together.</param>
/// <param name="AnswerTokens">Length of each answer; times of a token differ between lengths, so compare at one: 128.</param>
/// <param name="PromptMs">Time of all prompts together.</param>
/// <param name="TokenMs">Time of one step of answers.</param>
/// <param name="PeakPower">Peak power as a multiple of the board's limit; 0 where it was not measured.</param>
internal readonly record struct SplitwiseRow(string Model, string Device, int Devices, int PromptTokens, int Batch, int AnswerTokens, double PromptMs, double TokenMs, double PeakPower);

/// <summary>Measured times of large models on A100 and H100, from splitwise-sim's table.</summary>
/// <remarks><i>Source:</i> Mutinifni/splitwise-sim, data/perf_model.csv, MIT; P. Patel et al., "Splitwise", ISCA 2024. Known faults of the table: two devices at a batch of 64 are implausibly fast,
/// rows of h100-80gb-pcap are synthetic. A line has at most 64 KiB, a table 100,000 rows.</remarks>
internal sealed class SplitwiseTable
{
    /// <summary>Where the table lies in the folder of real data.</summary>
    internal const string FileName = "splitwise-sim_perf_model.csv";

    /// <summary>The answer length at which times are compared.</summary>
    internal const int AnswerTokens = 128;

    private const int MostRows = 100_000;

    private static readonly string[] s_columns = ["model", "hardware", "tensor_parallel", "prompt_size", "batch_size", "token_size", "prompt_time", "token_time", "peak_power"];

    private SplitwiseTable(IReadOnlyList<SplitwiseRow> rows) => Rows = rows;

    /// <summary>All rows, several for each setting.</summary>
    internal IReadOnlyList<SplitwiseRow> Rows { get; }

    /// <summary>Reads the table.</summary>
    /// <exception cref="InputException">It is none; the message names the line and what is wanted there.</exception>
    internal static SplitwiseTable Read(string path)
    {
        using var lines = new LineReader(path, CsvRequests.LongestLine);
        if (!lines.Next(out var header))
        {
            throw new InputException($"'{path}' holds no text");
        }

        var columns = CsvColumns.Find(path, header.Span, lines.Number, s_columns);
        var rows = new List<SplitwiseRow>();
        var fields = new Range[s_columns.Length];
        while (lines.Next(out var line))
        {
            if (line.IsEmpty)
            {
                continue;
            }

            columns.Cut(line.Span, lines.Number, fields);
            rows.Add(rows.Count < MostRows ? Parse(line.Span, columns, fields, lines.Number) : throw new InputException($"'{path}' has more than {MostRows} rows"));
        }

        return rows.Count > 0 ? new(rows) : throw new InputException($"'{path}' holds no rows below its first line");
    }

    /// <summary>The median over the rows of one setting, answers of 128 tokens; NaN when there is none.</summary>
    internal double Median(string model, string device, int devices, int promptTokens, int batch, Func<SplitwiseRow, double> value) => Statistics.Median(Rows
        .Where(r => r.Model == model && r.Device == device && r.Devices == devices && r.PromptTokens == promptTokens && r.Batch == batch && r.AnswerTokens == AnswerTokens)
        .Select(value).ToArray()).Value;

    private static SplitwiseRow Parse(ReadOnlySpan<byte> line, CsvColumns columns, Range[] fields, long number)
    {
        var numbers = new double[s_columns.Length];
        for (var i = 2; i < numbers.Length; i++)
        {
            var field = line[fields[i]];
            numbers[i] = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1e9
                ? value
                : throw columns.Bad(number, i, field, "a number from 0 to 10^9");
        }

        return new(
            System.Text.Encoding.UTF8.GetString(line[fields[0]]), System.Text.Encoding.UTF8.GetString(line[fields[1]]),
            (int)numbers[2], (int)numbers[3], (int)numbers[4], (int)numbers[5], numbers[6], numbers[7], numbers[8]);
    }
}
