namespace HotRow;

public static partial class Workloads
{
    /// <summary>Each distinct documentation element once: closer to prose, because templates flatter every cache.</summary>
    public static readonly WorkloadInfo DocsUnique = Add(new("docs-unique",
        ".NET SDK, documentation XML of the reference packs: each child of a member (summary, param, returns, ...) once, equal when its tokens are; of a user's text, each paragraph",
        args => DocsWorkload.Create(args, distinctElements: true)));
}
