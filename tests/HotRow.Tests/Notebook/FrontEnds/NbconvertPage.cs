using System.Text.Json.Nodes;
using HotRow.Lab;
using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>A notebook that nbconvert executed with our kernel, as its HTML page: made once, when the first test asks.</summary>
public sealed class NbconvertPage : IDisposable
{
    /// <summary>How many charts the notebook shows.</summary>
    internal const int Charts = 2;

    private const string Kernel = "hotrow-lane";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);

    private static readonly string[] s_cells =
    [
        "for (var i = 1; i <= 3; i++) Console.WriteLine($\"streamed line {i} of 3\");",
        "Try.Coverage(1.0, rows: 100_000, percent: 5)",
        "Measure(Experiments.OneHot, Scale.Tiny, 30).Chart(1)",
    ];

    private readonly TempFolder _folder = new();
    private readonly Lazy<string?> _html;

    /// <summary>Nothing is run yet.</summary>
    public NbconvertPage() => _html = new(Convert);

    /// <summary>The page; the test is skipped where there is no nbconvert.</summary>
    internal string Html()
    {
        Assert.SkipWhen(_html.Value is null, "no nbconvert: neither jupyter-nbconvert on PATH nor /usr/bin/python3 has it");
        return _html.Value!;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // A python on PATH need not be the one that has Jupyter.
    private static (Tool Tool, string[] Before)? Find()
    {
        (string Program, string[] Before)[] candidates = [("jupyter-nbconvert", []), ("/usr/bin/python3", ["-m", "nbconvert"])];
        foreach (var (program, before) in candidates)
        {
            var tool = new Tool(program, s_patience);
            if (tool.Works([.. before, "--version"]))
            {
                return (tool, before);
            }
        }

        return null;
    }

    private string? Convert()
    {
        if (Find() is not var (nbconvert, before))
        {
            return null;
        }

        // The user's own kernels, settings and running servers are out of sight.
        foreach (var name in (string[])["JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"])
        {
            nbconvert.Variables[name] = Path.Combine(_folder.Path, "jupyter");
        }

        nbconvert.Variables["HOTROW_RESULTS"] = Path.Combine(_folder.Path, "results");
        nbconvert.Variables["HOTROW_CACHE"] = Path.Combine(_folder.Path, "cache");
        new Kernelspec(Kernel, "C# (lane)", KernelCommand.Program()).Install(Path.Combine(_folder.Path, "jupyter"));
        var notebook = _folder.Write("lane.ipynb", Notebook());
        var (code, _, errors) = nbconvert.Run([.. before, "--to", "html", "--execute", "--output", "lane.html", notebook]);
        Assert.True(code == 0, errors);
        return File.ReadAllText(Path.Combine(_folder.Path, "lane.html"));
    }

    private static string Notebook() => new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = Kernel, ["display_name"] = "C# (lane)", ["language"] = "C#" } },
        ["cells"] = new JsonArray([.. s_cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = $"cell-{i}",
            ["metadata"] = new JsonObject(),
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
            ["source"] = source,
        })]),
    }.ToJsonString();
}
