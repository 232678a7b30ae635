using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HotRow.Serving;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HotRow.Lab;

/// <summary>A real server, small: HTTP on the loopback interface, a prompt in, tokens out as server-sent events; its model is a calibrated busy loop.</summary>
/// <remarks>The web server is Kestrel without a host: no configuration, no log, no certificate. It listens on a port that the system chooses, and disposing it
/// ends its port, its thread and its connections.</remarks>
internal sealed class TinyServer : IDisposable
{
    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, ServerSpans> _spans = new();
    private readonly TinyServerLimits _limits;
    private readonly KestrelServer _kestrel;

    private TinyServer(ServingOptions model, TinyServerLimits limits)
    {
        var blocks = model.Kv.TotalBlocks * (long)model.Kv.BlockTokens;
        if (limits.InputTokens + (2L * limits.OutputTokens) > blocks)
        {
            throw new ArgumentException($"the longest request does not fit into {blocks} tokens of memory", nameof(limits));
        }

        _limits = limits;
        Worker = new(model, limits.InFlight, Clock);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = limits.BodyBytes;
        options.Limits.MaxConcurrentConnections = limits.InFlight + 1_024;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        _kestrel = new(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions { NoDelay = true }), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }

    /// <summary>The clock of server and client: how long ago the server was made.</summary>
    internal Func<TimeSpan> Clock { get; } = Elapsed.Clock();

    /// <summary>Where it listens.</summary>
    internal Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Its model.</summary>
    internal TinyWorker Worker { get; }

    /// <summary>Starts a server that the point owns; null, with the point's reason set, on a machine without loopback sockets.</summary>
    /// <param name="point">The point that uses it.</param>
    /// <param name="model">Scheduler, latency and memory: as in a simulation of one server.</param>
    /// <param name="limits">What a request may ask for; null for the usual limits.</param>
    internal static TinyServer? Open(Point point, ServingOptions model, TinyServerLimits? limits = null)
    {
        var server = Start(model, limits, out var reason);
        if (server is null)
        {
            point.SkipReason = reason;
            return null;
        }

        return point.Own(server);
    }

    /// <summary>Starts a server; null with the reason on a machine without loopback sockets.</summary>
    internal static TinyServer? Start(ServingOptions model, TinyServerLimits? limits, out string reason)
    {
        var server = new TinyServer(model, limits ?? new());
        try
        {
            server._kestrel.StartAsync(new TinyApplication(server.Serve), CancellationToken.None).GetAwaiter().GetResult();
            server.Address = new(server._kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
            reason = "";
            return server;
        }
        catch (Exception e) when (e is SocketException or IOException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            server.Dispose();
            reason = $"this machine gives no listening socket on the loopback interface: {e.Message}";
            return null;
        }
    }

    /// <summary>The spans of a request that asked with an id, once; null when there is none.</summary>
    internal ServerSpans? Take(int id) => _spans.TryRemove(id, out var spans) ? spans : null;

    /// <summary>Stops the model, then the web server.</summary>
    public void Dispose()
    {
        Worker.Dispose();
        using (var patience = new CancellationTokenSource(s_stopTime))
        {
            _kestrel.StopAsync(patience.Token).GetAwaiter().GetResult();
        }

        _kestrel.Dispose();
    }

    private async Task Serve(HttpContext http)
    {
        var accepted = Clock();
        try
        {
            var request = TinyRequest.Parse(http.Request.Query, _limits);
            if (request.NetworkMs > 0)
            {
                await Task.Delay(request.NetworkMs, http.RequestAborted).ConfigureAwait(false);
                accepted = Clock();
            }

            var input = await CountWords(http.Request.Body, http.RequestAborted).ConfigureAwait(false);
            if (input < 1 || input > _limits.InputTokens)
            {
                throw new InputException($"the prompt has {input} words; allowed: 1 to {_limits.InputTokens}");
            }

            var tokenized = Clock();
            if (Worker.Submit(input, request.Hidden > 0 ? request.Hidden : request.Output) is { } job)
            {
                await Answer(http, request, job, new(accepted, tokenized, default, default, default, default, default)).ConfigureAwait(false);
            }
            else
            {
                await Refuse(http, StatusCodes.Status503ServiceUnavailable, $"{_limits.InFlight} requests are in flight; try again later").ConfigureAwait(false);
            }
        }
        catch (InputException e)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            await Refuse(http, e.StatusCode, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has gone or the server stops: nobody waits for the rest.
            http.Abort();
        }
    }

    private async Task Answer(HttpContext http, TinyRequest request, TinyJob job, ServerSpans spans)
    {
        var cancel = http.RequestAborted;
        http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.StartAsync(cancel).ConfigureAwait(false);
        if (request.Hidden > 0)
        {
            // The plan is never sent. Its keys and values stay, so the answer goes on with one more token.
            var first = TimeSpan.Zero;
            await foreach (var made in job.Tokens.ReadAllAsync(cancel).ConfigureAwait(false))
            {
                first = first == TimeSpan.Zero ? made : first;
            }

            spans = spans with { Started = job.Started, FirstToken = first };
            await Task.Delay(request.ToolMs, cancel).ConfigureAwait(false);
            job = Worker.Submit(1, request.Output) ?? throw new OperationCanceledException("too many requests are in flight");
        }

        var sender = new TinySender(http.Response.BodyWriter, request);
        await foreach (var made in job.Tokens.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            spans = spans.FirstVisible == TimeSpan.Zero ? spans with { FirstVisible = made } : spans;
            spans = spans with { LastToken = made };
            await sender.Token(cancel).ConfigureAwait(false);
        }

        spans = spans with { Flushed = Clock(), Started = request.Hidden > 0 ? spans.Started : job.Started, FirstToken = request.Hidden > 0 ? spans.FirstToken : spans.FirstVisible };
        if (request.Id >= 0)
        {
            _spans[request.Id] = spans;
        }
    }

    private static async Task<int> CountWords(Stream body, CancellationToken cancel)
    {
        var buffer = new byte[8_192];
        var (words, inWord) = (0, false);
        int read;
        while ((read = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0)
        {
            foreach (var letter in buffer.AsSpan(0, read))
            {
                words += letter > ' ' && !inWord ? 1 : 0;
                inWord = letter > ' ';
            }
        }

        return words;
    }

    private static async Task Refuse(HttpContext http, int status, string line)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), http.RequestAborted).ConfigureAwait(false);
    }
}

/// <summary>Gives each HTTP request to one function.</summary>
/// <param name="serve">The function.</param>
file sealed class TinyApplication(Func<HttpContext, Task> serve) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => serve(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }
}
