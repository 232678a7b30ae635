namespace HotRow.Serving;

/// <summary>The sizes of a transformer that decide its cost.</summary>
/// <param name="Name">Kebab-case name: "llama-3.1-8b".</param>
/// <param name="Source">Where the sizes stand.</param>
/// <param name="Parameters">Weights in all.</param>
/// <param name="Layers">Transformer blocks.</param>
/// <param name="Hidden">Width of the residual stream.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KvHeads">Heads of keys and values.</param>
/// <param name="HeadDim">Width of a head.</param>
/// <param name="Ffn">Inner width of the feed-forward block.</param>
/// <param name="Vocabulary">Rows of the embedding table.</param>
/// <param name="Context">Longest sequence.</param>
/// <param name="BytesPerWeight">2 for bf16, 1 for 8 bit, 0.5 for 4 bit.</param>
/// <param name="BytesPerKv">Bytes of one number of a key or value.</param>
public sealed record ModelShape(
    string Name, string Source, double Parameters, int Layers, int Hidden, int Heads, int KvHeads, int HeadDim, int Ffn, int Vocabulary, int Context,
    double BytesPerWeight = 2, double BytesPerKv = 2)
{
    /// <summary>All weights. <i>Units:</i> B.</summary>
    public double WeightBytes => Parameters * BytesPerWeight;

    /// <summary>Keys and values of one token: 2 x layers x KV heads x head width x bytes. <i>Units:</i> B.</summary>
    public double KvBytesPerToken => 2.0 * Layers * KvHeads * HeadDim * BytesPerKv;

    /// <summary>Weights that a token is multiplied with: all but the embedding table, of which it reads one row.</summary>
    public double MultipliedParameters => Parameters - ((double)Vocabulary * Hidden);

    /// <summary>Operations of one token without attention: 2 per multiplied weight.</summary>
    public double FlopsPerToken => 2 * MultipliedParameters;

    /// <summary>Operations of attention per pair of a token and one token of its context: 4 x layers x heads x head width.</summary>
    public double AttentionFlopsPerPair => 4.0 * Layers * Heads * HeadDim;
}

/// <summary>The catalog of model shapes. A new shape is one new file holding its own part of this class.</summary>
public static partial class ModelShapes
{
    private static Catalog<ModelShape>? s_catalog;

    /// <summary>All shapes, sorted by name.</summary>
    public static IReadOnlyList<ModelShape> All => s_catalog?.All ?? [];

    /// <summary>The shape of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists the known names.</exception>
    public static ModelShape Find(string name) => (s_catalog ??= NewCatalog()).Find(name);

    private static ModelShape Add(ModelShape entry) => (s_catalog ??= NewCatalog()).Add(entry);

    private static Catalog<ModelShape> NewCatalog() => new("model", e => e.Name);
}
