using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>Output on its way is bounded and stays in order.</summary>
public sealed class OutputQueueTests
{
    [Fact]
    public void Write_WithNobodyTaking_StopsAtTheBound()
    {
        var queue = new OutputQueue();
        var line = new string('x', 1000);
        var taken = 0;
        int some;
        while ((some = queue.Write(error: false, line)) > 0)
            taken += some;

        Assert.InRange(taken, 100_000, 1 << 20);
        Assert.Equal(taken, Assert.Single(queue.Take(0)).Text!.Length);
        Assert.Equal(1000, queue.Write(error: false, line));
    }

    [Fact]
    public void Show_WithNobodyTaking_StopsAtTheBound()
    {
        var queue = new OutputQueue();
        var shown = 0;
        while (queue.Show(MimeBundle.Text("x"), null, replaces: false))
            shown++;

        Assert.InRange(shown, 10, 1000);
        Assert.Equal(0, queue.Write(error: false, "x"));
        Assert.Equal(shown, queue.Take(0).Count);
        Assert.True(queue.Show(MimeBundle.Text("x"), null, replaces: false));
    }

    [Fact]
    public void Streams_InTurns_StayInOrder()
    {
        var queue = new OutputQueue();
        foreach (var (error, text) in new[] { (false, "a"), (false, "b"), (true, "c"), (false, "d") })
            queue.Write(error, text);

        Assert.Equal([(false, "ab"), (true, "c"), (false, "d")], queue.Take(0).Select(item => (item.Error, item.Text!.ToString())));
    }

    [Fact]
    public void Close_TakesTheRestAndSwallowsWhatComesLater()
    {
        var queue = new OutputQueue();
        queue.Write(error: false, "a");

        Assert.Single(queue.Close());
        Assert.Equal(1, queue.Write(error: false, "b"));
        Assert.True(queue.Show(MimeBundle.Text("x"), null, replaces: false));
        Assert.Empty(queue.Close());
    }
}
