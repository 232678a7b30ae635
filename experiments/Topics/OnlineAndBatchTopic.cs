namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>13: the same model online and as batch.</summary>
    public static readonly Topic OnlineAndBatch = Add(new()
    {
        Name = "13-online-and-batch",
        Title = "Online and batch",
        Documents = "003, online and batch inference APIs",
        Question = """
            A provider sells the same model twice: online, and as a batch service at half the price with hours of delay. Why does that pay, and what do small batches online, streaming, and computing in advance have to do with it?
            """,
        WrongAnswer = """
            "Batch is cheaper because the answers are computed in advance, as in classic batch inference." It tempts because of the name; but nobody knows an open-ended prompt before it comes, and what is sold is time to wait.
            """,
        Says = """
            - Online services answer at once and put latency first; they may collect requests in small windows as long as nobody notices.
            - Batch services of two providers cost about half, and take hours: larger batches, cheaper machines, hours of low load.
            - Streaming improves the time to first token dramatically, but what users see was not checked as a whole.
            - When more requests come than a service can take, latency degrades; so what is not urgent goes to the batch service.
            - In classic batch inference predictions are computed before anybody asks. Prompts are open-ended, so a batch service is only later, not in advance.
            """,
        Prediction = """
            - A window of T collects 1 + rate x T requests and costs the first of them T. Nobody notices where T is short beside a step; where the machine is busy, batches form without it.
            - Streaming computes nothing sooner. The server has its first token at the same moment; the user sees it then instead of at the end.
            - Latency does not wait for more requests than a service can take: with random arrivals it has doubled at half the load and is ten times as long at nine tenths.
            - Work that can wait needs no reserve for that queue and fills the hours in which machines stand idle: that is what the lower price pays for.
            - Computing in advance works for a finite catalogue, where a hundredth of the questions may be two thirds of the requests, and fails with the first free words.
            """,
        Experiments = [Lab.Experiments.Streaming, Lab.Experiments.Precompute],
        Why = OnlineAndBatchTexts.Why,
        Answer = OnlineAndBatchTexts.Answer,
        FollowUps = OnlineAndBatchTexts.FollowUps,
    });
}

file static class OnlineAndBatchTexts
{
    private static readonly IExperiment s_stream = Experiments.Streaming;
    private static readonly IExperiment s_ahead = Experiments.Precompute;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Would you set a window online?", _ =>
            "Only against a measured step, and for small models that are asked often. A window as long as a step makes a request take at least half as long again, and a language model's server batches at every step anyway."),
        new("You stream, and a moderator must see the answer first. What do you do?", f => Phrase.OnlyMeasured(
            "Hold back as many tokens as the moderator needs, not the whole answer. " +
            $"For one that needs 16 tokens, {Exposed(f, 0)} are out before the block when nothing is held back and {Exposed(f, 8)} with a window of eight. " +
            "The price is that many steps before the first token is seen.")),
        new("When would you compute answers in advance after all?", f => Phrase.OnlyMeasured(
            "When the questions come from a catalogue: product pages, recommendations, the summary of each article. " +
            $"The ten thousand most popular of a million questions are {Catalogue(f)} of the requests when popularity follows Zipf's law. " +
            $"Of templates with two free words a million answers meet {FreeWords(f)}.")),
        new("What would you measure before you move traffic to the batch service?", _ =>
            "How much of it has nobody waiting, and its deadlines; the hours in which the machines stand idle; and the share of the load that is urgent, because that share alone sets how many machines must be there at noon."),
    ];

    public static string Why(Findings f) => $"""
        **A window is a trade.** With Poisson arrivals a batch holds 1 + rate x window. Each request pays the window; what it saves is machine time, and only a machine that is short of time can use that.
        When steps are busy, requests that come during one are batched in the next, without any window.

        **Streaming moves the moment of seeing.** First token made, buffered over streamed: {f.Number(s_stream, Streaming.ServerRatio)}. First token seen: {f.Number(s_stream, Streaming.VisibleRatio)}.
        {Phrase.Side(
            f.Of(s_stream).Single(Streaming.VisibleRatio), "The server does the same work in both; what the user gains is to read while it is done.",
            "Here a streamed answer was seen later than a buffered one, which its network must explain.", "No clear difference was seen on this machine.")}

        **In advance means guessing the question.** The ten thousand most popular of a million questions are {Catalogue(f)} of the requests under Zipf's law (exponent 1, computed). Templates with two free words leave a million answers {FreeWords(f)}.
        In a real log of conversations {Log(f, Precompute.WholePrompt)} of the prompts repeat an earlier one as a whole, but {Log(f, Precompute.Block)} of their blocks stand behind the same beginning as before:
        what repeats is beginnings, and those are worth caching (notebook 35), not answering.

        **Why the batch service is cheaper.** Nothing in it is computed in advance. It is allowed to be late: batches are full, machines are used in the hours when nobody asks, and nothing is held in reserve for a queue that must stay short.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "What the batch service sells is permission to be late.",
        "An online service must keep its queue short, so it holds machines in reserve and steps are rarely full; latency rises long before more requests come than it can take.",
        "Work that can wait fills those gaps, and the hours in which nobody asks.",
        "Small windows online are the same bargain in small: machine time for latency.",
        "Streaming costs and saves nothing on the server; the user merely sees the first token when it is made.",
        "And computing in advance is something else: it needs questions that one can guess.",
        $"Ten thousand answers cover {Catalogue(f)} of a popular catalogue of a million, but two free words in a template leave {FreeWords(f)}.");

    private static string Exposed(Findings f, int window) => Findings.Text(f.Value(s_stream, Streaming.Exposed, ("window", window)));

    private static string Catalogue(Findings f) => Phrase.Number(f, s_ahead, Precompute.Answered, ("alpha", 1), ("computed", 10_000));

    private static string FreeWords(Findings f) => Phrase.Number(f, s_ahead, Precompute.Answered, ("free-words", 2));

    private static string Log(Findings f, string variant) => f.Number(s_ahead, Precompute.Seen, ("variant", variant), ("log-share", 100));
}
