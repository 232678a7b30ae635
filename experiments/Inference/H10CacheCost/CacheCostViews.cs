namespace HotRow.Lab;

/// <summary>What is made of H10's points: metrics, charts, check rows, verdicts.</summary>
internal sealed partial class CacheCost
{
    internal static readonly Metric Saving = new("cache-saving", "Saved of the input's cost", "", true, "1 - (write + read (N - 1) + storage) / N; over a mix of hits h: 1 - write (1 - h) - read h");
    internal static readonly Metric BreakEvenUses = new("break-even-uses", "Uses from which on it saves", "", false, "(write - read + storage) / (1 - read)");
    internal static readonly Metric UsesPerHour = new("uses-per-hour", "Uses an hour from which on it saves", "1/h", false, "break-even uses / hours kept");
    internal static readonly Metric BreakEvenHits = new("break-even-hits", "Hit ratio from which on it saves", "", false, "(write - 1) / (write - read)");
    internal static readonly Metric FoundShare = new("found-share", "Blocks found", "", true, "blocks found / blocks");
    internal static readonly Metric WrongShare = new("wrong-share", "Blocks found behind another beginning", "", false, "blocks whose stored value belongs to another prefix / blocks");

    internal const string ByReads = "write 1.25, read 0.1";
    internal const string ByStorage = "read 0.25, kept one hour for 3.6";
    internal const string Unchained = "key: the block's own text";
    internal const string Chained = "key: chained";
    internal const string RealTrace = "mooncake, unbounded";

    public IReadOnlyList<ChartSpec> Charts { get; } =
    [
        new(ChartKind.Line, "Used once a cached prompt costs more; how soon it saves depends on the prices", "uses", Saving, "variant",
            [ReferenceLine.Horizontal("document: up to 90 %", 0.9), ReferenceLine.Horizontal("document: about 75 %", 0.75), ReferenceLine.Horizontal("nothing saved", 0)], LogX: true, XLabel: "uses of the prefix",
            Caption: "Computed from relative prices that Anthropic and Google (Gemini 1.5 Pro) listed in 2024. The advertised figures are the limits for many uses.", Where: new Dictionary<string, string> { ["part"] = "saving" }),
        new(ChartKind.Line, "Storage by the hour asks for a steady stream of uses", "hours", UsesPerHour, "part", [], LogX: true, LogY: true, XLabel: "hours for which the prefix is kept",
            Caption: "Computed: reads at a quarter of the price, keeping a token for an hour costs 3.6 uncached tokens.", Where: new Dictionary<string, string> { ["part"] = "storage" }),
        new(ChartKind.Line, "Below 22 % of hits writing everything into the cache loses money", "hits", Saving, "part", [ReferenceLine.Horizontal("nothing saved", 0)], XLabel: "share of input tokens found",
            Caption: "Computed for write 1.25 and read 0.1, everything that is not found being written.", Where: new Dictionary<string, string> { ["part"] = "hit ratio" }),
        new(ChartKind.Bar, "Keys of single blocks find more, and what they find is wrong", "variant", WrongShare, "part", [], XLabel: "how a block is named",
            Caption: "Counted on generated prompts: four beginnings, then documents in any order. The values of a block depend on all tokens before it.", Where: new Dictionary<string, string> { ["part"] = "keys" }),
    ];

    public IReadOnlyList<CheckFigure> Figures { get; } =
    [
        Check(1, -0.25),
        Check(2, 0.325),
        Check(3, 0.5167),
        Check(10, 0.785),
        Check(100, 0.8885),
        new("uses from which on it saves", "closed form (1.25 - 0.1) / 0.9", 1.2778, 0.0001, "", r => r.Value(BreakEvenUses, ("variant", ByReads))),
        new("blocks of the mooncake trace seen before", "curriculum H9", 0.3664, 0.0005, "", r => r.Value(FoundShare, ("variant", RealTrace))),
    ];

    public IReadOnlyList<Claim> Claims { get; } =
    [
        new("003-anthropic-90", "003, cost trade-off", "Anthropic's prompt cache saves up to 90 % of the cost.", JudgeNinety),
        new("003-gemini-75", "003, cost trade-off", "Gemini's context cache takes about 75 % off input tokens, and storage costs.", JudgeStorage),
        new("003-cache-not-free", "003, cost trade-off", "Prompt caching is not free: memory and storage cost.", JudgeNotFree),
    ];

    public Headline Headline(ResultSet results) => HotRow.Headline.From("saved of the input's cost with ten uses", results.Single(Saving, ("variant", ByReads), ("uses", 10)), "");

    private static CheckFigure Check(int uses, double saving) =>
        new($"saved with {uses} uses", "closed form 1 - (1.25 + 0.1 (N - 1)) / N, curriculum H10", saving, 5e-4, "", r => r.Value(Saving, ("variant", ByReads), ("uses", uses)));

    private static Verdict JudgeNinety(ResultSet results)
    {
        var (once, twice, ten, thousand) = (At(results, ByReads, 1), At(results, ByReads, 2), At(results, ByReads, 10), At(results, ByReads, 1_000));
        var figure = $"{Percent(once)} with one use, {Percent(twice)} with two, {Percent(ten)} with ten, {Percent(thousand)} with a thousand";
        return double.IsNaN(once + twice + ten + thousand) ? Verdict.NotRun
            : Math.Abs(thousand - 0.9) > 0.01 ? Verdict.Contradicted(figure, "by the reported prices the limit is another")
            : ten >= 0.89 ? Verdict.Reproduced(figure)
            : Verdict.Depends("the number of uses; 90 % is the limit, by the reported prices", figure);
    }

    private static Verdict JudgeStorage(ResultSet results)
    {
        var (ten, hundred) = (At(results, ByStorage, 10), At(results, ByStorage, 100));
        var perHour = results.Value(UsesPerHour, ("hours", 1));
        var figure = $"kept one hour: {Percent(ten)} with ten uses, {Percent(hundred)} with a hundred; nothing below {perHour:0.0} uses an hour";
        return double.IsNaN(ten + hundred + perHour) ? Verdict.NotRun
            : ten >= 0.7 ? Verdict.Reproduced(figure)
            : hundred < 0.5 ? Verdict.Contradicted(figure, "by the reported prices, even a hundred uses an hour save less than half")
            : Verdict.Depends("uses an hour, because storage is paid by the hour", figure);
    }

    private static Verdict JudgeNotFree(ResultSet results)
    {
        var (once, hits) = (At(results, ByReads, 1), results.Value(BreakEvenHits));
        return double.IsNaN(once + hits) ? Verdict.NotRun
            : once < 0 ? Verdict.Reproduced($"a single use costs {Percent(-once)} more; below {Percent(hits)} of hits the whole input does")
            : Verdict.Contradicted($"{Percent(once)} with a single use");
    }

    private static double At(ResultSet results, string prices, int uses) => results.Value(Saving, ("variant", prices), ("uses", uses));

    private static string Percent(double share) => $"{100 * share:0.0} %";
}
