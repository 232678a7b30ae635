using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>The ids of a notebook's cells: every cell has one since format 4.5, and no two the same.</summary>
internal static class NotebookIds
{
    private const int MostCharacters = 64;
    private const int GivenCharacters = 8;

    /// <summary>Gives ids to the cells that have none. They follow from place and content, so that reading a file twice gives the same ones.</summary>
    internal static void Give(JsonArray cells)
    {
        var known = new HashSet<string>(cells.Select(IdOf).OfType<string>());
        var kept = new HashSet<string>();
        for (var i = 0; i < cells.Count; i++)
        {
            if (IdOf(cells[i]) is { } id && IsValid(id) && kept.Add(id))
            {
                continue;
            }

            var content = $"{i}\n{cells[i]!["cell_type"]}\n{cells[i]!["source"]}";
            var made = "";
            for (var attempt = 0; made.Length == 0 || !known.Add(made); attempt++)
            {
                made = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{attempt}\n{content}")))[..GivenCharacters];
            }

            kept.Add(made);
            cells[i]!["id"] = made;
        }
    }

    /// <summary>Checks that every cell has an id of its own.</summary>
    /// <exception cref="NotebookException">One has none, or one that is not allowed or another cell's.</exception>
    internal static void Require(JsonArray cells, string name)
    {
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < cells.Count; i++)
        {
            var cell = new NotebookField(name, $"cells[{i}]", cells[i]);
            var id = cell.Text("id");
            if (!IsValid(id))
            {
                throw cell.Wrong($"has an id that is not allowed; 1 to {MostCharacters} letters, digits, '-' and '_' are");
            }

            if (!seen.TryAdd(id, i))
            {
                throw cell.Wrong($"has the id of cells[{seen[id]}]; every cell needs its own");
            }
        }
    }

    private static string? IdOf(JsonNode? cell) => NotebookField.TextOf(cell, "id");

    private static bool IsValid(string id) => id.Length is > 0 and <= MostCharacters && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
