namespace HotRow.Lab;

/// <summary>Markdown to be shown.</summary>
/// <param name="Markdown">The text.</param>
public sealed record MarkdownView(string Markdown);
