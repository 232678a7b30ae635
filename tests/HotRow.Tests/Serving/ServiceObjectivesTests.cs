using HotRow.Serving;

namespace HotRow.Tests.Serving;

public sealed class ServiceObjectivesTests
{
    [Theory]
    [InlineData("ttft=200,tpot=100", "ttft=200,tpot=100")]
    [InlineData(" TPOT = 12.5 , ttft=1.5s ", "ttft=1500,tpot=12.5")]
    [InlineData("e2e=30 s", "e2e=30000")]
    [InlineData("ttft=200ms", "ttft=200")]
    public void Parse_Texts(string text, string expected) => Assert.Equal(expected, ServiceObjectives.Parse(text).ToString());

    [Theory]
    [InlineData("", "objective '': no limit follows a name")]
    [InlineData("ttft", "objective 'ttft': no limit follows a name")]
    [InlineData("ttft=200,", "objective '': no limit follows a name")]
    [InlineData("itl=200", "objective 'itl=200': 'itl' is unknown")]
    [InlineData("=200", "objective '=200': '' is unknown")]
    [InlineData("ttft=", "objective 'ttft=': '' is no limit above 0")]
    [InlineData("ttft=0", "objective 'ttft=0': '0' is no limit above 0")]
    [InlineData("ttft=-5", "objective 'ttft=-5': '-5' is no limit above 0")]
    [InlineData("ttft=0.0000001", "objective 'ttft=0.0000001': '0.0000001' is no limit above 0")]
    [InlineData("ttft=1e3", "objective 'ttft=1e3': '1e3' is no limit above 0")]
    [InlineData("ttft=NaN", "objective 'ttft=NaN': 'NaN' is no unit of time")]
    [InlineData("ttft=200us", "objective 'ttft=200us': 'us' is no unit of time")]
    [InlineData("ttft=99%", "objective 'ttft=99%': '%' is no unit of time")]
    [InlineData("ttft=1=2", "objective 'ttft=1=2': '1=2' is no limit above 0")]
    [InlineData("ttft=99999999999", "objective 'ttft=99999999999': '99999999999' is no limit above 0")]
    [InlineData("ttft=1,ttft=2", "objective 'ttft' is given twice")]
    public void Parse_Faults_SayWhatIsAllowed(string text, string begin)
    {
        var message = Assert.Throws<InputException>(() => ServiceObjectives.Parse(text)).Message;

        Assert.StartsWith(begin, message, StringComparison.Ordinal);
        Assert.Contains("give limits in milliseconds", message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsMet_LimitsAreInclusive_AndOneTokenHasNoTpot()
    {
        var objectives = ServiceObjectives.OfMs(200, 10);

        // First token at 200 ms, nine more in 90 ms: both limits to the nanosecond.
        Assert.True(objectives.IsMet(Outcome(200_000_000, 290_000_000, 10)));
        Assert.False(objectives.IsMet(Outcome(200_000_001, 290_000_001, 10)));
        Assert.False(objectives.IsMet(Outcome(200_000_000, 290_000_001, 10)));
        Assert.True(objectives.IsMet(Outcome(200_000_000, 200_000_000, 1)));
        Assert.False(objectives.IsMet(Outcome(1, 1, 1) with { Status = OutcomeStatus.Refused }));
        Assert.False(new ServiceObjectives().IsMet(Outcome(1, 1, 1) with { Status = OutcomeStatus.Unfinished }));
        Assert.True(new ServiceObjectives().IsMet(Outcome(1, 1, 1)));
    }

    private static RequestOutcome Outcome(long first, long last, int output) =>
        new(0, SimTime.Zero, SimTime.Zero, new(first), new(first), new(last), 10, output, 0, 0, 0, ServiceClass.Online, OutcomeStatus.Done);
}
