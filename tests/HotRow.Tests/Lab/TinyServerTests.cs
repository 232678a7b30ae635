using System.Net;
using System.Text;
using HotRow.Lab;

namespace HotRow.Tests;

/// <summary>The small real server: every token once and in order, limits kept, nothing left behind. No test looks at how long anything took.</summary>
public sealed class TinyServerTests
{
    private const double Pace = 0.02;

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(50, false)]
    [InlineData(0, true)]
    public void Ask_AnyDelivery_GivesEveryTokenInOrder(int window, bool buffered)
    {
        using var server = Started();
        using var client = new LoadGenerator(server);

        var answer = client.Ask(20, new(0, Output: 9, Window: window, IsBuffered: buffered));

        Assert.Equal("", answer.Error);
        Assert.Equal(9, answer.Tokens);
        Assert.True(answer.Due <= answer.Sent && answer.Sent < answer.First && answer.First <= answer.Last);
    }

    [Fact]
    public void Run_ManyAtOnce_EachHasItsSpansInOrder()
    {
        using var server = Started();
        using var client = new LoadGenerator(server);
        var schedule = Enumerable.Range(0, 20).Select(i => (TimeSpan.FromMilliseconds(i * 0.5), 10 + i, new TinyRequest(0, Output: 1 + (i % 5)))).ToArray();

        var answers = client.Run(schedule);

        Assert.All(answers, (a, i) =>
        {
            Assert.Equal(("", 1 + (i % 5)), (a.Error, a.Tokens));
            var spans = server.Take(a.Id)!.Value;
            Assert.All(Enum.GetValues<ServerStage>(), stage => Assert.True(spans.Of(stage, a.Sent) >= TimeSpan.Zero, $"{stage} of request {i} takes {spans.Of(stage, a.Sent)}"));
            Assert.True(spans.LastToken <= a.Last, "a token was seen before it was made");
            Assert.Equal(spans.Flushed - a.Sent, Enum.GetValues<ServerStage>().Aggregate(TimeSpan.Zero, (sum, stage) => sum + spans.Of(stage, a.Sent)));
        });
    }

    [Fact]
    public void Ask_HiddenPlanAndTool_FirstVisibleComesAfterThem()
    {
        using var server = Started();
        using var client = new LoadGenerator(server);

        var answer = client.Ask(10, new(0, Output: 4, Hidden: 6, ToolMs: 3));

        Assert.Equal(("", 4), (answer.Error, answer.Tokens));
        var spans = server.Take(answer.Id)!.Value;
        Assert.True(spans.FirstToken < spans.FirstVisible && spans.FirstVisible <= answer.First);
    }

    [Theory]
    [InlineData("?output=0", "output is '0'; allowed: 1 to 1024")]
    [InlineData("?output=1025", "output is '1025'; allowed: 1 to 1024")]
    [InlineData("", "output is ''; allowed: 1 to 1024")]
    [InlineData("?output=4&window=x", "window is 'x'; allowed: 0 to 1024")]
    [InlineData("?output=4&tool=-1", "tool is '-1'; allowed: 0 to 5000")]
    [InlineData("?output=4", "the prompt has 0 words; allowed: 1 to 4096")]
    public async Task BadRequest_IsRefusedWithOneLine(string query, string expected)
    {
        using var server = Started();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };

        using var content = new ByteArrayContent([]);
        using var response = await client.PostAsync(new Uri("/generate" + query, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PromptBeyondTheLimit_IsRefused()
    {
        using var server = Started();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("w ", 5_000))));

        using var response = await client.PostAsync(new Uri("/generate?output=1", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public void TooManyInFlight_TheOthersAreRefusedAndTheServerLives()
    {
        using var server = Started(new(InFlight: 2), pace: 0.2);
        using var client = new LoadGenerator(server);

        var answers = client.Run([.. Enumerable.Range(0, 12).Select(_ => (TimeSpan.Zero, 100, new TinyRequest(0, Output: 200)))]);

        Assert.Contains(answers, a => a.Error.Length == 0);
        Assert.All(answers.Where(a => a.Error.Length > 0), a => Assert.StartsWith("503: 2 requests are in flight", a.Error, StringComparison.Ordinal));
        Assert.Equal("", client.Ask(5, new(0, Output: 2)).Error);
    }

    [Fact]
    public async Task Dispose_InTheMiddleOfAnAnswer_EndsItAndThePort()
    {
        var server = Started(pace: 1);
        using var client = new LoadGenerator(server);
        var answer = Task.Run(() => client.Ask(10, new(0, Output: 1_000)));
        Assert.True(SpinWait.SpinUntil(() => server.Worker.Overrun > -1, TimeSpan.FromMinutes(1)));

        server.Dispose();

        Assert.NotEqual("", (await answer).Error);
        Assert.NotEqual("", client.Ask(10, new(0, Output: 1)).Error);
    }

    [Fact]
    public void Start_LimitsBeyondTheMemory_AreAMistake()
    {
        var small = TinyModel.Options() with { Kv = new(10) };

        Assert.Throws<ArgumentException>(() => TinyServer.Start(small, new(InputTokens: 160), out _));
    }

    [Fact]
    public void EventStream_InPiecesOfAnySize_CountsWholeEvents()
    {
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 30).Select(i => $"data: {i}\n\n")));
        for (var piece = 1; piece < 40; piece++)
        {
            var stream = new EventStream();
            foreach (var part in bytes.Chunk(piece))
            {
                stream.Read(part);
            }

            Assert.Equal((30, true), (stream.Tokens, stream.IsInOrder));
        }
    }

    [Theory]
    [InlineData("data: 1\n\n")]
    [InlineData("data: 0\n\ndata: 0\n\n")]
    [InlineData("date: 0\n\n")]
    [InlineData("data: x\n\n")]
    [InlineData("\n\n")]
    public void EventStream_AnythingElse_IsOutOfOrder(string text)
    {
        var stream = new EventStream();

        stream.Read(Encoding.ASCII.GetBytes(text));

        Assert.False(stream.IsInOrder);
    }

    private static TinyServer Started(TinyServerLimits? limits = null, double pace = Pace)
    {
        var server = TinyServer.Start(TinyModel.Options(pace), limits, out var reason);
        Assert.SkipWhen(server is null, reason);
        return server!;
    }
}
