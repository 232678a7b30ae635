namespace HotRow.Tests;

public class LinkModelTests
{
    // The documents' figures: 1 M x 1,024 x 4 B over 16 GB/s = 4.096e9 / 16e9 s; 200 rows = 819,200 B -> 51.2 us.
    [Theory]
    [InlineData(4_096_000_000, 0.256)]
    [InlineData(819_200, 51.2e-6)]
    [InlineData(30_720_000_000, 1.92)]
    [InlineData(0, 0)]
    public void Seconds_Pcie16_IsTheDocumentsFigure(long bytes, double seconds) => Assert.Equal(seconds, LinkModel.Pcie16.Seconds(bytes), 1e-12);

    // 1e9 B over 2 GB/s = 0.5 s, and 1,000 transfers of 10 us = 0.01 s.
    [Fact]
    public void Seconds_WithLatency_AddsItPerTransfer() => Assert.Equal(0.51, new LinkModel(2, 10).Seconds(1_000_000_000, 1_000), 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(16, -1)]
    [InlineData(16, double.NaN)]
    public void Create_OutOfRange_Throws(double bandwidth, double latency) => Assert.Throws<ArgumentOutOfRangeException>(() => new LinkModel(bandwidth, latency));

    [Fact]
    public void Seconds_NegativeBytes_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => LinkModel.Pcie16.Seconds(-1));

    [Fact]
    public void ToString_SaysModelled() => Assert.Equal("modelled 16 GB/s", LinkModel.Pcie16.ToString());
}
