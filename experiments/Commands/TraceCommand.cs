using System.CommandLine;
using System.Text.Json.Serialization;

namespace HotRow.Lab;

/// <summary><c>hotrow trace</c>: what a trace is like.</summary>
internal static class TraceCommand
{
    internal static Command Create() => new("trace", "Look at a trace, or write it in another format.")
    {
        CreateInfo(),
        ConvertCommand.Create(),
    };

    private static Command CreateInfo()
    {
        var trace = new Argument<string>("TRACE") { Description = TraceInputOptions.TraceDescription };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var input = new TraceInputOptions();
        var command = new Command("info", "Show how a trace spreads its accesses over its ids.") { trace, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var opened = input.Open(parsed, parsed.GetValue(trace)!, new Progress(configuration.Error));
            var profile = TraceProfile.Of(opened.Trace);
            var tables = opened.Ids?.Tables is null ? null : TableProfile.Of(opened.Ids);
            configuration.Output.Write(parsed.GetValue(json) ? ToJson(profile, tables) : Describe(opened, profile) + (tables is null ? "" : Describe(tables)));
            return CommandLine.Success;
        });
        return command;
    }

    private static string ToJson(TraceProfile profile, IReadOnlyList<TableProfile>? tables)
    {
        var alpha = double.IsNaN(profile.ZipfAlpha) ? (double?)null : profile.ZipfAlpha;
        return JsonOutput.Line(new ProfileDocument(profile.Accesses, profile.Distinct, profile.Top1Percent, profile.Top5Percent, profile.Top20Percent, profile.OneHitShare, alpha)
        {
            Tables = tables?.Select(t => new TableDocument(t.Table.Name, t.Table.FirstRow, t.Table.RowCount, t.Profile?.Accesses ?? 0, t.Profile?.Distinct ?? 0, t.Profile?.Top1Percent)),
        });
    }

    private static string Describe(IReadOnlyList<TableProfile> tables)
    {
        var text = new TextTable("table", "rows", "accesses", "distinct ids", "top 1 %");
        foreach (var (table, profile) in tables)
        {
            text.Add(PrintableText.Quote(table.Name), $"{table.RowCount:N0}", $"{profile?.Accesses ?? 0:N0}", $"{profile?.Distinct ?? 0:N0}", profile is null ? "" : $"{100 * profile.Top1Percent:F2} %");
        }

        return "\n" + text;
    }

    private static string Describe(TraceInput input, TraceProfile profile)
    {
        var alpha = double.IsNaN(profile.ZipfAlpha) ? "undefined: there is one distinct id" : $"{profile.ZipfAlpha:F4} (maximum likelihood over ranks 1 to {profile.Distinct:N0})";
        return $"""
            {PrintableText.Line($"{input.Name}: {input.Preparation}.")}
            accesses           {profile.Accesses:N0}
            distinct ids       {profile.Distinct:N0}
            top 1 % of ids     {100 * profile.Top1Percent:F2} % of the accesses
            top 5 % of ids     {100 * profile.Top5Percent:F2} % of the accesses
            top 20 % of ids    {100 * profile.Top20Percent:F2} % of the accesses
            accessed once      {100 * profile.OneHitShare:F2} % of the distinct ids
            Zipf alpha         {alpha}

            """;
    }

    private sealed record ProfileDocument(long Accesses, int Distinct, double Top1Percent, double Top5Percent, double Top20Percent, double OneHitShare, double? ZipfAlpha)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IEnumerable<TableDocument>? Tables { get; init; }
    }

    private sealed record TableDocument(string Name, long FirstRow, long RowCount, long Accesses, int Distinct, double? Top1Percent);
}
