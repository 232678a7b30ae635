using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>Answers questions about code: what could stand here, what stands here, is it whole.</summary>
internal sealed class LanguageRequests(ICellSession session)
{
    private const string OneStep = "    ";

    /// <summary>What could stand at the cursor.</summary>
    internal JsonObject Complete(JupyterRequest request)
    {
        var code = request.Text("code");
        var completions = session.Complete(code, request.Position("cursor_pos", code));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. completions.Matches.Select(match => (JsonNode)match)]),
            ["cursor_start"] = CodePoints.FromUtf16(code, completions.Start),
            ["cursor_end"] = CodePoints.FromUtf16(code, completions.End),
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>What stands at the cursor.</summary>
    internal JsonObject Inspect(JupyterRequest request)
    {
        var code = request.Text("code");
        var bundle = session.Inspect(code, request.Position("cursor_pos", code));
        var reply = bundle == null ? new JsonObject { ["data"] = new JsonObject(), ["metadata"] = new JsonObject() } : CellPublisher.Content(bundle);
        reply["status"] = "ok";
        reply["found"] = bundle != null;
        return reply;
    }

    /// <summary>Whether code is whole; when more is expected, how far the next line is indented.</summary>
    internal JsonObject IsComplete(JupyterRequest request)
    {
        var code = request.Text("code");
        var completeness = session.IsComplete(code);
        var reply = new JsonObject { ["status"] = completeness switch { Completeness.Complete => "complete", Completeness.Incomplete => "incomplete", _ => "invalid" } };
        if (completeness == Completeness.Incomplete)
            reply["indent"] = Indent(code);
        return reply;
    }

    /// <summary>The blanks the next line begins with: as many as the last line, and a step more after an opening bracket.</summary>
    internal static string Indent(string code)
    {
        var last = code.Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "";
        var blanks = last[..(last.Length - last.TrimStart().Length)];
        return last.TrimEnd() is [.., '{' or '(' or '['] ? blanks + OneStep : blanks;
    }
}
