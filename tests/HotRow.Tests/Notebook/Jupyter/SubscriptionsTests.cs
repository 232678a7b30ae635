using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>What a subscriber hears.</summary>
public sealed class SubscriptionsTests
{
    [Fact]
    public void Match_KnowsPrefixesAndCountsThem()
    {
        var subscriptions = new Subscriptions();
        Assert.False(subscriptions.Match("stream"u8));

        subscriptions.Add("str"u8);
        subscriptions.Add("str"u8);
        Assert.True(subscriptions.Match("stream"u8));
        Assert.False(subscriptions.Match("status"u8));
        Assert.False(subscriptions.Match("st"u8));

        subscriptions.Remove("status"u8);
        subscriptions.Remove("str"u8);
        Assert.True(subscriptions.Match("stream"u8));
        subscriptions.Remove("str"u8);
        Assert.False(subscriptions.Match("stream"u8));

        subscriptions.Add(""u8);
        Assert.True(subscriptions.Match("anything"u8));
    }
}
