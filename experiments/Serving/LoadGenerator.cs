using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HotRow.Lab;

/// <summary>Sends requests to a server by the clock, whether earlier ones are answered or not, and counts every latency from the scheduled start.</summary>
/// <remarks>The schedule is absolute and made before: a generator that waits a gap after each send would add its own lateness up, and one that waits for answers
/// would not send what comes during a stall (coordinated omission). The calling thread sends; answers are read on threads of the pool.</remarks>
internal sealed class LoadGenerator : IDisposable
{
    // A sleeping thread wakes about that late, so the last piece is waited for awake.
    private static readonly TimeSpan s_awake = TimeSpan.FromMilliseconds(1.2);
    private static readonly TimeSpan s_lead = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client;
    private readonly Func<TimeSpan> _clock;
    private int _nextId;

    /// <summary>A client of one server, with connections of its own.</summary>
    internal LoadGenerator(TinyServer server)
    {
        _clock = server.Clock;
        _client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectCallback = static async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = HttpVersion.Version11,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends all requests and waits for all answers.</summary>
    /// <param name="schedule">When each is due since now, ascending, the words of its prompt, and what it asks for; ids are given here.</param>
    /// <returns>What became of each, in the schedule's order.</returns>
    internal SentRequest[] Run(IReadOnlyList<(TimeSpan Due, int Input, TinyRequest Request)> schedule)
    {
        var bodies = schedule.Select(s => Words(s.Input)).ToArray();
        var answers = new Task<SentRequest>[schedule.Count];
        var start = _clock() + s_lead;
        using var patience = new CancellationTokenSource((schedule.Count > 0 ? schedule[^1].Due : TimeSpan.Zero) + s_patience);
        for (var i = 0; i < answers.Length; i++)
        {
            var due = start + schedule[i].Due;
            WaitUntil(due);
            answers[i] = Send(schedule[i].Request with { Id = _nextId++ }, bodies[i], due, patience.Token);
        }

        return Task.WhenAll(answers).GetAwaiter().GetResult();
    }

    /// <summary>Sends requests one after the other, each when the one before is answered: for single latencies without load.</summary>
    internal SentRequest Ask(int input, TinyRequest request)
    {
        using var patience = new CancellationTokenSource(s_patience);
        return Send(request with { Id = _nextId++ }, Words(input), _clock(), patience.Token).GetAwaiter().GetResult();
    }

    /// <summary>Ends the connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<SentRequest> Send(TinyRequest request, byte[] body, TimeSpan due, CancellationToken cancel)
    {
        var sent = new SentRequest(request.Id, due, _clock(), default, default, 0, "");
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, "/generate" + request.Query) { Content = new ByteArrayContent(body) };
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return sent with { Error = $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false)}" };
            }

            using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            return await Receive(stream, sent, request.Output, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return sent with { Error = e.Message };
        }
    }

    private async Task<SentRequest> Receive(Stream stream, SentRequest sent, int tokens, CancellationToken cancel)
    {
        var buffer = new byte[1_024];
        var events = new EventStream();
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
        {
            var now = _clock();
            var before = events.Tokens;
            events.Read(buffer.AsSpan(0, read));
            if (events.Tokens > before)
            {
                sent = sent with { First = before == 0 ? now : sent.First, Last = now };
            }
        }

        return sent with
        {
            Tokens = events.Tokens,
            Error = events.Tokens == tokens && events.IsInOrder ? "" : $"{events.Tokens} of {tokens} tokens came, {(events.IsInOrder ? "in order" : "out of order")}",
        };
    }

    private void WaitUntil(TimeSpan due)
    {
        for (var left = due - _clock(); left > TimeSpan.Zero; left = due - _clock())
        {
            if (left > s_awake)
            {
                Thread.Sleep(left - s_awake);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    private static byte[] Words(int words)
    {
        var text = new StringBuilder(words * 6);
        for (var i = 0; i < words; i++)
        {
            text.Append("word ");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
