using System.Text;
using HotRow.Serving;

namespace HotRow.Tests;

/// <summary>Arrival files: what is read, and the one line that a user gets for what cannot be.</summary>
public sealed class ArrivalFileTests : IDisposable
{
    private const string AzureHeader = "TIMESTAMP,ContextTokens,GeneratedTokens\n";
    private const string TableHeader = "arrived_at,input,output\n";

    private readonly TempFolder _folder = new();

    public static TheoryData<string, string, string> Errors => new()
    {
        { "a.csv", "arrived_at,input,tokens\n0,1,1\n", "line 1 has no column output; found: 'arrived_at', 'input', 'tokens'; wanted are the columns arrived_at, input, output" },
        { "a.csv", "arrived_at,input,output,input\n0,1,1,1\n", "line 1 has twice the column input" },
        { "a.csv", "TIMESTAMP,ContextTokens\n", "line 1 has no column GeneratedTokens; found: 'TIMESTAMP', 'ContextTokens'" },
        { "a.csv", "time;input;output\n", "begins with 'time;input;output', which is no known format of arrivals: azure: " },
        { "a.csv", "1,2,3\n", "begins with '1,2,3', which is no known format" },
        { "a.csv", "\u001b[31m\n", "begins with '\\u{001B}[31m'" },
        { "a.csv", TableHeader, "holds no requests below its first line" },
        { "a.csv", "\n\n", "begins with ''" },
        { "a.csv", TableHeader + "-1,1,1\n", "line 2: arrived_at is '-1'; allowed is a number of seconds from 0" },
        { "a.csv", TableHeader + "0,1,1\n,1,1\n", "line 3: arrived_at is nothing; allowed is a number of seconds" },
        { "a.csv", TableHeader + "NaN,1,1\n", "arrived_at is 'NaN'" },
        { "a.csv", TableHeader + "Infinity,1,1\n", "arrived_at is 'Infinity'" },
        { "a.csv", TableHeader + "1e400,1,1\n", "arrived_at is '1e400'" },
        { "a.csv", TableHeader + "3200000001,1,1\n", "arrived_at is '3200000001'" },
        { "a.csv", TableHeader + "\"1,000.5\",1,1\n", "arrived_at is '1,000.5'; allowed is a number of seconds from 0 to 3200000000 such as 12.345, without commas" },
        { "a.csv", TableHeader + "1,000.5,1,1\n", "line 2 has 4 fields, and the first line names 3 columns; a number has no commas in it" },
        { "a.csv", TableHeader + "1,1\n", "line 2 has 2 fields" },
        { "a.csv", TableHeader + "1,0,1\n", "line 2: input is '0'; allowed is a whole number of tokens from 1 to 100000000" },
        { "a.csv", TableHeader + "1,1,0\n", "line 2: output is '0'; allowed is a whole number of tokens from 1" },
        { "a.csv", TableHeader + "1,1,-5\n", "output is '-5'" },
        { "a.csv", TableHeader + "1,1,2.5\n", "output is '2.5'" },
        { "a.csv", TableHeader + "1,1,\"1,024\"\n", "output is '1,024'; allowed is a whole number of tokens from 1 to 100000000, without commas" },
        { "a.csv", TableHeader + "1,99999999999999999999,1\n", "input is '99999999999999999999'" },
        { "a.csv", TableHeader + "1,100000001,1\n", "input is '100000001'" },
        { "a.csv", TableHeader + "\"1,1,1\n", "line 2 has a quote that does not end" },
        { "a.csv", TableHeader + "\"1\"x,1,1\n", "text beside a quoted field" },
        { "a.csv", AzureHeader + "2023-11-16 18:15:46.6805900,374,44\nyesterday,1,1\n", "line 3: TIMESTAMP is 'yesterday'; allowed is a date and a time from 1970 to 2069 such as 2023-11-16 18:15:46.6805900" },
        { "a.csv", AzureHeader + "2023-02-29 18:15:46,1,1\n", "TIMESTAMP is '2023-02-29 18:15:46'" },
        { "a.csv", AzureHeader + "2023-11-16 24:15:46,1,1\n", "TIMESTAMP is" },
        { "a.csv", AzureHeader + "2023-11-16 18:15:46.,1,1\n", "TIMESTAMP is" },
        { "a.csv", AzureHeader + "2023-11-16 18:15:46+1,1,1\n", "TIMESTAMP is" },
        { "a.csv", AzureHeader + "1969-11-16 18:15:46,1,1\n", "TIMESTAMP is" },
        { "a.csv", AzureHeader + ",1,1\n", "TIMESTAMP is nothing" },
        { "a.jsonl", "{\"timestamp\": 0}\n", "line 1: it has no \"input_length\"; wanted is a JSON object on each line with timestamp (ms)" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5}\n{\"timestamp\": -1, \"input_length\": 5, \"output_length\": 5}\n", "line 2: \"timestamp\" is no number of milliseconds from 0 to 3200000000000" },
        { "a.jsonl", "{\"timestamp\": 1e400, \"input_length\": 5, \"output_length\": 5}", "\"timestamp\" is no number" },
        { "a.jsonl", "{\"timestamp\": NaN, \"input_length\": 5, \"output_length\": 5}", "line 1 is no JSON at byte" },
        { "a.jsonl", "{\"timestamp\": \"5\", \"input_length\": 5, \"output_length\": 5}", "\"timestamp\" is no number" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 0, \"output_length\": 5}", "\"input_length\" is no whole number of tokens from 1" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 0}", "\"output_length\" is no whole number of tokens from 1" },
        { "a.jsonl", "{\"timestamp\": 0, \"timestamp\": 0}", "\"timestamp\" stands there twice" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": 5}", "its \"hash_ids\" is no array" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": [1, 1.5]}", "element 1 of its \"hash_ids\"" },
        { "a.jsonl", "{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 5} {}", "line 1 is no JSON" },
        { "a.jsonl", "{\"a\": " + new string('[', 40), "deeper than 16 levels" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_Faulty_GivesOneLineThatSaysWhatIsAllowed(string name, string content, string expected)
    {
        var message = Assert.Throws<InputException>(() => ArrivalFile.Read(_folder.Write(name, content))).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 700, message);
    }

    [Fact]
    public void Read_NoTextFile_SaysSo()
    {
        Assert.Contains("is empty", Message(_folder.Write("a", "")), StringComparison.Ordinal);
        Assert.Contains("no text in UTF-8", Message(_folder.Write("a", [1, 0, 2, 0, 10])), StringComparison.Ordinal);
        Assert.Contains("no text in UTF-8", Message(_folder.Write("a", Encoding.Unicode.GetBytes(TableHeader))), StringComparison.Ordinal);
        Assert.Contains("there is no file", Message(Path.Combine(_folder.Path, "none")), StringComparison.Ordinal);
        Assert.Contains(_folder.Path, Message(_folder.Path), StringComparison.Ordinal);
        Assert.Contains("more than 65536 bytes", Message(_folder.Write("a", $"{TableHeader}{new string('1', 70_000)}")), StringComparison.Ordinal);
        Assert.Contains("unknown format of arrivals 'x'; known: azure, mooncake, table", Message(_folder.Write("a", TableHeader), "x"), StringComparison.Ordinal);
        Assert.Contains("is no JSON", Message(_folder.Write("a", TableHeader + "1,1,1"), "mooncake"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arrived_at,input,output\n1.5,10,20\n2.25,30,40\n")]
    [InlineData("\uFEFFarrived_at,input,output\r\n1.5,10,20\r\n2.25,30,40")]
    [InlineData("\r\n\"Arrived_At\" ,\"input\",  output\n\n \"1.5\", \"10\",20\n\n2.25 ,30,40\n\n")]
    [InlineData("user,output,\"a,\"\"b\",input,arrived_at\n\"x, y\",20,,10,15e-1\n,40,\"\",30,+2.2500\n")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.0000000,10,20\r\n2023-11-16T18:15:46.75Z,30,40")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.000000+00:00,10,20\n2024-05-10 02:00:00.750000+0200,30,40\n")]
    [InlineData("TIMESTAMP,ContextTokens,GeneratedTokens\n2024-03-01 00:30:00-01,10,20\n2024-03-01 01:30:00.75,30,40\n")]
    [InlineData("{\"timestamp\": 1000, \"input_length\": 10, \"output_length\": 20, \"hash_ids\": []}\r\n\r\n{\"output_length\": 40, \"x\": {\"timestamp\": 3}, \"timestamp\": 1750.0, \"input_length\": 30}")]
    public void Read_EverySpelling_GivesTheSameRequests(string content)
    {
        var requests = ArrivalFile.Read(_folder.Write("a", content));

        Assert.Equal([(0L, 10, 20), (750_000_000L, 30, 40)], Rows(requests));
        Assert.Empty(requests.Notes);
        Assert.False(requests.HasPrefixes);
    }

    [Fact]
    public void Read_AzuresTicks_AreExact()
    {
        // As a double of seconds since 1970 the second time would be off by up to 240 ns.
        var requests = ArrivalFile.Read(_folder.Write("a", AzureHeader + "2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:46.6805901,1,1\n2023-11-17 18:15:46.6805899,1,1\n"));

        Assert.Equal([0L, 100, 86_399_999_999_900], Rows(requests).Select(r => r.Ns));
    }

    [Fact]
    public void Read_SecondsSinceAnyOrigin_AreExact() =>
        Assert.Equal([0L, 1, 265_091_400], Rows(ArrivalFile.Read(_folder.Write("a", TableHeader + "1787267980.082740300,1,1\n1787267980.082740301,1,1\n1787267980.3478317,1,1\n"))).Select(r => r.Ns));

    [Fact]
    public void Read_Unsorted_SortsAndSaysHowMany()
    {
        var requests = ArrivalFile.Read(_folder.Write("a", TableHeader + "5,1,1\n3,2,2\n9,3,3\n3,4,4\n5,5,5\n"));

        // Equal times keep their order: 3 (second line), 3 (fourth), 5 (first), 5 (fifth), 9.
        Assert.Equal([2, 4, 1, 5, 3], Rows(requests).Select(r => r.Input));
        Assert.Equal("3 of 5 requests stood after a later one and were sorted by time", Assert.Single(requests.Notes));
        Assert.Equal(6, requests.Span.Seconds);
    }

    [Fact]
    public void Read_TimesInBins_SaysSo() =>
        Assert.Contains("3 of 5 requests have the very time of the one before", Assert.Single(ArrivalFile.Read(_folder.Write("a", TableHeader + "0,1,1\n0,1,1\n0,1,1\n3,1,1\n3,1,1\n")).Notes), StringComparison.Ordinal);

    [Fact]
    public void Read_Hashes_StayWithTheirRequests()
    {
        var requests = ArrivalFile.Read(_folder.Write("a", """
            {"timestamp": 20, "input_length": 3, "output_length": 1}
            {"timestamp": 10, "input_length": 2, "output_length": 1, "hash_ids": [7, -8]}
            {"timestamp": 0, "input_length": 1, "output_length": 1, "hash_ids": [9]}
            """));
        var arrivals = new TraceArrivals(requests).Requests(1).ToArray();

        Assert.True(requests.HasPrefixes);
        Assert.Equal([[9], [7, -8], []], arrivals.Select(a => a.PrefixBlocks.ToArray()));
        Assert.Equal([1, 2, 3], arrivals.Select(a => a.InputTokens));
    }

    [Fact]
    public void Summarize_ByHand()
    {
        var summary = ArrivalFile.Read(_folder.Write("a", TableHeader + "0,10,5\n1,20,5\n2,30,5\n6,40,9\n")).Summarize();

        // Gaps 1, 1, 4: mean 2, deviations 1, 1, 4, so the variation is sqrt(6 / 3) / 2.
        Assert.Equal((4, 6.0, 0.5), (summary.Count, summary.SpanSeconds, summary.PerSecond));
        Assert.Equal(Math.Sqrt(2) / 2, summary.GapVariation, 1e-12);

        // Linear between order statistics: rank 0.9 x 3 = 2.7 of 10, 20, 30, 40.
        Assert.Equal(new LengthSummary(100, 25, 10, 25, 37, 39.7, 40), summary.Input with { P90 = Math.Round(summary.Input.P90, 9), P99 = Math.Round(summary.Input.P99, 9) });
        Assert.Equal((24, 5, 9), (summary.Output.Total, summary.Output.P50, summary.Output.Longest));
        Assert.True(double.IsNaN(ArrivalFile.Read(_folder.Write("b", TableHeader + "0,10,5\n")).Summarize().PerSecond));
    }

    [Fact]
    public void Read_RealTraces_GiveTheirKnownFigures()
    {
        var azure = ArrivalFile.Read(RealFile.Require("AzureLLMInferenceTrace_conv.csv"));
        var mooncake = ArrivalFile.Read(RealFile.Require("mooncake_conversation_trace.jsonl"));
        var (a, m) = (azure.Summarize(), mooncake.Summarize());

        Assert.Equal((19_366, 14_050, 1_000), (a.Count, a.Input.Longest, a.Output.Longest));
        Assert.Equal([5.530, 1.094, 1_154.7, 211.1], new[] { Math.Round(a.PerSecond, 3), Math.Round(a.GapVariation, 3), Math.Round(a.Input.Mean, 1), Math.Round(a.Output.Mean, 1) });
        Assert.Empty(azure.Notes);
        Assert.Equal((12_031, 3_537.0), (m.Count, Math.Round(m.SpanSeconds)));
        Assert.Equal([12_035.0, 343], new[] { Math.Round(m.Input.Mean), Math.Round(m.Output.Mean) });
        Assert.Equal(288_500, Enumerable.Range(0, mooncake.Count).Sum(i => mooncake.PrefixBlocks(i).Length));
        Assert.Contains("arrivals come in bins", Assert.Single(mooncake.Notes), StringComparison.Ordinal);
    }

    private static IEnumerable<(long Ns, int Input, int Output)> Rows(RecordedRequests requests) =>
        Enumerable.Range(0, requests.Count).Select(i => (requests.Time(i).Ns, requests.InputTokens(i), requests.OutputTokens(i)));

    private static string Message(string path, string? format = null) => Assert.Throws<InputException>(() => ArrivalFile.Read(path, format)).Message;
}
