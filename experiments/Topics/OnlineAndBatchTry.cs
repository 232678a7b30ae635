namespace HotRow.Lab;

public static partial class Try
{
    /// <summary>What a window that collects requests costs each of them, and what it saves.</summary>
    /// <param name="perSecond">Poisson arrivals, 0.1 to 100,000 a second.</param>
    /// <param name="windowMs">How long the first of a batch waits for others, 0 to 10,000 ms.</param>
    /// <param name="stepMs">Time of a step, however many requests it has, 0.1 to 10,000 ms.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult OnlineWindow(double perSecond, double windowMs, double stepMs)
    {
        TryLimits.Check("perSecond", perSecond, 0.1, 100_000);
        TryLimits.Check("windowMs", windowMs, 0, 10_000);
        TryLimits.Check("stepMs", stepMs, 0.1, 10_000);
        var points = new TryPoints(new("ms", "Time of a request", "ms", false, "wait in the window: window x (1 + rate x window / 2) / (1 + rate x window); machine time: step / (1 + rate x window)"));
        foreach (var window in WindowModel.Windows.Append(windowMs).Distinct().Order())
        {
            points.Add("latency: wait and step", window, WindowModel.MeanWait(perSecond, window) + stepMs, ValueKind.Computed);
            points.Add("machine time", window, stepMs / WindowModel.Size(perSecond, window), ValueKind.Computed);
        }

        var (size, wait) = (WindowModel.Size(perSecond, windowMs), WindowModel.MeanWait(perSecond, windowMs));
        return points.Result(
            FormattableString.Invariant($"{perSecond:0.##} requests a second, a window of {windowMs:0.##} ms, steps of {stepMs:0.##} ms"),
            [
                new("mean size of a batch", size, "", ValueKind.Computed),
                new("mean wait in the window", wait, "ms", ValueKind.Computed),
                new("latency against no window", (wait + stepMs) / stepMs, "x", ValueKind.Computed),
                new("machine time for a request", stepMs / size, "ms", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A window buys machine time with latency", "window (ms)", "Computed: Poisson arrivals, a machine that is free when the window closes, a step that takes the same for any batch.", logY: true));
    }

    /// <summary>When a user sees the first token: streamed, held back for a moderator, and all at once.</summary>
    /// <param name="ttftMs">Until the server has the first token, 1 to 600,000 ms.</param>
    /// <param name="tpotMs">Time of each further token, 0.1 to 10,000 ms.</param>
    /// <param name="tokens">Length of the answer, 2 to 100,000.</param>
    /// <param name="heldBack">Tokens that a moderator sees before the user does, 0 to 100,000.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult FirstSeen(double ttftMs, double tpotMs, int tokens, int heldBack)
    {
        TryLimits.Check("ttftMs", ttftMs, 1, 600_000);
        TryLimits.Check("tpotMs", tpotMs, 0.1, 10_000);
        TryLimits.Check("tokens", tokens, 2, 100_000);
        TryLimits.Check("heldBack", heldBack, 0, 100_000);
        double Seen(int window) => ttftMs + (Math.Min(window, tokens - 1) * tpotMs);
        var points = new TryPoints(new("first-seen-s", "First token seen", "s", false, "TTFT + min(tokens held back, N - 1) x TPOT"));
        foreach (var window in Enumerable.Range(0, 11).Select(i => i * (tokens - 1) / 10).Append(heldBack).Distinct().Order())
        {
            points.Add("first token seen", window, Seen(window) / 1e3, ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"first token after {ttftMs:0.##} ms, then {tpotMs:0.##} ms each, {tokens:N0} tokens, {heldBack:N0} held back"),
            [
                new("first token seen", Seen(heldBack) / 1e3, "s", ValueKind.Computed),
                new("first token made", ttftMs / 1e3, "s", ValueKind.Computed),
                new("everything at once", Seen(tokens - 1) / 1e3, "s", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "What is held back delays the first look, not the first token", "tokens held back", "Computed.", references: ReferenceLine.Horizontal("first token made", ttftMs / 1e3)));
    }

    /// <summary>Which share of questions a catalogue of answers meets that was computed before anybody asked.</summary>
    /// <param name="alpha">Exponent of the Zipf law by which questions are asked, 0 to 3.</param>
    /// <param name="questions">Possible questions, 10 to 10 million.</param>
    /// <param name="computed">Answers computed in advance, of the most popular questions; 1 to all.</param>
    /// <exception cref="InputException">A parameter is outside its range.</exception>
    public static TryResult AnsweredAhead(double alpha, int questions, int computed)
    {
        TryLimits.Check("alpha", alpha, 0, 3);
        TryLimits.Check("questions", questions, 10, 10_000_000);
        TryLimits.Check("computed", computed, 1, questions);
        var ranks = Enumerable.Range(0, 8).Select(i => Math.Pow(10, i)).Where(r => r < questions).Append(questions).Append(computed).Select(r => (int)r).Distinct().Order().ToArray();
        var sums = new double[ranks.Length];
        var sum = 0.0;
        for (int rank = 1, next = 0; rank <= questions; rank++)
        {
            sum += Math.Pow(rank, -alpha);
            if (rank == ranks[next])
            {
                sums[next++] = sum;
            }
        }

        var points = new TryPoints(new("answered", "Questions answered in advance", "%", true, "sum of the popularity of the computed answers / of all"));
        for (var i = 0; i < ranks.Length; i++)
        {
            points.Add("answered in advance", ranks[i], 100 * sums[i] / sum, ValueKind.Computed);
        }

        return points.Result(
            FormattableString.Invariant($"{questions:N0} questions by Zipf {alpha:0.##}, {computed:N0} answers computed in advance"),
            [
                new("questions answered in advance", 100 * sums[Array.IndexOf(ranks, computed)] / sum, "%", ValueKind.Computed),
                new("answers computed of those possible", 100.0 * computed / questions, "%", ValueKind.Computed),
            ],
            points.Chart(ChartKind.Line, "A few answers meet many questions when the questions are uneven", "answers computed in advance", "Computed: the most popular questions first.", logX: true));
    }
}

file static class WindowModel
{
    public static readonly double[] Windows = [0, 1, 2, 5, 10, 20, 50, 100];

    public static double Size(double perSecond, double windowMs) => 1 + (perSecond * windowMs / 1e3);

    // The first waits the whole window, the others half of it on average.
    public static double MeanWait(double perSecond, double windowMs) => windowMs * (1 + (perSecond * windowMs / 2e3)) / Size(perSecond, windowMs);
}
