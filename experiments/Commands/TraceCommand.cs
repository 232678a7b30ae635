using System.CommandLine;

namespace HotRow.Lab;

/// <summary><c>hotrow trace</c>: what a trace is like.</summary>
internal static class TraceCommand
{
    internal static Command Create() => new("trace", "Look at a trace")
    {
        CreateInfo(),
    };

    private static Command CreateInfo()
    {
        var trace = new Argument<string>("trace") { Description = TraceInputOptions.TraceDescription };
        var json = new Option<bool>("--json") { Description = "One JSON document on the last line of stdout" };
        var input = new TraceInputOptions();
        var command = new Command("info", "How a trace spreads its accesses over its ids") { trace, json };
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var opened = input.Open(parsed, parsed.GetValue(trace)!, new Progress(configuration.Error));
            var profile = TraceProfile.Of(opened.Trace);
            configuration.Output.Write(parsed.GetValue(json) ? ToJson(profile) : Describe(opened, profile));
            return CommandLine.Success;
        });
        return command;
    }

    private static string ToJson(TraceProfile profile) => JsonOutput.Line(new
    {
        profile.Accesses,
        profile.Distinct,
        profile.Top1Percent,
        profile.Top5Percent,
        profile.Top20Percent,
        profile.OneHitShare,
        ZipfAlpha = double.IsNaN(profile.ZipfAlpha) ? (double?)null : profile.ZipfAlpha,
    });

    private static string Describe(TraceInput input, TraceProfile profile)
    {
        var alpha = double.IsNaN(profile.ZipfAlpha) ? "undefined: there is one distinct id" : $"{profile.ZipfAlpha:F4} (maximum likelihood over ranks 1 to {profile.Distinct:N0})";
        return $"""
            {input.Name}: {input.Preparation}.
            accesses           {profile.Accesses:N0}
            distinct ids       {profile.Distinct:N0}
            top 1 % of ids     {100 * profile.Top1Percent:F2} % of the accesses
            top 5 % of ids     {100 * profile.Top5Percent:F2} % of the accesses
            top 20 % of ids    {100 * profile.Top20Percent:F2} % of the accesses
            accessed once      {100 * profile.OneHitShare:F2} % of the distinct ids
            Zipf alpha         {alpha}

            """;
    }
}
