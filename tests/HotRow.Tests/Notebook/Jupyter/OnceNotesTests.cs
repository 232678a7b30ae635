using HotRow.Notebook;

namespace HotRow.Tests;

/// <summary>That strangers cannot fill a log.</summary>
public sealed class OnceNotesTests
{
    [Fact]
    public void Say_TheSameAgainOrVeryMuch_IsSilent()
    {
        var said = new List<string>();
        var notes = new OnceNotes(said.Add);

        for (var i = 0; i < 100; i++)
        {
            notes.Say("again");
            notes.Say($"line {i}");
        }

        Assert.Equal(["again", .. Enumerable.Range(0, 19).Select(i => $"line {i}")], said);
    }
}
