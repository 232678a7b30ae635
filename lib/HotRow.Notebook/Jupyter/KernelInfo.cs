using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace HotRow.Notebook;

/// <summary>What the kernel tells about itself.</summary>
internal static class KernelInfo
{
    /// <summary>The content of the reply to kernel_info_request.</summary>
    internal static JsonObject Reply()
    {
        var version = typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);
        var language = CSharpOptions.Language.ToDisplayString();
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = JupyterWire.ProtocolVersion,
            ["implementation"] = "hotrow",
            ["implementation_version"] = version,
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = language,
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["banner"] = $"HotRow {version}: C# {language} on .NET {Environment.Version}",
            ["help_links"] = new JsonArray(),
            ["debugger"] = false,
        };
    }
}
