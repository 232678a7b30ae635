using HotRow.Serving;

namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>17: requests that are served as promised, and why throughput does not count them.</summary>
    public static readonly Topic Goodput = Add(new()
    {
        Name = "17-goodput",
        Title = "Goodput",
        Documents = "003, goodput; user-scaled throughput",
        Question = """
            A service finishes 100 requests a minute and promises a first token within 200 ms and a token every 100 ms. How good is it, how much load can it take, and what would you change?
            """,
        WrongAnswer = """
            "100 requests a minute is its capacity, so 90 are safe. If too few keep the promise I add replicas until they do." It tempts because throughput is easy to read and always rises with load; but promises break before throughput stops rising, and some promises no number of replicas can keep.
            """,
        Says = """
            - Throughput measures volume, goodput measures usefulness: the requests per second that keep the service level objectives.
            - With 200 ms to the first token and 100 ms for each further one, 100 requests a minute of which 30 keep both are a goodput of 30 a minute.
            - Optimize for throughput that keeps its objectives, not for raw tokens a second.
            - Requests per minute are to be watched, for providers refuse who sends too many.
            """,
        Prediction = """
            - Up to some load nearly all requests keep their objectives; past the capacity a queue grows without end, the server finishes as many as ever, and almost none of them in time.
            - The stricter the first token's limit, the lower the load at which it breaks. A limit shorter than the prompt's own time is missed on an idle server, at every number of replicas.
            - Batches that wait for their last member finish fewer and promise nothing; continuous batching keeps both.
            - Goodput for a dollar has a best number of replicas: one too few keeps nothing, each one too many costs its price.
            - A provider's limit refuses requests well below it, because arrivals come in bunches; a burst allowance cures most of that.
            """,
        Experiments = [Lab.Experiments.GoodputLimits],
        Why = GoodputTexts.Why,
        Answer = GoodputTexts.Answer,
        FollowUps = GoodputTexts.FollowUps,
    });
}

file static class GoodputTexts
{
    private static readonly IExperiment s_goodput = Experiments.GoodputLimits;
    private static readonly string s_strict = GoodputLimits.Name(SloPresets.Document.Objectives);
    private static readonly string s_usual = GoodputLimits.Name(SimulatedServer.Objectives);

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Why not simply add replicas?", f =>
            $"Replicas shorten queues, not prompts. On an idle server {Phrase.Percent(Alone(f, s_strict))} of these requests keep 200 ms and 100 ms, because long prompts take longer than that by themselves; no number of replicas does better. " +
            "Shorter prompts, a prompt cache, a faster device or another promise would."),
        new("How many replicas are right?", f =>
            $"As many as keep the promise with some reserve. At 5.53 requests a second, goodput for a dollar was best with {BestReplicas(f)}; one too few collapses, one too many only costs its share."),
        new("Does the scheduler matter for goodput?", f =>
            $"More than for throughput. At 2.5 offered a second, continuous batching kept {Kept(f, "continuous")} as promised and static batches of 8 {Kept(f, "static")}, on the same device."),
        new("We are below our provider's limit and still refused. Why?", f =>
            $"Because arrivals bunch. At 48 a minute against a limit of 60, {Phrase.Percent(Refused(f, 48, 1))} are refused when no burst is allowed and {Phrase.Percent(Refused(f, 48, 10))} with a burst of ten. Spread the requests, or wait and send again."),
    ];

    public static string Why(Findings f) => $"""
        **A queue has no middle.** Below capacity a request waits for a few others, above it for all that came before. Offered 2.5 a second, one modelled RTX 4090 finishes {At(f, 2.5, GoodputLimits.Finished)}, {At(f, 2.5, s_usual)} as promised (1 s to the first token,
        100 ms for each further one); offered 6 it finishes {At(f, 6, GoodputLimits.Finished)}, {At(f, 6, s_usual)} as promised. Throughput does not see the difference. The highest rate at which 9 of 10 requests keep that promise is {Limit(f)}.

        **The promise decides the capacity.** With 200 ms to the first token {Phrase.Percent(Alone(f, s_strict))} keep it on an idle server: the others' prompts take longer by themselves. That is a limit, not a load, and the first thing to find out before buying.

        **What fails first tells what to change.** A first token that comes late is a queue or a long prompt; a token that comes late is a crowded step. At 2.5 a second the first token's limit costs far more requests than the further tokens' does, unless that one is set
        near the device's own step time.

        **A real log says the same.** Of 300 requests to a vLLM server that was offered six times what it could finish, {Log(f, 1)} had a first token within a second and {Log(f, 60)} within a minute, while it worked at full throughput all the time.

        **A unit is part of a figure.** The document defines goodput per second and gives an example per minute: 30 a minute are {Each(f.Value(s_goodput, ServingMetrics.Goodput, ("variant", GoodputLimits.DocumentName)))}. What needs a language model comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "A hundred a minute is its throughput; its goodput is how many of them keep both promises, thirty a minute in the example, half a request a second.",
        "I would ask for that number over the load, because it does not follow throughput: past capacity the server finishes as much as ever, and almost nothing in time.",
        Phrase.Or(
            $"Simulated on one RTX 4090 it finishes {At(f, 6, GoodputLimits.Finished)} when six are offered, of which {At(f, 6, s_usual)} keep one second and 100 ms; 9 of 10 keep it up to {Limit(f)}.",
            "So the load to plan for is the highest rate at which nine of ten keep their promise."),
        "Then I look at which promise fails. A late first token is a queue, which replicas cure, or a long prompt, which they do not.",
        Phrase.Or(
            $"With 200 ms only {Phrase.Percent(Alone(f, s_strict))} keep it on an idle server, so no fleet reaches 90 %.",
            "A limit below the prompt's own time is missed on an idle server, so no fleet keeps it."),
        "Last I divide by the price, since goodput for a dollar has a best number of replicas.");

    private static double Alone(Findings f, string objectives) => f.Value(s_goodput, GoodputLimits.AloneAttained, ("variant", objectives));

    private static string At(Findings f, double rate, string variant) => Each(f.Value(s_goodput, GoodputLimits.PerSecond, ("part", "rates"), ("rate", rate), ("variant", variant)));

    private static string Kept(Findings f, string scheduler) => Each(f.Value(s_goodput, GoodputLimits.PerSecond, ("part", "schedulers"), ("scheduler", scheduler), ("variant", s_usual)));

    private static string Limit(Findings f) => Each(f.Value(s_goodput, GoodputLimits.RateLimit, ("variant", s_usual)));

    private static string Each(double perSecond) => double.IsFinite(perSecond) ? Phrase.Of(perSecond, "") + " a second" : Findings.NotMeasured;

    private static double Refused(Findings f, int perMinute, int burst) => f.Value(s_goodput, GoodputLimits.RefusedShare, ("variant", FormattableString.Invariant($"{perMinute} a minute")), ("burst", burst));

    private static string Log(Findings f, double seconds) => f.Number(s_goodput, GoodputLimits.Kept, ("ttft-s", seconds));

    private static string BestReplicas(Findings f) =>
        f.Of(s_goodput).Where(ServingMetrics.GoodputPerDollar, ("variant", s_usual)).MaxBy(o => o.Value) is { } best ? FormattableString.Invariant($"{best["replicas"].Number:0} replicas") : Findings.NotMeasured;
}
