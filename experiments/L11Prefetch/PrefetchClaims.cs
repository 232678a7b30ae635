namespace HotRow.Lab;

/// <summary>The verdicts of L11.</summary>
internal sealed partial class Prefetch
{
    private const string Section = "000, Solution 3";
    private const double Wanted = 0.7;

    // "About 70 %".
    private const double Margin = 0.05;

    // Coverages this close are no difference.
    private const double SameCoverage = 0.02;

    // Hidden at least, for "hides"; and what is hardly any.
    private const double NearlyAll = 0.9;
    private const double HardlyAny = 0.1;

    private static readonly PrefetcherInfo[] s_repeating = [Prefetchers.PreviousBatch, Prefetchers.LastBatches];

    private static readonly PrefetcherInfo[] s_learning = [Prefetchers.Frequency, Prefetchers.Markov1, Prefetchers.Markov2, Prefetchers.Markov3, Prefetchers.CoOccurrence];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("000-prefetch-70-percent", Section, "About 70 % of the next batch can be prefetched while the current one is processed.", JudgeCoverage),
        new("000-perplexity-20-50", Section, "The perplexity of language is about 20 to 50.", JudgePerplexity),
        new("000-high-predictability", Section, "Language is so predictable that its next batch can be anticipated.", JudgePredictability),
        new("000-hides-latency", Section, "Prefetching hides the latency of the transfer behind computation.", JudgeHidden),
        new("000-smart-prefetching", "000, Root Cause 4", "Prefetching should be smart: based on the patterns of access.", JudgeSmart),
    ];

    private static bool IsText(Observation o) => o["trace"].Text.StartsWith("docs", StringComparison.Ordinal) || o["trace"].Text.StartsWith("corpus", StringComparison.Ordinal);

    private static Verdict JudgeCoverage(ResultSet results)
    {
        var repeated = results.Where(UniqueCoverage, ("part", "repetition")).Where(IsText)
            .Select(u => (Unique: u, Total: results.Single(TotalCoverage, ("part", "repetition"), ("trace", u["trace"]), ("variant", u["variant"]))))
            .Where(p => p.Total is not null).ToArray();
        if (repeated.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = string.Join("; ", repeated.Select(p => $"{p.Unique["trace"].Text}, {p.Unique["variant"].Text}: {p.Unique.Value:0.0 %} of the distinct rows, {p.Total!.Value:0.0 %} of the ids"));
        if (Repetition(results, UniqueCoverage, "zipf 1.0", Prefetchers.PreviousBatch) is { } chance)
        {
            figure += $"; independent Zipf(1), 1 M rows, {chance["variant"].Text}: {chance.Value:0.0 %} and {Repetition(results, TotalCoverage, "zipf 1.0", Prefetchers.PreviousBatch)!.Value:0.0 %}";
        }

        var learnt = results.Where(UniqueCoverage, ("part", "coverage"), ("budget", FairBudget)).Where(IsText).GroupBy(o => o["trace"].Text).Select(t => Best(t, s_learning)).OfType<Observation>().ToArray();
        if (learnt.Length > 0)
        {
            figure += $"; the best that learns, {FairBudget:N0} rows named, of the distinct rows: {string.Join(", ", learnt.Select(o => $"{o["trace"].Text} {o.Value:0.0 %} ({o.Variant})"))}";
        }

        var shares = repeated.SelectMany(p => new[] { p.Unique.Value, p.Total!.Value }).ToArray();
        return shares.All(s => s >= Wanted - Margin) ? Verdict.Reproduced(figure)
            : shares.All(s => s < Wanted - Margin) ? Verdict.Contradicted(figure)
            : Verdict.Depends("what is counted (ids or the distinct rows, which are what is fetched), the budget and the text; where the next batch is known it is 100 %", figure);
    }

    private static Verdict JudgePerplexity(ResultSet results)
    {
        var texts = results.Where(Perplexity).Where(IsText).GroupBy(o => (Trace: o["trace"].Text, Way: o["variant"].Text)).ToArray();
        if (texts.Length == 0)
        {
            return Verdict.NotRun;
        }

        // The best of the models is what the text's predictability is at least.
        var best = texts.Select(t => (t.Key.Trace, t.Key.Way, Value: t.Min(o => o.Value))).ToArray();
        var figure = string.Join("; ", best.Select(b => $"{b.Trace}, {b.Way}: {b.Value:0.0}"));
        var inside = best.Count(b => b.Value is >= 20 and <= 50);
        return inside == best.Length ? Verdict.Reproduced(figure)
            : inside == 0 ? Verdict.Contradicted(figure, best.All(b => b.Value < 20) ? "this reference text is more predictable than the document's language, by n-grams alone" : "by n-grams of up to four ids")
            : Verdict.Depends("the text, and whether the model may learn from what it has just read", figure);
    }

    private static Verdict JudgePredictability(ResultSet results)
    {
        var text = results.Where(UniqueCoverage, ("part", "repetition"), ("variant", Prefetchers.PreviousBatch.Name)).Where(IsText).ToArray();
        var chance = Repetition(results, UniqueCoverage, "zipf 1.0", Prefetchers.PreviousBatch);
        var perplexities = results.Where(Perplexity, ("variant", LearntOnTheWay)).Where(IsText).GroupBy(o => o["trace"].Text).ToArray();
        if (text.Length == 0 || chance is null || perplexities.Length == 0)
        {
            return Verdict.NotRun;
        }

        var ids = perplexities.Select(p => (Trace: p.Key, Of: p.Single(o => o["history"].Number == 0).Value, To: p.Min(o => o.Value))).ToArray();
        var figure = string.Join("; ", text.Select(t => $"{t["trace"].Text}: the previous batch covers {t.Value / chance.Value:0.0} x what it covers of independent draws ({t.Value:0.0 %} to {chance.Value:0.0 %})"))
            + "; " + string.Join("; ", ids.Select(p => $"{p.Trace}: perplexity {p.Of:0} without history, {p.To:0.0} with"));
        var (batchIs, idIs) = (text.All(t => t.Value >= Wanted - Margin), ids.All(p => p.To < p.Of / 2));
        return (batchIs, idIs) switch
        {
            (true, true) => Verdict.Reproduced(figure),
            (false, true) => Verdict.Depends("what is to be predicted: the next id is, the batch after it only in part", figure),
            (true, false) => Verdict.Depends("what is to be predicted: batches repeat, single ids are not predictable", figure),
            _ => Verdict.Contradicted(figure),
        };
    }

    private static Verdict JudgeHidden(ResultSet results)
    {
        var known = results.Where(HiddenShare, ("variant", LookAhead)).ToArray();
        var guessed = results.Where(HiddenShare, ("variant", Guess)).ToArray();
        if (known.Length == 0 || guessed.Length == 0)
        {
            return Verdict.NotRun;
        }

        string Of(Observation o) => $"{o["trace"].Text}{(o["compute over fetch"].Number == 2 ? ", computation twice the fetch," : "")} {o.Value:0 %} [{o.Low:0 %}, {o.High:0 %}]";
        var figure = $"of the shorter of fetch and computation hidden, next batch known: {string.Join(", ", known.Select(Of))}; previous batch as a guess: {string.Join(", ", guessed.Select(Of))}";

        string Names(IEnumerable<Observation> found) => string.Join(", ", found.Select(o => $"{o.Variant} on {Of(o)}"));
        var judged = known.Concat(guessed).ToArray();
        var (hidden, shown) = (judged.Where(o => o.Low >= NearlyAll).ToArray(), judged.Where(o => o.High < NearlyAll).ToArray());
        return hidden.Length == judged.Length ? Verdict.Reproduced(figure)
            : Array.TrueForAll(judged, o => o.High < HardlyAny) ? Verdict.Contradicted(figure)
            : shown.Length == 0 ? Verdict.NotTestableHere("this run is too noisy: intervals lie on both sides of 90 % hidden", figure)
            : hidden.Length == 0 ? Verdict.Depends($"how much counts as hidden: at least 90 % is surely not reached by {Names(shown)}", figure)
            : Verdict.Depends($"what is announced and on the time beside it: surely hidden is {Names(hidden)}; surely not {Names(shown)}", figure);
    }

    private static Verdict JudgeSmart(ResultSet results)
    {
        var gains = results.Where(UniqueCoverage, ("part", "coverage"), ("budget", FairBudget)).GroupBy(o => o["trace"].Text)
            .Select(t => (Trace: t.Key, Learning: Best(t, s_learning), Repeating: Best(t, s_repeating)))
            .Where(t => t.Learning is not null && t.Repeating is not null)
            .Select(t => (t.Trace, Learning: t.Learning!, Repeating: t.Repeating!, Gain: t.Learning!.Value - t.Repeating!.Value)).ToArray();
        if (gains.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = $"distinct rows covered, {FairBudget:N0} named: " + string.Join("; ", gains.Select(g => $"{g.Trace} {g.Learning.Value:0.0 %} ({g.Learning.Variant}) to {g.Repeating.Value:0.0 %} ({g.Repeating.Variant})"));
        var counting = gains.All(g => g.Learning.Variant == Prefetchers.Frequency.Name) ? "what pays is counting, which a cache does too; learning what follows what covers less" : "";
        return gains.All(g => g.Gain > SameCoverage) ? Verdict.Reproduced(figure, counting)
            : gains.All(g => g.Gain <= SameCoverage) ? Verdict.Contradicted(figure, "what was just used predicts as well as what was learnt")
            : Verdict.Depends($"the trace: learning pays on {string.Join(", ", gains.Where(g => g.Gain > SameCoverage).Select(g => g.Trace))}", figure);
    }

    private static Observation? Best(IEnumerable<Observation> observations, PrefetcherInfo[] among) =>
        observations.Where(o => Array.Exists(among, p => p.Name == o.Variant)).MaxBy(o => o.Value);
}
