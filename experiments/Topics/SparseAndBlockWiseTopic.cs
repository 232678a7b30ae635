namespace HotRow.Lab;

public static partial class Topics
{
    /// <summary>03: sparse and block-wise.</summary>
    public static readonly Topic SparseAndBlockWise = Add(new()
    {
        Name = "03-sparse-and-block-wise",
        Title = "Sparse and block-wise",
        Documents = "000, solution 2; 001, smart indexing and block-wise multiplication",
        Question = "Only a few rows of a huge table are needed for each batch. How do you avoid the work on all the others, and what does each step save?",
        WrongAnswer = "\"Remove duplicates, sort the ids, work block by block: each step saves work, so each step makes it faster.\" It tempts because the saved work is easy to count, and what the saving itself costs is not.",
        Says = """
            - Document 000: compute only the embeddings that the batch really needs (sparse indexing, block by block).
            - Document 001, smart indexing: track the rows that the current batch requires, avoid dense operations over the whole table, gather or look up sparsely.
            - Document 001, block-wise multiplication: multiply only the relevant blocks of the table, avoid unnecessary dense work, improve locality and the use of bandwidth.
            - Neither gives a figure. The curriculum adds closed forms: a batch of 1,000 Zipf draws from 1 M rows has 69 % distinct rows at exponent 1 and 38 % at 1.2; multiplying each distinct row once saves 1 - distinct / total.
            """,
        Prediction = """
            - Removing repeats saves at most (ids) / (distinct rows). It pays where a row is expensive to fetch, from a file. In memory a repeated row is in the processor's cache anyway, and expanding the result to the batch writes every row once more.
            - Disks and memory move pages of 4 KiB. When popular rows lie together, a batch of independent draws touches fewer pages. The longer the row, the less there is to gain: rows of 3 KiB hardly share a page.
            - A product with the weights is the same for equal rows. One product per distinct row should gain nearly (ids) / (distinct rows), because arithmetic is the cost there.
            - Blocks of 64 rows multiply rows that nobody asked for. They should beat the whole table and lose to a gather.
            """,
        Experiments = [Experiments.DedupAndOrder, Experiments.Pages, Experiments.BlockWise],
        Why = SparseAndBlockWiseTexts.Why,
        Answer = SparseAndBlockWiseTexts.Answer,
        FollowUps = SparseAndBlockWiseTexts.FollowUps,
    });
}

/// <summary>The texts of topic 03 that hold numbers of a run.</summary>
internal static class SparseAndBlockWiseTexts
{
    private const string Text = "docs-unique";
    private const string Zipf = "zipf 1.0";
    private const int ShortRow = 128;

    /// <summary>What is asked next.</summary>
    public static IReadOnlyList<FollowUp> FollowUps { get; } =
    [
        new("How do you find the distinct rows?", _ =>
            "With a stamp per row of the table while these stamps fit a near cache: one read and one write per id. For a large table with a hash table sized for the batch, which stays in the cache. "
            + "A sort costs more but gives ascending ids, which a reader of neighbouring rows or pages can use."),
        new("The lookup got slower after you removed duplicates. Why?", f =>
            $"Because the rows were in memory. There a repeat comes from the processor's cache, so little was saved, and each row is now written twice: once as a distinct row, once to its place in the batch. On this machine that ran at {Short(f, DedupAndOrder.DramTier)} the speed of a plain gather{InMemory(f, ": here it paid all the same", "", ": no clear loss here")}. "
            + $"If the next layer takes distinct rows and the places, the second copy goes away: that ran at {Phrase.Times(GainOf(f, DedupAndOrder.DramTier, DedupAndOrder.Unexpanded)?.Value ?? double.NaN)}."),
        new("Would you lay the rows out by frequency?", f =>
            $"If the reader fetches pages and the rows are short. For independent draws it touched {PagesRatio(f, Zipf, PageLayout.ByFrequency)} of the pages; on the text {PagesRatio(f, Text, PageLayout.ByFrequency)}, and {LostBatches(f)} of the batches touched more than before. "
            + $"Putting rows of the same batches together touched {PagesRatio(f, Text, PageLayout.ByCoAccess)}. A reader that fetches each row by itself gains from neither."),
        new("When are blocks the right answer?", f =>
            $"When a block is nearly full of rows that are wanted: a layer that needs most of the table, or pages of a sorted layout. With scattered rows a block of 64 is mostly rows that nobody asked for. On the text it did {BlockWork(f)} the arithmetic of a gather for a batch of 1,024."),
    ];

    /// <summary>The mechanism.</summary>
    public static string Why(Findings f) => string.Join("\n\n",
        $"**A batch repeats itself, and a larger one more.** Of 1,000 tokens of `docs-unique` {Distinct(f, Text, 1_000)} are distinct rows, of 65,536 only {Distinct(f, Text, 65_536)}. For independent Zipf draws it is {Distinct(f, Zipf, 1_000)} and {Distinct(f, Zipf, 65_536)}.",
        $"**A repeat is worth what a fetch costs.** From a file every row is a read of its own. Reading each distinct row once ran at {Gain(f, DedupAndOrder.FileTier, DedupAndOrder.Dedup)} the speed of reading every id{AgainstFile(f)}. "
            + $"In memory the same step ran at {Gain(f, DedupAndOrder.DramTier, DedupAndOrder.Dedup)}{InMemory(f, ", a gain", ", a loss", ", no clear difference")}. There the second use of a row comes from the processor's cache, so there is less to save, while finding the repeats and writing every row a second time, to its place in the batch, are new work. "
            + $"Where the reader takes the distinct rows as they are, memory ran at {Gain(f, DedupAndOrder.DramTier, DedupAndOrder.Unexpanded)}.",
        $"**Disk and memory move pages, not rows.** A page of 4 KiB holds 32 rows of 128 B. A batch of the text touched {PageCount(f, PageLayout.ById)} pages; its distinct rows alone would fill {PageCount(f, Pages.Packed)}. "
            + $"By frequency the popular rows share pages: {PagesRatio(f, Zipf, PageLayout.ByFrequency)} of the pages by id for Zipf draws. On the text it is {PagesRatio(f, Text, PageLayout.ByFrequency)}, because its ids are numbered by first appearance, and popular words appear early. "
            + $"What a text adds is that certain rows come together; a layout by co-access touched {PagesRatio(f, Text, PageLayout.ByCoAccess)}.",
        $"**Only a reader of pages can gain by it.** Cold, through mapped pages, the layout by co-access ran at {ColdGain(f, Pages.Mapped)} the speed of random order. A reader that fetches row by row past the page cache cannot use a neighbour, each row is one read; it ran at {ColdGain(f, Pages.Direct)}.",
        $"**Equal rows have equal products.** In a layer the rows are multiplied by weights, and the product of a row is the same wherever it stands in the batch. Multiplying each distinct row once saves 1 - distinct / total of the arithmetic. On {Batch(f)} it ran at {ProductGain(f, BlockWise.Distinct)} the speed of multiplying every index{AgainstProduct(f)}. "
            + $"Blocks of 64 multiply idle rows too: on the text, batches of 1,024, they ran at {BlockGain(f, BlockWise.Gain)} the speed of the gather, and at {BlockGain(f, BlockWise.GainOverAllRows)} the speed of all rows.");

    /// <summary>The sixty-second answer.</summary>
    public static string Answer(Findings f) => Phrase.Say(
        "I gather: I copy only the wanted rows. And I ask of each further step what a repeat costs.",
        $"A batch of a thousand tokens of our text has {Distinct(f, Text, 1_000)} distinct rows.",
        Phrase.Or(
            $"From a file every row is a read, and fetching each once ran at {Short(f, DedupAndOrder.FileTier)} the speed{AgainstFile(f)}.",
            "From a file every row is a read, so I fetch each distinct row once."),
        Phrase.Or(
            $"In memory the same step ran at {Short(f, DedupAndOrder.DramTier)}{InMemory(f, ", less than the repeats promise", "", "")}: there a repeat comes from the processor's cache, and the result is written twice.",
            "In memory the same step saves less: there a repeat comes from the processor's cache, and the result is written twice."),
        Phrase.Or(
            $"Where arithmetic follows, equal rows have equal products, so I multiply each distinct row once; that ran at {ProductShort(f)} the speed{AgainstProduct(f)}.",
            "Where arithmetic follows, equal rows have equal products, so I multiply each distinct row once."),
        Phrase.Or(
            $"Layout matters to a reader of pages, if rows are short: rows that are used together should lie together, which here touched {PagesRatio(f, Text, PageLayout.ByCoAccess)} of the pages.",
            "Layout matters to a reader of pages, if rows are short: rows that are used together should lie together."),
        "I would not work block by block over scattered rows without measuring: a block computes rows nobody asked for.",
        $"On our text blocks ran at {BlockShort(f, BlockWise.Gain)} the speed of a gather{AgainstBlocks(f)} and at {BlockShort(f, BlockWise.GainOverAllRows)} that of the whole table.");

    private static string Distinct(Findings f, string trace, int batch) =>
        Phrase.Percent(First(f, Experiments.DedupAndOrder, DedupAndOrder.UniqueShare, ("part", "unique share"), ("trace", trace), ("batch", batch))?.Value ?? double.NaN);

    private static Observation? GainOf(Findings f, string tier, string variant) =>
        First(f, Experiments.DedupAndOrder, DedupAndOrder.Gain, ("tier", tier), ("trace", Text), ("variant", variant));

    private static string Gain(Findings f, string tier, string variant) => Phrase.WithInterval(GainOf(f, tier, variant), "x");

    private static string Short(Findings f, string tier) => Phrase.Times(GainOf(f, tier, DedupAndOrder.Dedup)?.Value ?? double.NaN);

    private static string AgainstFile(Findings f) => Phrase.Unexpected(GainOf(f, DedupAndOrder.FileTier, DedupAndOrder.Dedup), above: true);

    private static string AgainstProduct(Findings f) => Phrase.Unexpected(Product(f, BlockWise.Distinct), above: true);

    private static string AgainstBlocks(Findings f) =>
        Phrase.Unexpected(First(f, Experiments.BlockWise, BlockWise.Gain, ("trace", Text), ("batch", 1_024), ("variant", BlockWise.Blocks)), above: false);

    private static string InMemory(Findings f, string gain, string loss, string neither) => Phrase.Side(GainOf(f, DedupAndOrder.DramTier, DedupAndOrder.Dedup), gain, loss, neither);

    private static string PageCount(Findings f, string layout) =>
        Phrase.Of(First(f, Experiments.Pages, Pages.PagesTouched, ("trace", Text), ("rowBytes", ShortRow), ("variant", layout))?.Value ?? double.NaN, "");

    private static string PagesRatio(Findings f, string trace, string layout) =>
        Phrase.Percent(First(f, Experiments.Pages, Pages.PagesRatio, ("trace", trace), ("rowBytes", ShortRow), ("variant", layout))?.Value ?? double.NaN);

    private static string LostBatches(Findings f) =>
        Phrase.Percent(First(f, Experiments.Pages, Pages.LostBatches, ("trace", Text), ("rowBytes", ShortRow), ("variant", PageLayout.ByFrequency))?.Value ?? double.NaN);

    private static string ColdGain(Findings f, string reader) =>
        Phrase.WithInterval(First(f, Experiments.Pages, Pages.ColdGain, ("trace", Text), ("reader", reader), ("variant", PageLayout.ByCoAccess)), "x");

    // The largest batch shows it best.
    private static Observation? Product(Findings f, string variant) =>
        f.Of(Experiments.BlockWise).Where(BlockWise.Gain, ("trace", Text), ("variant", variant)).MaxBy(o => o["batch"].Number);

    private static string ProductGain(Findings f, string variant) => Phrase.WithInterval(Product(f, variant), "x");

    private static string ProductShort(Findings f) => Phrase.Times(Product(f, BlockWise.Distinct)?.Value ?? double.NaN);

    private static string Batch(Findings f) => Product(f, BlockWise.Distinct) is { } product
        ? $"the text, batches of {product["batch"].Number:N0} with {Phrase.Percent(product["unique"].Number)} distinct rows,"
        : "the text";

    private static string BlockGain(Findings f, Metric over) =>
        Phrase.WithInterval(First(f, Experiments.BlockWise, over, ("trace", Text), ("batch", 1_024), ("variant", BlockWise.Blocks)), "x");

    private static string BlockShort(Findings f, Metric over) =>
        Phrase.Times(First(f, Experiments.BlockWise, over, ("trace", Text), ("batch", 1_024), ("variant", BlockWise.Blocks))?.Value ?? double.NaN);

    private static string BlockWork(Findings f) => Phrase.Times(
        (First(f, Experiments.BlockWise, BlockWise.Work, ("trace", Text), ("batch", 1_024), ("variant", BlockWise.Blocks))?.Value ?? double.NaN)
        / (First(f, Experiments.BlockWise, BlockWise.Work, ("trace", Text), ("batch", 1_024), ("variant", BlockWise.EveryIndex))?.Value ?? double.NaN));

    // Points that differ in what the sentence does not name: the most important one was declared first.
    private static Observation? First(Findings f, IExperiment experiment, Metric metric, params (string Name, ParameterValue Value)[] parameters) =>
        f.Of(experiment).Where(metric, parameters).FirstOrDefault();
}
