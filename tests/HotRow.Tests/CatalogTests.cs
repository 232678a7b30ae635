namespace HotRow.Tests;

public class CatalogTests
{
    [Fact]
    public void Find_UnknownName_ListsKnownNames()
    {
        var catalog = new Catalog<string>("policy", s => s);
        catalog.Add("lru");
        catalog.Add("fifo");

        var error = Assert.Throws<InputException>(() => catalog.Find("lruu"));

        Assert.Equal("unknown policy 'lruu'; known: fifo, lru", error.Message);
    }

    [Fact]
    public void All_DuplicateName_Throws()
    {
        var catalog = new Catalog<string>("policy", s => s);
        catalog.Add("lru");
        catalog.Add("lru");

        Assert.Throws<InvalidOperationException>(() => catalog.All);
    }
}
