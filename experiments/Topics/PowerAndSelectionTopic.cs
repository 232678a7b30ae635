namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>20: what accelerators take from the socket, and which to choose.</summary>
    public static readonly Topic PowerAndSelection = Add(new()
    {
        Name = "20-power-and-selection",
        Title = "Power, and which accelerator",
        Documents = "003, power consumption and selecting accelerators",
        Question = """
            You may buy either of two accelerators for a chat model: one has three times the arithmetic of the other. What does it take from the socket in a year, what will your users see of the three times, and what may it cost?
            """,
        WrongAnswer = """
            "Three times the FLOP/s, three times the tokens." It tempts because the peak is the largest number on the data sheet; but an answer is made token by token, and each token waits for the weights to be read, not multiplied.
            """,
        Says = """
            - An H100 at full power takes about 7,000 kWh a year, some 70 % of what a household in the United States takes.
            - Peak power is 1.1 to 1.5 times the thermal design power.
            - Hardware follows from the bottleneck: compute-bound work wants FLOP/s, decoding wants bandwidth and memory.
            - Three figures answer whether it runs and how fast: FLOP/s, memory size, bandwidth.
            - What decides is performance per dollar, not a peak.
            """,
        Prediction = """
            - A year has 8,760 hours: 700 W make 6,132 kWh, and for 7,000 the building must take part.
            - One sequence's token reads every weight once, so it gains what the bandwidth gains: 1.64 times from an A100 to an H100, not 3.17. A prompt's many tokens share that reading and gain the 3.17.
            - Requests are prompts and answers mixed in steps, with objectives on both. So none of the three figures should do alone, and halving any of them should cost something.
            - Without prices nothing is cheap. What can be said is how many times the other's price one may cost.
            """,
        Experiments = [Lab.Experiments.EnergyLedger, Lab.Experiments.AcceleratorSelector],
        Why = PowerAndSelectionTexts.Why,
        Answer = PowerAndSelectionTexts.Answer,
        FollowUps = PowerAndSelectionTexts.FollowUps,
    });
}

file static class PowerAndSelectionTexts
{
    private static readonly IExperiment s_energy = Experiments.EnergyLedger;
    private static readonly IExperiment s_choice = Experiments.AcceleratorSelector;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Which would you take for prompts only, say for embedding documents?", f => Phrase.OnlyMeasured(
            $"There the arithmetic counts: a prompt of 2,048 tokens gains {Gain(f, AcceleratorSelector.PromptName)} from the A100 to the H100, modelled from the data sheets. I would compare dense peaks in the precision I use, and see that no figure counts zeros as work.")),
        new("How much of the peak power must the supply bear?", f => Phrase.OnlyMeasured(
            $"In the one table of measurements at hand the largest peak of an A100 was {f.Number(s_energy, EnergyLedger.PeakToLimit, ("variant", "largest"))} of its limit, below the document's range. Peaks shorter than the meter's window are not in such a table, so the supply's data sheet decides.")),
        new("Is the ranking the same for another model?", f => Phrase.OnlyMeasured(
            $"No. A model of 70 billion weights needs {Hold(f, "rtx4090")} RTX 4090s and {Hold(f, "h200-sxm")} H200 only to hold its weights, so memory decides before speed is asked for. " +
            "The table of what fits comes first, then the arrivals.")),
        new("How sure are the modelled rates?", _ =>
            "The shares of the peaks come from one real server on one RTX 4090, where they reproduce a log of 300 requests within a few percent. For the others they are an assumption, good to a quarter perhaps. " +
            "A ranking by a factor of two is safe, one by a tenth is not."),
    ];

    public static string Why(Findings f) => $"""
        **A year is 8,760 hours.** 700 W at full load are {f.Number(s_energy, EnergyLedger.KwhYear, ("variant", "h100-sxm"), ("pue", 1))}. The document's 7,000 kWh stand for {f.Number(s_energy, EnergyLedger.NeededWatts)} or for a building that takes {f.Number(s_energy, EnergyLedger.NeededPue)} times what
        its machines take. Peaks over the limit, as measured elsewhere: {f.Verdict(s_energy, "003-peak-1.1-1.5")}.

        **Decoding buys bandwidth.** From an A100 to an H100 the dense peak grows {Gain(f, AcceleratorSelector.ArithmeticName)}, the bandwidth {Gain(f, AcceleratorSelector.BandwidthName)}. One sequence's step gains {Gain(f, AcceleratorSelector.DecodeName)} by the data sheets and
        {Measured(f, AcceleratorSelector.DecodeName)} in measurements of a model of 70 billion weights; a prompt gains {Gain(f, AcceleratorSelector.PromptName)} and {Measured(f, AcceleratorSelector.PromptName)}.

        **Served requests need all three.** An A100 with half the arithmetic still serves {Left(f, AcceleratorSelector.HalfArithmetic)} of its requests in time, with half the bandwidth {Left(f, AcceleratorSelector.HalfBandwidth)}, with half the memory {Left(f, AcceleratorSelector.HalfMemory)} (modelled, Azure-like
        arrivals, TTFT 1 s, TPOT 100 ms). Memory counts because it holds the sequences that share a step.

        **Worth is a ratio.** On these arrivals an H100 does the work of {Worth(f, "h100-sxm", AcceleratorSelector.WorthName)} RTX 4090s and has {Worth(f, "h100-sxm", AcceleratorSelector.PeakName)} times their peak; an L4 does {Worth(f, "l4", AcceleratorSelector.WorthName)} and has {Worth(f, "l4", AcceleratorSelector.PeakName)}.
        Multiply the first by your price of an RTX 4090: below that, the other is the better buy. Neither the peak nor the bandwidth gives that number.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "First the socket: a board of 700 W that works all year takes 6,132 kWh, nearly three fifths of what a household in the United States takes, and the building's cooling comes on top.",
        "Then what users see. An answer is made token by token, and each token of one sequence waits until all weights are read, so it follows bandwidth and not arithmetic.",
        Phrase.Or(
            $"From an A100 to an H100 the arithmetic grows {Gain(f, AcceleratorSelector.ArithmeticName)} and the bandwidth {Gain(f, AcceleratorSelector.BandwidthName)}; a measured decode step gained {Measured(f, AcceleratorSelector.DecodeName)}.",
            "From an A100 to an H100 the arithmetic grows 3.17 times and the bandwidth 1.64 times, and a decode step cannot gain more than the second."),
        "Prompts gain more, for their tokens share the reading.",
        "For a service I would ask in this order: does the model fit with room for the sequences that must run together, what does one machine serve within my objectives on my own arrivals, and how many times the other's price is that worth.",
        "That ratio, and not a peak, is what I would take to the person who pays.");

    private static string Gain(Findings f, string variant) => Times(f.Value(s_choice, AcceleratorSelector.Gain, ("part", "step"), ("variant", variant)));

    private static string Measured(Findings f, string variant) => Times(f.Value(s_choice, AcceleratorSelector.Gain, ("part", "measured"), ("variant", variant)));

    // Two digits behind the point: 1.64 and 1.47 are what the text is about.
    private static string Times(double value) => double.IsFinite(value) ? FormattableString.Invariant($"{value:0.00} times") : Findings.NotMeasured;

    private static string Left(Findings f, string variant) => Phrase.Number(f, s_choice, AcceleratorSelector.Left, ("part", "sensitivity"), ("variant", variant));

    private static string Worth(Findings f, string accelerator, string variant) => Findings.Text(f.Value(s_choice, AcceleratorSelector.Worth, ("accelerator", accelerator), ("variant", variant)));

    private static string Hold(Findings f, string accelerator) => Findings.Text(f.Value(s_choice, AcceleratorSelector.ToHold, ("accelerator", accelerator), ("variant", "llama-3.1-70b")));
}
