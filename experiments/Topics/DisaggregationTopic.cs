namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>34: prompts and answers on different devices.</summary>
    public static readonly Topic PromptsAndAnswersApart = Add(new()
    {
        Name = "34-disaggregation",
        Title = "Prompts and answers apart",
        Documents = "003, decoupling prefill and decode; 003, time between tokens",
        Question = """
            Prompts are limited by arithmetic, answers by memory bandwidth. Would you compute them on different devices, and in which ratio?
            """,
        WrongAnswer = """
            "Yes, because work of two kinds should not fight for one device." It tempts because the disturbance is real; but keys and values must be carried, each pool idles when the mix shifts, and chunked prompts remove most of the disturbance on the same device.
            """,
        Says = """
            - On one device a prompt takes the compute that running answers need: a new request slows those in flight, and TPOT rises.
            - Separate devices for prompts and answers give more requests within the objectives, and steady TTFT and TPOT.
            - The overhead of carrying keys and values once is acceptable, over NVLink or a fast network.
            - The ratio depends on the work: two to four prefill devices for one decode device with long prompts, one to one or one to two with short ones.
            - Gaps between tokens (TBT, ITL) show jitter and scheduling problems.
            """,
        Prediction = """
            - A prompt of 2,048 tokens takes 194 ms on an RTX 4090. Computed in one step it stalls every running answer for that long; in chunks of 512 for about 60 ms at a time. The mean per token hardly shows it.
            - Keys and values of 2,048 tokens of a 70B model are 671 MB: 2 ms inside a machine, 54 ms over 100 Gb/s, 215 ms over 25 Gb/s. The last is five steps of decoding.
            - The best ratio follows from the work of a prompt and of an answer, so from both lengths, and a wrong ratio wastes devices.
            - Where the objectives allow a stall of one chunk, a mixed fleet with chunks uses its devices better than a split one.
            """,
        Experiments = [Lab.Experiments.Disaggregation, Lab.Experiments.TokenJitter],
        Why = DisaggregationTexts.Why,
        Answer = DisaggregationTexts.Answer,
        FollowUps = DisaggregationTexts.FollowUps,
    });
}

file static class DisaggregationTexts
{
    private static readonly IExperiment s_apart = Experiments.Disaggregation;
    private static readonly IExperiment s_jitter = Experiments.TokenJitter;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("How small would you make the chunks?", f => Phrase.OnlyMeasured(
            $"As large as the stall that I may show. With 16 running answers the longest gap was {Gap(f, TokenJitter.Chunk2048)} with chunks of 2,048 and {Gap(f, TokenJitter.Chunk512)} with 512. " +
            $"The price is the prompt's own first token: {First(f, TokenJitter.Chunk2048)} and {First(f, TokenJitter.Chunk512)} (simulated).")),
        new("What must the network give?", f => Phrase.OnlyMeasured(
            $"A transfer well below a step of decoding. For 2,048 tokens of a 70B model that is {Transfer(f, "400 Gb/s")} at 400 Gb/s and {Transfer(f, "25 Gb/s")} at 25 Gb/s, with a step of some 45 ms. " +
            "And it must carry all prompts together: below a certain bandwidth the link is what limits the fleet.")),
        new("The mix of lengths shifts during the day. What then?", _ =>
            "A fixed split is then wrong for part of the day. Either devices change pools, which takes time to drain, or a mixed fleet with chunks takes what comes. I would plan the split on the hour that binds and check the others."),
        new("Why look at gaps and not at TPOT?", f => Phrase.OnlyMeasured(
            $"Because TPOT is a mean over an answer. Whole prompts and chunks of 128 differ little in the mean of TPOT, {Tpot(f, TokenJitter.Whole)} and {Tpot(f, TokenJitter.Chunk128)}, and much in the longest gap, {Gap(f, TokenJitter.Whole)} and {Gap(f, TokenJitter.Chunk128)}.")),
    ];

    public static string Why(Findings f) => $"""
        **The disturbance is real.** With 16 running answers, a prompt of 2,048 tokens makes a gap of {Number(f, TokenJitter.Longest, TokenJitter.Whole)} when it is computed whole, {Number(f, TokenJitter.Longest, TokenJitter.Chunk512)} in chunks of 512, and
        {Number(f, TokenJitter.Longest, TokenJitter.Apart)} on a second device (all modelled). The means of TPOT are {Number(f, TokenJitter.MeanTpot, TokenJitter.Whole)}, {Number(f, TokenJitter.MeanTpot, TokenJitter.Chunk512)} and
        {Number(f, TokenJitter.MeanTpot, TokenJitter.Apart)}: a mean hides what a reader sees.

        **Carrying is bytes over bandwidth.** {Verdict(f, "003-overhead-acceptable")}.

        **What it brings depends on what it is compared with.** {Verdict(f, "003-disaggregation-gains")}. A chunk bounds the stall, and a mixed device is never of the wrong kind. A split device may be: whichever pool is short limits the
        fleet, and the other waits.

        **The ratio follows from both lengths.** {Verdict(f, "003-ratio-2-4")}. A prompt's work is its tokens; an answer's is its tokens, too, each with its share of a step. Doubling the answer needs decode devices however long the prompt is.

        All of it is simulated with four numbers fitted to one device, in which prefill and decode devices are alike. Different devices for the two pools are not tried here.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "Not by default. First I would cut prompts into chunks on the same devices, because that removes most of the disturbance and costs no transfer.",
        Phrase.Or(
            $"In simulation a prompt of two thousand tokens stalls running answers for {Gap(f, TokenJitter.Whole)} when it is computed whole, and for {Gap(f, TokenJitter.Chunk512)} in chunks of 512.",
            "A long prompt that is computed whole stalls every running answer for its whole length; a chunk only for its own."),
        Phrase.Or(
            $"On a second device the longest gap is {Gap(f, TokenJitter.Apart)}, and with chunks of 128 on the same one {Gap(f, TokenJitter.Chunk128)}.",
            "Separate devices remove it too, and so do small enough chunks."),
        "Separate devices can pay when the promise per token is strict, the network fast, and the mix of lengths steady.",
        Phrase.Or(
            $"Keys and values of that prompt in a 70B model take {Transfer(f, "400 Gb/s")} at 400 Gb/s and {Transfer(f, "25 Gb/s")} at 25 Gb/s, where a step of decoding takes about 45.",
            "Keys and values must cross the network once, so the link decides whether that is a fraction of a step or several."),
        "I would not take a ratio from a table. It follows from the lengths of prompts and answers, so I would simulate our own trace, find the split with the highest rate within the objectives, and compare it with the mixed fleet at the same cost.");

    private static string Number(Findings f, Metric metric, string scheduler) => f.Number(s_jitter, metric, ("part", "stall"), ("variant", scheduler));

    private static string Gap(Findings f, string scheduler) => Phrase.Number(f, s_jitter, TokenJitter.Longest, ("part", "stall"), ("variant", scheduler));

    private static string First(Findings f, string scheduler) => Phrase.Number(f, s_jitter, TokenJitter.Ttft, ("part", "stall"), ("variant", scheduler));

    private static string Tpot(Findings f, string scheduler) => Phrase.Number(f, s_jitter, TokenJitter.MeanTpot, ("part", "stall"), ("variant", scheduler));

    private static string Verdict(Findings f, string claim) => f.Verdict(s_apart, claim) is { Length: > 0 } text ? char.ToUpperInvariant(text[0]) + text[1..] : "";

    private static string Transfer(Findings f, string link) => Phrase.Number(f, s_apart, Disaggregation.TransferMs, ("part", "transfer"), ("variant", link), ("tokens", Disaggregation.TransferTokens));
}
