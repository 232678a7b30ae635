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
        Experiments = [Lab.Experiments.MicroBatching, Lab.Experiments.BatchDiscount, Lab.Experiments.Streaming, Lab.Experiments.HockeyStick, Lab.Experiments.Precompute],
        Why = OnlineAndBatchTexts.Why,
        Answer = OnlineAndBatchTexts.Answer,
        FollowUps = OnlineAndBatchTexts.FollowUps,
    });
}

file static class OnlineAndBatchTexts
{
    private static readonly IExperiment s_micro = Experiments.MicroBatching;
    private static readonly IExperiment s_discount = Experiments.BatchDiscount;
    private static readonly IExperiment s_queue = Experiments.HockeyStick;
    private static readonly IExperiment s_stream = Experiments.Streaming;
    private static readonly IExperiment s_ahead = Experiments.Precompute;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Would you set a window online?", f => Phrase.OnlyMeasured(
            "Only against a measured step, and for small models that are asked often. " +
            $"Modelled at 40 requests a second, a window of 50 ms takes the machine time of a request from {Micro(f, MicroBatching.MachineMs, 0)} to {Micro(f, MicroBatching.MachineMs, 50)} and the median latency from {Micro(f, MicroBatching.P50, 0)} to {Micro(f, MicroBatching.P50, 50)}. " +
            "A language model's server batches at every step anyway, and the busier it is the less a window changes.")),
        new("Is half the price what the machines save?", f => Phrase.OnlyMeasured(
            "Half is a price, not a measurement. " +
            $"Modelled for conversations of Azure's lengths, the device time saved when nobody waits is {Saved(f, "5 s, 200 ms")} against a promise of five seconds to the first token and {Saved(f, "500 ms, 25 ms")} against half a second with 25 ms for each further one. " +
            "What the batch service can give away depends on what the online users were promised.")),
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
        **A window is a trade.** With Poisson arrivals a batch holds 1 + rate x window. {Capital(f.Verdict(s_micro, "003-micro-batch-harmless"))}. Each request pays the window; what it saves is machine time, and only a machine that is short of time can
        use that. When steps are busy, requests that come during one are batched in the next, without any window.

        **Streaming moves the moment of seeing.** First token made, buffered over streamed: {f.Number(s_stream, Streaming.ServerRatio)}. First token seen: {f.Number(s_stream, Streaming.VisibleRatio)}.
        {Phrase.Side(
            f.Of(s_stream).Single(Streaming.VisibleRatio), "The server does the same work in both; what the user gains is to read while it is done.",
            "Here a streamed answer was seen later than a buffered one, which its network must explain.", "No clear difference was seen on this machine.")}

        **In advance means guessing the question.** The ten thousand most popular of a million questions are {Catalogue(f)} of the requests under Zipf's law (exponent 1, computed). Templates with two free words leave a million answers {FreeWords(f)}.
        In a real log of conversations {Log(f, Precompute.WholePrompt)} of the prompts repeat an earlier one as a whole, but {Log(f, Precompute.Block)} of their blocks stand behind the same beginning as before:
        what repeats is beginnings, and those are worth caching (notebook 35), not answering.

        **The queue comes before the limit.** {Capital(f.Verdict(s_queue, "003-y-over-x"))}. Whoever promises a latency must therefore hold machines in reserve, and more of them the stricter the promise.

        **Why the batch service is cheaper.** Nothing in it is computed in advance. It is allowed to be late: batches are full and nothing is held in reserve. {Capital(f.Verdict(s_discount, "003-batch-50"))}. Filling the gaps of a day does the same for
        machines that are there anyway: {f.Verdict(s_discount, "003-offpeak-utilisation")}.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "What the batch service sells is permission to be late.",
        Phrase.Or(
            $"An online service must keep its queue short and so hold machines in reserve: at nine tenths of what can be processed a simulated request takes {Load(f)} times its own work.",
            "An online service must keep its queue short and so hold machines in reserve: latency rises long before more requests come than it can take."),
        "Work that can wait fills those gaps, and the hours in which nobody asks.",
        Phrase.Or(
            $"Small windows are the same bargain in small: modelled at 40 requests a second, 50 ms bring a request's machine time from {Micro(f, MicroBatching.MachineMs, 0)} to {Micro(f, MicroBatching.MachineMs, 50)}, and its median latency goes from {Micro(f, MicroBatching.P50, 0)} to {Micro(f, MicroBatching.P50, 50)}.",
            "Small windows online are the same bargain in small: machine time for latency."),
        "Streaming costs and saves nothing on the server; the user merely sees the first token when it is made.",
        "And computing in advance is something else: it needs questions that one can guess.",
        $"Ten thousand answers cover {Catalogue(f)} of a popular catalogue of a million, but two free words in a template leave {FreeWords(f)}.");

    private static string Micro(Findings f, Metric metric, double window) => Phrase.Number(f, s_micro, metric, ("part", "cost"), ("variant", "40/s"), ("window", window));

    private static string Saved(Findings f, string promise) =>
        Phrase.Number(f, s_discount, BatchDiscount.Saving, ("part", "gap"), ("variant", BatchDiscount.Drawn), ("promise", promise));

    private static string Load(Findings f) => Phrase.Of(f.Value(s_queue, HockeyStick.Response, ("variant", HockeyStick.Random), ("load", 0.9)), "");

    private static string Exposed(Findings f, int window) => Findings.Text(f.Value(s_stream, Streaming.Exposed, ("window", window)));

    private static string Catalogue(Findings f) => Phrase.Number(f, s_ahead, Precompute.Answered, ("alpha", 1), ("computed", 10_000));

    private static string FreeWords(Findings f) => Phrase.Number(f, s_ahead, Precompute.Answered, ("free-words", 2));

    private static string Log(Findings f, string variant) => f.Number(s_ahead, Precompute.Seen, ("variant", variant), ("log-share", 100));

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
