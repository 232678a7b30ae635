namespace HotRow.Tests;

public class NumberTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.97139, "0.9714")]
    [InlineData(1234.6, "1,235")]
    [InlineData(-12.345, "-12.35")]
    [InlineData(0.00001234, "1.23\u00d710\u207b\u2075")]
    [InlineData(1e15, "10\u00b9\u2075")]
    [InlineData(double.NaN, "-")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void Figure_Value_HasFourDigits(double value, string expected) => Assert.Equal(expected, NumberText.Figure(value));

    [Theory]
    [InlineData(4.7123, 4.6511, 4.7811, "4.71 [4.65, 4.78]")] // half-width 0.065: one digit
    [InlineData(1.97, 1.9401, 2.0099, "1.97 [1.94, 2.01]")] // half-width 0.035: one digit
    [InlineData(4100, 3900, 4312, "4,100 [3,900, 4,312]")]
    [InlineData(25, 22.5, 27.5, "25.0 [22.5, 27.5]")] // half-width 2.5: two digits
    [InlineData(5, double.NaN, double.NaN, "5")]
    [InlineData(double.NaN, 1, 2, "-")]
    public void WithInterval_Width_SetsTheDigits(double value, double low, double high, string expected) => Assert.Equal(expected, NumberText.WithInterval(value, low, high));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.01, "0.01")]
    [InlineData(1500, "1.5k")]
    [InlineData(999.9, "1k")]
    [InlineData(1e6, "1M")]
    [InlineData(2.5e9, "2.5G")]
    [InlineData(-3e12, "-3T")]
    [InlineData(2e-5, "2\u00d710\u207b\u2075")]
    [InlineData(1e-300, "10\u207b\u00b3\u2070\u2070")]
    public void Tick_Value_IsShort(double value, string expected) => Assert.Equal(expected, NumberText.Tick(value));

    [Theory]
    [InlineData(922, "922")]
    [InlineData(4096, "4,096")]
    [InlineData(65536, "65,536")]
    [InlineData(1_000_000, "1M")]
    [InlineData(1_048_576, "1,048,576")]
    [InlineData(1_234_567_000, "1,234,567,000")]
    [InlineData(0.5, "0.5")]
    public void Label_WholeNumber_StaysExact(double value, string expected) => Assert.Equal(expected, NumberText.Label(value));
}
