using HotRow.Serving;

namespace HotRow.Tests.Serving;

/// <summary>The model shapes agree with themselves: their sizes multiply to their parameters.</summary>
public sealed class ModelShapesTests
{
    public static TheoryData<string> Names => [.. ModelShapes.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sizes_MultiplyToTheParameters(string name)
    {
        var m = ModelShapes.Find(name);

        // Two embedding tables; per layer queries and output, keys and values, the three matrices of the gated block, two norms; one norm at the end.
        double attention = (2.0 * m.Hidden * m.Heads * m.HeadDim) + (2.0 * m.Hidden * m.KvHeads * m.HeadDim);
        var parameters = (2.0 * m.Vocabulary * m.Hidden) + (m.Layers * (attention + (3.0 * m.Hidden * m.Ffn) + (2.0 * m.Hidden))) + m.Hidden;

        Assert.Equal(1, m.Parameters / parameters, 0.001);
    }

    [Theory]
    [InlineData("llama-2-70b", 327_680)]
    [InlineData("llama-2-13b", 819_200)]
    [InlineData("llama-3.1-8b", 131_072)]
    public void KvBytesPerToken_IsThePublishedOne(string name, double bytes)
    {
        Assert.Equal(bytes, ModelShapes.Find(name).KvBytesPerToken);
    }
}
