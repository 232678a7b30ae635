namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>18: utilization, MFU and MBU.</summary>
    public static readonly Topic Utilization = Add(new()
    {
        Name = "18-utilization",
        Title = "Utilization, MFU and MBU",
        Documents = "003, utilization, MFU and MBU",
        Question = """
            The dashboard shows an accelerator at 100 % and the model still answers slowly. How do you find out how much of the hardware's work is useful, and which number would you watch?
            """,
        WrongAnswer = """
            "It is at 100 %, so we need more of them; or we quantize, that raises the bandwidth utilization." It tempts because both sound like efficiency, but the first number only says that something ran, and the second moves the other way.
            """,
        Says = """
            - The displayed utilization is the share of time in which any task ran: one operation a second of a hundred possible shows 100 %.
            - MFU is observed over peak throughput: 20 of 100 tokens a second are 20 %.
            - MBU is parameters x bytes x tokens a second over the peak bandwidth. A 7B model in 16 bits at 100 tokens a second uses 700 GB/s, 35 % of an A100.
            - Fewer bytes per parameter give a higher MBU; quantization improves it directly.
            - Tokens a second, MFU and MBU grow in proportion. MBU falls as users are added.
            - Training above 50 % MFU is good; inference is far lower, above all in decoding.
            """,
        Prediction = """
            - A thread that waits for memory, or spins, is as busy as one that multiplies.
            - 7e9 x 2 B x 100 /s is 1,400 GB/s, twice the document's figure, and 70 % of 2,000.
            - Fewer bytes leave the bandwidth's share where it was at best: the same bandwidth brings more tokens. At the same tokens a second the share falls with the bytes.
            - The formula with tokens a second counts the weights once for each sequence. From batch 2 on it is wrong, and at 64 it will claim several times the bandwidth there is.
            - MFU is as large as its denominator is small: a sparse peak halves it, attention in the numerator raises it.
            """,
        Experiments = [Lab.Experiments.BusyIsNotUseful, Lab.Experiments.ModelFlopsUse, Lab.Experiments.ModelBandwidthUse],
        Why = UtilizationTexts.Why,
        Answer = UtilizationTexts.Answer,
        FollowUps = UtilizationTexts.FollowUps,
    });
}

file static class UtilizationTexts
{
    private static readonly IExperiment s_busy = Experiments.BusyIsNotUseful;
    private static readonly IExperiment s_mfu = Experiments.ModelFlopsUse;
    private static readonly IExperiment s_mbu = Experiments.ModelBandwidthUse;

    public static readonly IReadOnlyList<FollowUp> FollowUps =
    [
        new("Does quantization raise the share of the bandwidth?", f =>
            "Not by itself. It lets the same bandwidth bring more tokens, and what it costs to widen the weights may leave bandwidth unused. " +
            Phrase.Or($"On an A100 the reported share fell from {Reported(f, "16 bit")} to {Reported(f, "8 bit")} and {Reported(f, "4 bit")}.", "On an A100 the reported share fell with the bits.") + " " +
            Phrase.Or($"Here 8-bit weights brought {Phrase.Number(f, s_mbu, ModelBandwidthUse.TokenGain, ("part", "bits"), ("weight", "8 bit"))} the tokens a second of 32-bit ones, and their share of the bandwidth was {Phrase.Number(f, s_mbu, ModelBandwidthUse.MbuChange)} as high.", "")),
        new("An MFU of 40 %: good or bad?", f =>
            "I would ask of which peak. " +
            Phrase.Or($"The same prefill on an RTX 4090 is {Profiled(f, ModelFlopsUse.Dense)} of the dense peak and {Profiled(f, ModelFlopsUse.Sparse)} of the sparse one. ", "The sparse peak of a data sheet is twice the dense one, so the share over it is half. ") +
            "Then whether attention counts, and whether it is prefill or decode."),
        new("MBU falls when you add users. Is that bad?", f =>
            "No, it is what batching is for: a step reads the weights once for more sequences and spends its time on arithmetic. " +
            Phrase.Or($"Here it went from {Steps(f, 1)} with one sequence to {Steps(f, Largest(f))} with {Largest(f):0}, while tokens a second came to {Gain(f)} those of one.", "")),
        new("Which number would you put on the dashboard?", _ =>
            "Requests a second and per dollar that meet their objectives. MFU and MBU belong beside it, each with its peak named, to tell where the rest goes; the busy share only tells that nothing is idle by mistake."),
    ];

    public static string Why(Findings f) => $"""
        **Busy is not useful.** A pointer chase kept its thread {Busy(f, BusyIsNotUseful.BusyShare, BusyIsNotUseful.Chase)} busy and used {Busy(f, BusyIsNotUseful.BandwidthShare, BusyIsNotUseful.Chase)} of the bandwidth; a matrix product was
        {Busy(f, BusyIsNotUseful.BusyShare, BusyIsNotUseful.Product)} busy and used {Busy(f, BusyIsNotUseful.ArithmeticShare, BusyIsNotUseful.Product)} of the arithmetic. The display cannot tell them apart.

        **MFU is three numbers.** One core reached {f.Number(s_mfu, ModelFlopsUse.Mfu, ("part", "measured"), ("variant", ModelFlopsUse.OneCore), ("tokens", 1))} of its measured peak with one token at a time and {f.Headline(s_mfu)} with its longest prompt. The prefill of 2,048
        tokens on an RTX 4090, profiled by others, is {Number(f, ModelFlopsUse.Dense)} of the dense data sheet, {Number(f, ModelFlopsUse.DenseWithout)} of it without attention in the count, {Number(f, ModelFlopsUse.Sparse)} of the sparse one. None is wrong; unnamed, all are.

        **MBU needs the step, not the token.** By steps the share went from {StepsNumber(f, 1)} at batch 1 to {StepsNumber(f, Largest(f))} at batch {Largest(f):0}. The formula with tokens a second gives {f.Headline(s_mbu)} of the bandwidth there, because it counts the weights
        once for each sequence. At batch 1 both agree but for keys and values. For 64 sequences of a 70B model on eight A100 it gives {f.Number(s_mbu, ModelBandwidthUse.Mbu, ("variant", ModelBandwidthUse.TokenFormula), ("weight", ModelBandwidthUse.Eight))} times what there is.

        **Fewer bytes bring tokens, not share.** With 8 bits the core here made {f.Number(s_mbu, ModelBandwidthUse.TokenGain, ("part", "bits"), ("weight", "8 bit"))} the tokens a second of 32 bits, at {f.Number(s_mbu, ModelBandwidthUse.MbuChange)} the share of the bandwidth.
        Reported on an A100: {ReportedNumber(f, "16 bit")} at 16 bits, {ReportedNumber(f, "8 bit")} at 8, {ReportedNumber(f, "4 bit")} at 4. And the document's own example is {f.Number(s_mbu, ModelBandwidthUse.UsedGBps, ("weight", "16 bit"))}, not 700.

        What needs a language model, training's share among it, comes with the transformer.
        """;

    public static string Answer(Findings f) => Phrase.Say(
        "The displayed utilization says that something ran, not that it was useful.",
        Phrase.Or($"A thread that chases pointers was {Phrase.Number(f, s_busy, BusyIsNotUseful.BusyShare, ("variant", BusyIsNotUseful.Chase))} busy here and used {Phrase.Number(f, s_busy, BusyIsNotUseful.BandwidthShare, ("variant", BusyIsNotUseful.Chase))} of the bandwidth.", "A thread that only waits for memory shows as busy."),
        "So I compute two shares. MFU is the model's operations over time over a named peak: dense or sparse alone is a factor of two.",
        "MBU is what a step must read, weights once and keys and values, over its time over the peak bandwidth.",
        "Parameters times bytes times tokens a second holds for one sequence only.",
        Phrase.Or($"At the largest batch here that formula claims {Phrase.Times(s_mbu.Headline(f.Of(s_mbu)).Value)} the bandwidth there is.", "With a large batch it claims more bandwidth than there is."),
        "And 7 billion 16-bit weights at 100 tokens a second are 1,400 GB/s, 70 % of an A100, not 35.",
        "Quantization brings more tokens from the same bandwidth; on an A100 the reported share of it fell with the bits.",
        "What I would watch is requests per dollar that meet their objectives; the shares tell where the rest goes.");

    private static double Largest(Findings f) => f.Of(s_mbu).Where(ModelBandwidthUse.Mbu, ("part", "batch"), ("variant", ModelBandwidthUse.StepFormula)).Select(o => o["batch"].Number).DefaultIfEmpty(1).Max();

    private static (string, ParameterValue)[] StepAt(double batch) => [("part", "batch"), ("variant", ModelBandwidthUse.StepFormula), ("batch", batch)];

    private static string Steps(Findings f, double batch) => Phrase.Percent(f.Value(s_mbu, ModelBandwidthUse.Mbu, StepAt(batch)));

    private static string StepsNumber(Findings f, double batch) => f.Number(s_mbu, ModelBandwidthUse.Mbu, StepAt(batch));

    private static string Gain(Findings f) => Phrase.Number(f, s_mbu, ModelBandwidthUse.TokenGain, ("part", "batch"), ("batch", Largest(f)));

    private static string Reported(Findings f, string bits) => Phrase.Percent(f.Value(s_mbu, ModelBandwidthUse.Mbu, ("part", "reported"), ("weight", bits)));

    private static string ReportedNumber(Findings f, string bits) => f.Number(s_mbu, ModelBandwidthUse.Mbu, ("part", "reported"), ("weight", bits));

    private static string Profiled(Findings f, string peak) => Phrase.Percent(f.Value(s_mfu, ModelFlopsUse.Mfu, ("part", "profiled"), ("variant", peak), ("tokens", 2_048)));

    private static string Number(Findings f, string peak) => f.Number(s_mfu, ModelFlopsUse.Mfu, ("part", "profiled"), ("variant", peak), ("tokens", 2_048));

    private static string Busy(Findings f, Metric metric, string work) => f.Number(s_busy, metric, ("variant", work));
}
