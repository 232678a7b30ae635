namespace HotRow;

/// <summary>Makes the traces of the default text, or of a user's text in its place.</summary>
internal static class DocsWorkload
{
    private static readonly Lazy<TextTrace> s_docs = new(() => TextTrace.Read(DocumentationText.Find()));
    private static readonly Lazy<TextTrace> s_docsUnique = new(() => TextTrace.Read(DocumentationText.Find(), distinctElements: true));

    /// <summary>The tokens of the text. The default text is read once a process and kept: its traces are views of the same tokens.</summary>
    internal static TextTrace Create(WorkloadArgs args, bool distinctElements) => args.Path is { } path
        ? TextTrace.Read(CorpusText.Find(path), distinctElements, args.BatchSize)
        : (distinctElements ? s_docsUnique : s_docs).Value.WithBatchSize(args.BatchSize);
}

public static partial class Workloads
{
    /// <summary>Tokens of the .NET reference documentation: real text, but heavily templated.</summary>
    public static readonly WorkloadInfo Docs = Add(new("docs", ".NET SDK, documentation XML of the reference packs, every token",
        args => DocsWorkload.Create(args, distinctElements: false)));
}
