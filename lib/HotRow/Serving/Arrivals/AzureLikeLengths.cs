namespace HotRow.Serving;

public static partial class LengthSources
{
    /// <summary>Lengths like those of Azure's conversation trace.</summary>
    public static readonly LengthSourceInfo AzureLike = Add(new(
        "azure-like", "AzureLLMInferenceTrace_conv, CC BY 4.0, Patel et al., Splitwise, ISCA 2024; changed: quantiles", () => new AzureLikeLengths()));
}

/// <summary>Prompts and answers as long as those of a chat service: half the prompts around 1,000 tokens, answers either about 100 or about 400.</summary>
/// <remarks>Prompt and answer are drawn apart: in the trace their rank correlation is 0.07. Means come out at 1,184 and 211 tokens (the trace: 1,155 and 211).
/// <para><i>Source:</i> Azure/AzurePublicDataset, AzureLLMInferenceTrace_conv (19,366 requests), CC BY 4.0; P. Patel et al., "Splitwise: efficient generative LLM inference using phase splitting", ISCA 2024.
/// <i>Changed:</i> only the quantiles of the two lengths are kept.</para></remarks>
public sealed class AzureLikeLengths : ILengthSource
{
    internal static readonly LengthQuantiles Input = new(2, 181, 207, 372, 387, 396, 403, 414, 703, 984, 1020, 1045, 1071, 1097, 1130, 1189, 1315, 1877, 2735, 4083, 4142, 14050);
    internal static readonly LengthQuantiles Output = new(7, 41, 54, 67, 77, 85, 91, 96, 103, 113, 129, 151, 177, 217, 384, 395, 400, 411, 424, 451, 601, 1000);

    /// <inheritdoc/>
    public string Name => "azure-like";

    /// <inheritdoc/>
    public (int Input, int Output) Next(Xoshiro256 random) => (Input.Draw(random), Output.Draw(random));
}
