namespace HotRow.Lab;

/// <summary>The stages of a request's way through a server, in order.</summary>
internal enum ServerStage
{
    /// <summary>From the client's send to the handler's first line: the network, the accept, the header.</summary>
    Accept,

    /// <summary>From there until the prompt is read and cut into tokens.</summary>
    Tokenize,

    /// <summary>From there until its first step begins.</summary>
    Queue,

    /// <summary>From there until its first token is made.</summary>
    Prefill,

    /// <summary>From there until its last token is made, a tool's pause included.</summary>
    Decode,

    /// <summary>From there until the server has handed the last token to the network.</summary>
    Flush,
}

/// <summary>When a request passed each stage of the server. All times are of the one clock that server and client share.</summary>
/// <param name="Accepted">The handler's first line.</param>
/// <param name="Tokenized">The prompt was cut into tokens, and the request was queued.</param>
/// <param name="Started">Its first step began.</param>
/// <param name="FirstToken">Its first token was made, hidden or not.</param>
/// <param name="FirstVisible">The first token that is not hidden was made.</param>
/// <param name="LastToken">Its last token was made.</param>
/// <param name="Flushed">The last token was handed to the network.</param>
internal readonly record struct ServerSpans(
    TimeSpan Accepted, TimeSpan Tokenized, TimeSpan Started, TimeSpan FirstToken, TimeSpan FirstVisible, TimeSpan LastToken, TimeSpan Flushed)
{
    /// <summary>How long a stage took.</summary>
    /// <param name="stage">Which one.</param>
    /// <param name="sent">When the client sent the request.</param>
    internal TimeSpan Of(ServerStage stage, TimeSpan sent) => stage switch
    {
        ServerStage.Accept => Accepted - sent,
        ServerStage.Tokenize => Tokenized - Accepted,
        ServerStage.Queue => Started - Tokenized,
        ServerStage.Prefill => FirstToken - Started,
        ServerStage.Decode => LastToken - FirstToken,
        ServerStage.Flush => Flushed - LastToken,
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "no stage of the server"),
    };
}
