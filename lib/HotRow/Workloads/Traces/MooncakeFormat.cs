namespace HotRow;

public static partial class TraceFormats
{
    /// <summary>Requests of a language model's service with the blocks of their keys and values.</summary>
    public static readonly TraceFormatInfo Mooncake = Add(new("mooncake", [".jsonl"],
        "Mooncake requests (Qin et al., FAST 2025): a JSON object on each line, its \"hash_ids\" the block ids of one batch", file => new MooncakeIds(file.Path)));
}
