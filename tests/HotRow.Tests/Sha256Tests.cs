using System.Security.Cryptography;

namespace HotRow.Tests;

/// <summary>The plain hash against the runtime's own, over every length round the ends of its blocks.</summary>
public sealed class Sha256Tests
{
    [Fact]
    public void Of_EveryLengthUpToFiveBlocks_EqualsTheRuntimesOwn()
    {
        var data = new byte[321];
        new Random(3).NextBytes(data);

        Assert.All(Enumerable.Range(0, data.Length + 1), length => Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), Sha256.Of(data.AsSpan(0, length))));
    }
}
