namespace HotRow.Lab;

/// <summary>How the claims of what a load saves are judged.</summary>
internal sealed partial class RuntimePath
{
    // A hundredth of a token's time is about what a careful benchmark of tokens can see.
    private const double SeenShare = 0.01;

    private static Verdict JudgeAllocationTime(ResultSet results)
    {
        var savings = WarmSavings(results, LoadPaths.Staging).OrderBy(o => o["rows"].Number).ToArray();
        if (savings.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "against a staging buffer: " + string.Join(", ", savings.Select(Text)) + OfToken(results, savings.Max(s => s.Value));
        return Together([.. savings.Select(s => Side(s, 0))], figure);
    }

    private static Verdict JudgeSaving(ResultSet results, string path, double lowUs, double highUs)
    {
        var savings = WarmSavings(results, path).OrderBy(o => o["rows"].Number).ToArray();
        if (savings.Length == 0)
        {
            return Verdict.NotRun;
        }

        var loads = results.Where(Metrics.NsPerRow, ("part", "path"), (StateName, Warm), ("variant", LoadPaths.PerToken)).ToArray();
        var figure = string.Join(", ", savings.Select(Text))
            + (loads.Length > 0 ? $"; the whole load takes {loads.Min(o => o.Value) / 1e3:0.00} to {loads.Max(o => o.Value) / 1e3:0.00} us per token" : "");
        var why = savings.All(s => s.High < lowUs) ? "a load of host memory cannot save more than it takes" : savings.All(s => s.Low > highUs) ? "it saves more" : "";
        return Together([.. savings.Select(s => s.Low >= lowUs && s.High <= highUs ? 1 : s.High < lowUs || s.Low > highUs ? -1 : 0)], figure, why);
    }

    private static Verdict JudgeRanking(ResultSet results)
    {
        var rows = WarmSavings(results, LoadPaths.Staging).Select(o => o["rows"]).ToArray();
        var calls = rows.OrderBy(r => r.Number)
            .Select(r => (Rows: r.Number, Staging: Saved(r, LoadPaths.Staging), Map: Saved(r, LoadPaths.MapUnguarded), Device: Device(results, r)))
            .Where(c => c.Staging is not null && c.Map is not null && !double.IsNaN(c.Device))
            .ToArray();
        if (calls.Length == 0)
        {
            return Verdict.NotRun;
        }

        var figure = "saved per token, device (modelled) / staging / mmap: " + string.Join(", ", calls.Select(c => $"{c.Device:0.00} / {c.Staging!.Value:0.00} / {c.Map!.Value:0.00} us at {c.Rows:N0} a call"));
        return Together([.. calls.Select(c => c.Device > c.Staging!.High && c.Staging.Low > c.Map!.High ? 1 : c.Device < c.Staging!.Low || c.Staging.High < c.Map!.Low ? -1 : 0)], figure);

        Observation? Saved(ParameterValue r, string path) => results.Single(SavedUs, ("part", "path"), (StateName, Warm), ("rows", r), ("variant", path));
    }

    // Units: us per token. What it saves is the current load and its upload, less the modelled lookup.
    private static double Device(ResultSet results, ParameterValue rows)
    {
        var load = results.Value(Metrics.NsPerRow, ("part", "path"), (StateName, Warm), ("rows", rows), ("variant", LoadPaths.PerToken));
        return (load + results.Value(Metrics.NsPerRow, ("rows", rows), ("variant", Upload)) - results.Value(Metrics.NsPerRow, ("rows", rows), ("variant", DeviceGather.Launched))) / 1e3;
    }

    private static Verdict JudgeStagingFirst(ResultSet results)
    {
        var one = WarmSavings(results, LoadPaths.Staging).FirstOrDefault(o => o["rows"].Number == 1);
        if (one is null || results.Where(TokenMs).FirstOrDefault()?.Value is not { } token)
        {
            return Verdict.NotRun;
        }

        var figure = $"one token a call: {one.Value:0.000} us saved ({one.Low:0.000} to {one.High:0.000})" + OfToken(results, one.Value);
        var seenUs = SeenShare * token * 1e3;
        return one.High < 0 ? Verdict.Contradicted(figure)
            : one.Low > seenUs ? Verdict.Reproduced(figure)
            : one.Low > 0 && one.High < seenUs ? Verdict.Depends("what a benefit is: the load gains, and of a token's time it is too little to be seen", figure)
            : Verdict.NotTestableHere(TooNoisy, figure);
    }

    private static string Text(Observation saving) => $"{saving.Value:0.00} us per token ({saving.Low:0.00} to {saving.High:0.00}) at {saving["rows"].Number:N0} a call";

    // What a saving is of the time of a token on a machine that reads the weights from its main memory.
    private static string OfToken(ResultSet results, double us)
    {
        var token = results.Where(TokenMs).FirstOrDefault();
        return token is null ? "" : $"; at most {us / 1e3:0.0e0} ms of a token's {token.Value:0} ms (7B, fp16, this machine's memory), {us / 1e3 / token.Value:0.0e0} of it";
    }
}
