using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace HotRow.Lab;

/// <summary>What a request asks of <see cref="TinyServer"/>, beside its prompt.</summary>
/// <param name="Id">Under which its spans are kept; -1 keeps none.</param>
/// <param name="Output">Visible tokens of the answer.</param>
/// <param name="Hidden">Tokens of a plan that is made first and never sent.</param>
/// <param name="ToolMs">Pause after the plan, in which a tool works. <i>Units:</i> ms.</param>
/// <param name="Window">How many tokens a moderator holds back: a token leaves when that many more are made, or with the last one.</param>
/// <param name="IsBuffered">All tokens leave together when the last one is made.</param>
/// <param name="NetworkMs">How long the request is held before the server looks at it, as a slow network would. <i>Units:</i> ms.</param>
internal readonly record struct TinyRequest(int Id, int Output, int Hidden = 0, int ToolMs = 0, int Window = 0, bool IsBuffered = false, int NetworkMs = 0)
{
    /// <summary>The query that asks for it.</summary>
    internal string Query => string.Create(
        CultureInfo.InvariantCulture, $"?id={Id}&output={Output}&hidden={Hidden}&tool={ToolMs}&window={Window}&buffered={(IsBuffered ? 1 : 0)}&network={NetworkMs}");

    /// <summary>Reads a query.</summary>
    /// <exception cref="InputException">A number is missing, no number, or above the limit.</exception>
    internal static TinyRequest Parse(IQueryCollection query, TinyServerLimits limits) => new(
        Number(query, "id", -1, -1, int.MaxValue),
        Number(query, "output", null, 1, limits.OutputTokens),
        Number(query, "hidden", 0, 0, limits.OutputTokens),
        Number(query, "tool", 0, 0, limits.ToolMs),
        Number(query, "window", 0, 0, limits.OutputTokens),
        Number(query, "buffered", 0, 0, 1) == 1,
        Number(query, "network", 0, 0, limits.ToolMs));

    private static int Number(IQueryCollection query, string name, int? missing, int least, int most)
    {
        var text = query[name].ToString();
        if (text.Length == 0 && missing is { } value)
        {
            return value;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name} is {PrintableText.Quote(text)}; allowed: {least} to {most}"));
    }
}
