using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>The rules of format 4 for one cell and its outputs, as far as anything here relies on them.</summary>
internal static class NotebookCellCheck
{
    /// <summary>Checks a cell; a code cell without outputs or count, which are made by running it, gets them.</summary>
    /// <exception cref="NotebookException">A field is missing or of a wrong type.</exception>
    internal static void Require(NotebookField cell)
    {
        var json = cell.AsObject();
        var kind = cell.Text("cell_type");
        if (kind is not ("code" or "markdown" or "raw"))
        {
            throw cell.Wrong($"is of the type {NotebookField.Shown(kind)}; code, markdown and raw are known");
        }

        cell.Object("metadata");
        cell.Lines("source");
        if (kind == "code")
        {
            json.TryAdd("execution_count", null);
            json.TryAdd("outputs", new JsonArray());
            if (json["execution_count"] is not null)
            {
                cell.Whole("execution_count");
            }

            RequireOutputs(cell);
        }
    }

    private static void RequireOutputs(NotebookField cell)
    {
        var outputs = cell.Array("outputs");
        for (var i = 0; i < outputs.Count; i++)
        {
            RequireOutput(new NotebookField(cell.File, $"{cell.Place}.outputs[{i}]", outputs[i]));
        }
    }

    private static void RequireOutput(NotebookField output)
    {
        switch (output.Text("output_type"))
        {
            case "stream":
                output.Text("name");
                output.Lines("text");
                break;
            case "display_data" or "execute_result":
                output.Object("data");
                output.Object("metadata");
                break;
            case "error":
                output.Text("ename");
                output.Text("evalue");
                output.Strings("traceback");
                break;
        }
    }
}
