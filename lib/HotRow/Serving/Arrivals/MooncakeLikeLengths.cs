namespace HotRow.Serving;

public static partial class LengthSources
{
    /// <summary>Lengths like those of Mooncake's conversation trace.</summary>
    public static readonly LengthSourceInfo MooncakeLike = Add(new(
        "mooncake-like", "Mooncake conversation trace, Apache-2.0, Qin et al., FAST 2025; changed: quantiles", () => new MooncakeLikeLengths()));
}

/// <summary>Prompts and answers as long as those of a service with long contexts: 7,000 tokens in the middle, one prompt in a hundred above 85,000.</summary>
/// <remarks>Prompt and answer are drawn apart: in the trace their rank correlation is 0.07. Means come out at 12,400 and 346 tokens (the trace: 12,035 and 343).
/// <para><i>Source:</i> kvcache-ai/Mooncake, FAST25-release, conversation trace (12,031 requests), Apache-2.0; R. Qin et al., "Mooncake: trading more storage for less computation", FAST 2025.
/// <i>Changed:</i> only the quantiles of the two lengths are kept.</para></remarks>
public sealed class MooncakeLikeLengths : ILengthSource
{
    internal static readonly LengthQuantiles Input =
        new(891, 901, 964, 1261, 1662, 2306, 3263, 4250, 4993, 5870, 6909, 8187, 9570, 11239, 13196, 15368, 17869, 21467, 27367, 39552, 85401, 126195);

    internal static readonly LengthQuantiles Output = new(1, 10, 24, 46, 100, 156, 213, 256, 291, 322, 350, 375, 399, 423, 447, 472, 504, 543, 597, 698, 1120, 2000);

    /// <inheritdoc/>
    public string Name => "mooncake-like";

    /// <inheritdoc/>
    public (int Input, int Output) Next(Xoshiro256 random) => (Input.Draw(random), Output.Draw(random));
}
