namespace HotRow;

public static partial class Workloads
{
    private const string NgramSource = "hashed into 2^20 rows, the shape of n-gram embedding tables";

    /// <summary>Rows of hashed pairs of tokens of the default text.</summary>
    public static readonly WorkloadInfo DocsBigram = Add(new("docs-bigram", "pairs of tokens of docs, " + NgramSource,
        args => new NgramTrace(DocsWorkload.Create(args, distinctElements: false), 2)));

    /// <summary>Rows of hashed triples of tokens of the default text.</summary>
    public static readonly WorkloadInfo DocsTrigram = Add(new("docs-trigram", "triples of tokens of docs, " + NgramSource,
        args => new NgramTrace(DocsWorkload.Create(args, distinctElements: false), 3)));

    /// <summary>Rows of hashed pairs of tokens of the distinct documentation elements.</summary>
    public static readonly WorkloadInfo DocsUniqueBigram = Add(new("docs-unique-bigram", "pairs of tokens of docs-unique, " + NgramSource,
        args => new NgramTrace(DocsWorkload.Create(args, distinctElements: true), 2)));

    /// <summary>Rows of hashed triples of tokens of the distinct documentation elements.</summary>
    public static readonly WorkloadInfo DocsUniqueTrigram = Add(new("docs-unique-trigram", "triples of tokens of docs-unique, " + NgramSource,
        args => new NgramTrace(DocsWorkload.Create(args, distinctElements: true), 3)));
}
