namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>35: prompts whose beginning was computed before.</summary>
    public static readonly Topic PromptCaching = Add(new()
    {
        Name = "35-prompt-caching",
        Title = "Prompt caching",
        Documents = "003, prompt caching, with the figures on attention, caches and decoding that can be recalculated",
        Question = """
            Every request to your assistant carries the same long system prompt and the whole conversation so far. What does prompt caching bring, what does it cost, and when does it find nothing?
            """,
        WrongAnswer = """
            "Caching prompts cuts the cost by 90 %." It tempts because the price list says so; but that is the limit for a prompt that is read again and again, and a prompt that is used once costs more than before.
            """,
        Says = """
            - Prompts share beginnings: system prompts, documents, histories. Their intermediate results are stored once and used again.
            - Reported for one provider: a book of 100,000 tokens answers 79 % sooner for 86 % less, 10,000 tokens of examples 31 % sooner, a long conversation 75 % sooner for 53 % less.
            - A system prompt of 1,000 tokens in a million requests a day saves a billion tokens a day.
            - It is not free: the cache takes memory and storage is paid for. Google takes about 75 % off, Anthropic up to 90 % of the cost and 75 % of the latency.
            - It does not change what the model says, and it pays at once.
            """,
        Prediction = """
            - Keys and values of a token depend on every token before it. So only a common beginning can be used again, and a cache that keeps ends without their beginnings keeps nothing.
            - What is found need not be computed, and prefill takes time in proportion to what is computed: the time to first token falls by nearly the share found. The tokens after it are made as before.
            - With writing at 1.25 and reading at 0.1 of a token's price, N uses save 1 - (1.25 + 0.1 (N - 1)) / N: a loss with one, a gain from the second on, 90 % never quite.
            - The cache lies in the memory that running requests leave. The more conversations at once, the less of each is still there when its next turn comes.
            """,
        Experiments = [Lab.Experiments.PrefixCaching, Lab.Experiments.CacheCost, Lab.Experiments.StatedFigures],
        Why = PromptCachingTexts.Why,
        Answer = PromptCachingTexts.Answer,
        FollowUps = PromptCachingTexts.FollowUps,
    });
}

file static class PromptCachingTexts
{
    private const double Quiet = 0.25;
    private const double Busy = 8;

    private static readonly IExperiment s_caching = Experiments.PrefixCaching;
    private static readonly IExperiment s_cost = Experiments.CacheCost;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which eviction would you take?", f => Phrase.OnlyMeasured(
            "One that gives up ends before beginnings: a tree of blocks whose oldest leaf goes, or a plain list into which a request's blocks come back last first, which is the same. " +
            $"Four books in turn through a cache that lacks a sixteenth of them: the tree finds {Books(f, PrefixCaching.Tree)} of the blocks, a flat LRU {Books(f, PrefixCaching.FlatUsable)}. " +
            "On chat logs the two hardly differ, because nobody walks in circles there.")),
        new("How long should entries live?", f => Phrase.OnlyMeasured(
            "Longer than users think. " +
            $"With 40 s between questions, modelled, a life of 30 s finds {Life(f, 30)} of the prompts and one of five minutes {Life(f, 300)}. " +
            $"In the real log five minutes find {LifeInLog(f, 300)} and an hour {LifeInLog(f, 3_600)}. " +
            "Beyond what users need only the price of storage speaks.")),
        new("Why is one block's own text not enough as its key?", f => Phrase.OnlyMeasured(
            "Because its keys and values depend on everything before it. " +
            $"On generated prompts with documents in any order, keys of single blocks gave wrong hits for {Share(f, s_cost, CacheCost.WrongShare, ("variant", CacheCost.Unchained))} of all blocks, and nobody would have noticed. " +
            "A chained key holds the whole beginning, and a tenant's name belongs into it too: the time of an answer tells whether somebody else asked the same.")),
        new("Is the answer the same with a cache as without?", _ =>
            "The numbers are the same if the same sums are made in the same order; they are not when a prompt is cut into other pieces or shares its steps with others, because floating-point sums depend on their order. " +
            "Whether anybody notices depends on the model. What needs a language model comes with the transformer."),
    ];

    public static string Why(Findings f) => $"""
        **Only beginnings count.** In a real log {Log(f, PrefixCaching.Everything)} of the blocks came before behind the same beginning. A cache of 10,000 blocks finds {Log(f, PrefixCaching.Tree, 10_000)} of them, one of 50,000
        {Log(f, PrefixCaching.Tree, 50_000)}: most of what comes again comes soon. Whole prompts hardly ever come again, which is why computing answers in advance is another matter (notebook 13).

        **What is found is not computed.** Modelled on one RTX 4090, ten turns a conversation: the median time to first token is {Ttft(f, Quiet, PrefixCaching.NoCache)} without a cache and {Ttft(f, Quiet, PrefixCaching.Cache)} with one, when a
        conversation begins every four minutes, and {Ttft(f, Busy, PrefixCaching.NoCache)} and {Ttft(f, Busy, PrefixCaching.Cache)} at eight a minute. The second gap is of another kind: without the cache the machine is asked for more
        than it can do, and a queue grows. The steps that make the answer's tokens cost the same in both.

        **The cache is what is left.** It finds {Found(f, Quiet)} of the prompts in the quiet case and {Found(f, Busy)} in the busy one: running requests take the blocks in which old conversations lie.

        **It is paid for when it is written.** With the announced prices one use saves {Saved(f, 1)}, two {Saved(f, 2)}, ten {Saved(f, 10)}, a thousand {Saved(f, 1_000)}. Below {HitRatio(f)} of hits, writing every prompt into the cache costs more than it brings.

        **The document's table slipped.** {Verdict(f, "003-book-cost-86")}. {Verdict(f, "003-many-shot-cost")}. {Verdict(f, "003-latency-75")}.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "The keys and values of a prompt's beginning can be kept and used again by every request that begins with the same tokens; from the first different token on, nothing can.",
        "What is found is not computed, so the time to first token falls by nearly that share, and the tokens after it come as fast as before.",
        $"Modelled on one consumer GPU with conversations of ten turns, the median fell from {Said(f, PrefixCaching.NoCache)} to {Said(f, PrefixCaching.Cache)}.",
        $"In a real log {Spoken(f)} of the prompts' blocks had come before.",
        $"The price list rewards it from the second use on: at 1.25 to write and a tenth to read, ten uses save {Share(f, s_cost, CacheCost.Saving, ("variant", CacheCost.ByReads), ("uses", 10))}; ninety percent is only the limit.",
        "It finds nothing when something that changes stands in front, such as a date or a user's name, when the next turn comes after the entry has expired, or when running requests need its memory.",
        "So I would put what is fixed first, chain the keys, evict ends before beginnings, and watch the share that is found.");

    private static string Books(Findings f, string variant) => Phrase.Number(f, s_caching, PrefixCaching.FoundShare, ("part", "books"), ("variant", variant), ("capacity", 735));

    private static string Life(Findings f, double seconds) => Phrase.Number(f, s_caching, PrefixCaching.FoundShare, ("variant", PrefixCaching.Generated), ("life", seconds));

    private static string LifeInLog(Findings f, double seconds) => Phrase.Number(f, s_caching, PrefixCaching.FoundShare, ("variant", PrefixCaching.Logged), ("life", seconds));

    private static string Share(Findings f, IExperiment experiment, Metric metric, params (string, ParameterValue)[] parameters) => Phrase.Percent(f.Value(experiment, metric, parameters));

    private static string Log(Findings f, string variant) => f.Number(s_caching, PrefixCaching.FoundShare, ("part", "log"), ("variant", variant));

    private static string Log(Findings f, string variant, int capacity) => f.Number(s_caching, PrefixCaching.FoundShare, ("part", "log"), ("variant", variant), ("capacity", capacity));

    private static string Ttft(Findings f, double rate, string variant) => f.Number(s_caching, PrefixCaching.TtftSeconds, ("per-minute", rate), ("variant", variant));

    private static string Found(Findings f, double rate) => f.Number(s_caching, PrefixCaching.FoundShare, ("per-minute", rate), ("variant", PrefixCaching.Cache));

    private static string Saved(Findings f, int uses) => Findings.Text(100 * f.Value(s_cost, CacheCost.Saving, ("variant", CacheCost.ByReads), ("uses", uses)), "%");

    private static string HitRatio(Findings f) => Share(f, s_cost, CacheCost.BreakEvenHits);

    private static string Verdict(Findings f, string claim) => Capital(f.Verdict(s_caching, claim));

    private static string Said(Findings f, string variant) => Phrase.Number(f, s_caching, PrefixCaching.TtftSeconds, ("per-minute", Quiet), ("variant", variant));

    private static string Spoken(Findings f) => Phrase.Number(f, s_caching, PrefixCaching.FoundShare, ("part", "log"), ("variant", PrefixCaching.Everything));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
