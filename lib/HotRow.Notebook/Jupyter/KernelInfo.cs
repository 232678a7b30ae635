using System.Text.Json.Nodes;

namespace HotRow.Notebook;

/// <summary>What the kernel tells about itself.</summary>
internal static class KernelInfo
{
    /// <summary>The language of the cells, pinned: the compiler could do a newer one than the SDK.</summary>
    internal const string LanguageVersion = "14.0";

    /// <summary>The content of the reply to kernel_info_request.</summary>
    internal static JsonObject Reply()
    {
        var version = typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = JupyterWire.ProtocolVersion,
            ["implementation"] = "hotrow",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = LanguageVersion,
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["banner"] = $"HotRow {version}: C# {LanguageVersion} on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
            ["debugger"] = false,
        };
    }
}
