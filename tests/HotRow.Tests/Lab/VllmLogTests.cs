using HotRow.Lab;

namespace HotRow.Tests;

public sealed class VllmLogTests : IDisposable
{
    private const string Line = """{"request_id": "a", "input_toks": 10, "output_toks": 5, "arrival_time": 1787267980.1, "queued_ts": 100.000000001, "scheduled_ts": 100.5, "first_token_ts": 101.000000002, "last_token_ts": 101.2}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_TimesInNanoseconds_CountFromTheFirstQueued()
    {
        var later = Line.Replace("100.000000001", "100.25", StringComparison.Ordinal);
        var log = VllmLog.Read(_folder.Write("a", $"\uFEFF{later}\r\n\r\n{Line}"));

        Assert.Equal([0L, 249_999_999], log.Requests.Select(r => r.Queued.Ns));
        Assert.Equal(1_000_000_001, log.Requests[0].Ttft.Ns);
        Assert.Equal(1_199_999_999, log.Requests[0].EndToEnd.Ns);

        // (101.2 - 101.000000002) s over the 4 gaps of 5 tokens.
        Assert.Equal(0.0499999995, log.Requests[0].TpotSeconds, 1e-15);
        Assert.Equal([(0, 0L, 10, 5), (1, 249_999_999L, 10, 5)], log.Arrivals.Select(a => (a.Id, a.Arrival.Ns, a.InputTokens, a.OutputTokens)));
    }

    [Theory]
    [InlineData("{", "is no JSON object")]
    [InlineData("[1]", "it has no number \"queued_ts\"")]
    [InlineData("{\"queued_ts\": \"1\"}", "it has no number \"queued_ts\"")]
    [InlineData("{\"queued_ts\": 1e400}", "\"queued_ts\" is no number of seconds")]
    [InlineData("{\"queued_ts\": -1}", "\"queued_ts\" is no number of seconds")]
    public void Read_NoLog_SaysLineAndMember(string line, string expected) => Assert.Contains(expected, Refused(line), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"input_toks\": 10", "\"input_toks\": 0", "\"input_toks\" is no whole number from 1")]
    [InlineData("\"output_toks\": 5", "\"output_toks\": 1.5", "\"output_toks\" is no whole number from 1")]
    [InlineData("101.2", "101", "its times are not in order")]
    public void Read_BadRequest_SaysWhatIsAllowed(string part, string becomes, string expected) =>
        Assert.Contains(expected, Refused(Line.Replace(part, becomes, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Read_BlankFile_IsRefused() => Assert.Contains("holds no requests", Assert.Throws<InputException>(() => VllmLog.Read(_folder.Write("a", "\n\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_RealLog_GivesItsOwnSummary()
    {
        var log = VllmLog.Read(RealFile.Require(VllmLog.FileName));

        // The file beside the log has 65456.6 ms, 32.4 ms and 86578.3 ms.
        Assert.Equal(300, log.Requests.Count);
        Assert.Equal(65.4566, log.Requests.Average(r => r.Ttft.Seconds), 0.00005);
        Assert.Equal(0.032447, log.Requests.Average(r => r.TpotSeconds), 0.0000005);
        Assert.Equal(86.5783, log.Requests.Average(r => r.EndToEnd.Seconds), 0.00005);
        Assert.Equal((257_239, 195_753), (log.Requests.Sum(r => r.InputTokens), log.Requests.Sum(r => r.OutputTokens)));
    }

    private string Refused(string line)
    {
        var message = Assert.Throws<InputException>(() => VllmLog.Read(_folder.Write("a", $"{Line}\n{line}\n"))).Message;
        Assert.Contains("line 2", message, StringComparison.Ordinal);
        return message;
    }
}
